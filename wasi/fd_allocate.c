#define _GNU_SOURCE 1
#include <fcntl.h>

#include "fds.h"
#include "wasi.h"

// fallocate(2) itself: where a file system cannot (ENOTSUP), posix_fallocate would write to every block. The
// kernel refuses offsets and lengths above 2^63 - 1, and descriptors that were not opened for writing.
u32 wasi_fd_allocate(struct wr_memory *memory, u32 fd, u64 offset, u64 length) {
  (void)memory;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_file(wasi_fd(fd), WASI_RIGHT_FD_ALLOCATE, &entry);
  if (error) return error;
  if (entry->read_only) return WASI_EROFS;
  return wasi_errno_of(WASI_RETRY(fallocate(entry->host.number, 0, (off_t)offset, (off_t)length)));
}
