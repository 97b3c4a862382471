#include <sys/socket.h>

#include "fds.h"
#include "iovecs.h"
#include "wasi.h"

// WASI has no flags for sending yet.
u32 wasi_sock_send(struct wr_memory *memory, u32 fd, u32 iovs, u32 iovs_len, u32 flags, u32 nwritten) {
  u8 *place = guest_place_u32(memory, guest_ptr(nwritten));
  if (!place) return WASI_EFAULT;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_for(wasi_fd(fd), WASI_RIGHT_FD_WRITE, &entry);
  if (error) return error;
  if (flags) return WASI_EINVAL;
  struct host_iovecs buffers;
  error = wasi_iovecs_load(memory, guest_ptr(iovs), iovs_len, &buffers);
  if (error) return error;
  struct msghdr message = {
      .msg_iov = (struct iovec *)buffers.items,  // only read
      .msg_iovlen = (size_t)buffers.count,
  };
  ssize_t moved = WASI_RETRY(sendmsg(entry->host.number, &message, MSG_NOSIGNAL));
  if (moved < 0) return wasi_errno_now();
  host_store_u32(place, (u32)moved);  // the kernel moves less than 2^31 bytes at a time
  return WASI_ESUCCESS;
}
