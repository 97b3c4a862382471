#include <unistd.h>

#include "fds.h"
#include "wasi.h"

// The kernel refuses a size above 2^63 - 1, and a descriptor that was not opened for writing.
u32 wasi_fd_filestat_set_size(struct wr_memory *memory, u32 fd, u64 size) {
  (void)memory;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_file(wasi_fd(fd), WASI_RIGHT_FD_FILESTAT_SET_SIZE, &entry);
  if (error) return error;
  if (entry->read_only) return WASI_EROFS;
  return wasi_errno_of(WASI_RETRY(ftruncate(entry->host.number, (off_t)size)));
}
