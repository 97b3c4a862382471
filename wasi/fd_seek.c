#include <unistd.h>

#include "fds.h"
#include "wasi.h"

static enum wasi_errno host_whence_of(u32 whence, int *host) {
  switch (whence) {
    case WASI_WHENCE_SET: *host = SEEK_SET; return WASI_ESUCCESS;
    case WASI_WHENCE_CUR: *host = SEEK_CUR; return WASI_ESUCCESS;
    case WASI_WHENCE_END: *host = SEEK_END; return WASI_ESUCCESS;
    default: return WASI_EINVAL;
  }
}

u32 wasi_fd_seek(struct wr_memory *memory, u32 fd, u64 offset, u32 whence, u32 position) {
  u8 *place = guest_place_u64(memory, guest_ptr(position));
  if (!place) return WASI_EFAULT;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_file(wasi_fd(fd), WASI_RIGHT_FD_SEEK, &entry);
  if (error) return error;
  int host_whence;
  error = host_whence_of(whence, &host_whence);
  if (error) return error;
  off_t reached = lseek(entry->host.number, (off_t)offset, host_whence);
  if (reached < 0) return wasi_errno_now();
  host_store_u64(place, (u64)reached);
  return WASI_ESUCCESS;
}
