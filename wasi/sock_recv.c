#include <sys/socket.h>

#include "fds.h"
#include "iovecs.h"
#include "wasi.h"

// There is no room for a control message: descriptors that somebody sends along are closed by the kernel, and
// never come into the process.
u32 wasi_sock_recv(struct wr_memory *memory, u32 fd, u32 iovs, u32 iovs_len, u32 flags, u32 nread,
                   u32 answer_flags) {
  u8 *place = guest_place_u32(memory, guest_ptr(nread));
  u8 *flags_place = guest_place_u16(memory, guest_ptr(answer_flags));
  if (!place || !flags_place) return WASI_EFAULT;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_for(wasi_fd(fd), WASI_RIGHT_FD_READ, &entry);
  if (error) return error;
  if (flags & ~(u32)WASI_RIFLAGS_ALL) return WASI_EINVAL;
  int host_flags = (flags & WASI_RIFLAG_PEEK ? MSG_PEEK : 0) | (flags & WASI_RIFLAG_WAITALL ? MSG_WAITALL : 0);
  struct host_iovecs buffers;
  error = wasi_iovecs_load(memory, guest_ptr(iovs), iovs_len, &buffers);
  if (error) return error;
  struct msghdr message = {
      .msg_iov = (struct iovec *)buffers.items,  // only read
      .msg_iovlen = (size_t)buffers.count,
  };
  ssize_t moved = WASI_RETRY(recvmsg(entry->host.number, &message, host_flags));
  if (moved < 0) return wasi_errno_now();
  host_store_u32(place, (u32)moved);  // the kernel moves less than 2^31 bytes at a time
  host_store_u16(flags_place, message.msg_flags & MSG_TRUNC ? WASI_ROFLAG_DATA_TRUNCATED : 0);
  return WASI_ESUCCESS;
}
