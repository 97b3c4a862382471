#include <fcntl.h>

#include "fds.h"
#include "wasi.h"

static enum wasi_errno host_advice_of(u32 advice, int *host) {
  switch (advice) {
    case WASI_ADVICE_NORMAL: *host = POSIX_FADV_NORMAL; return WASI_ESUCCESS;
    case WASI_ADVICE_SEQUENTIAL: *host = POSIX_FADV_SEQUENTIAL; return WASI_ESUCCESS;
    case WASI_ADVICE_RANDOM: *host = POSIX_FADV_RANDOM; return WASI_ESUCCESS;
    case WASI_ADVICE_WILLNEED: *host = POSIX_FADV_WILLNEED; return WASI_ESUCCESS;
    case WASI_ADVICE_DONTNEED: *host = POSIX_FADV_DONTNEED; return WASI_ESUCCESS;
    case WASI_ADVICE_NOREUSE: *host = POSIX_FADV_NOREUSE; return WASI_ESUCCESS;
    default: return WASI_EINVAL;
  }
}

// Linux refuses a length above 2^63 - 1, but not an offset. A length of 0 is "to the end" to both.
u32 wasi_fd_advise(struct wr_memory *memory, u32 fd, u64 offset, u64 length, u32 advice) {
  (void)memory;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_file(wasi_fd(fd), WASI_RIGHT_FD_ADVISE, &entry);
  if (error) return error;
  int host_advice;
  error = host_advice_of(advice, &host_advice);
  if (error) return error;
  if (offset > INT64_MAX) return WASI_EINVAL;
  int failure = posix_fadvise(entry->host.number, (off_t)offset, (off_t)length, host_advice);
  return wasi_errno_from_host(failure);  // not in errno
}
