#include "fds.h"
#include "iovecs.h"
#include "wasi.h"

// The kernel refuses an offset above 2^63 - 1 (EINVAL) and a pipe (ESPIPE).
u32 wasi_fd_pwrite(struct wr_memory *memory, u32 fd, u32 iovs, u32 iovs_len, u64 offset,
                   u32 nwritten) {
  u8 *place = guest_place_u32(memory, guest_ptr(nwritten));
  if (!place) return WASI_EFAULT;
  struct wasi_entry *entry;
  enum wasi_errno error =
      wasi_fds_get_file(wasi_fd(fd), WASI_RIGHT_FD_WRITE | WASI_RIGHT_FD_SEEK, &entry);
  if (error) return error;
  struct host_iovecs buffers;
  error = wasi_iovecs_load(memory, guest_ptr(iovs), iovs_len, &buffers);
  if (error) return error;
  ssize_t moved = WASI_RETRY(
      pwritev(entry->host.number, buffers.items, buffers.count, (off_t)offset));
  if (moved < 0) return wasi_errno_now();
  host_store_u32(place, (u32)moved);  // the kernel moves less than 2^31 bytes at a time
  return WASI_ESUCCESS;
}
