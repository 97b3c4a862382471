#include <unistd.h>

#include "fds.h"
#include "wasi.h"

u32 wasi_fd_sync(struct wr_memory *memory, u32 fd) {
  (void)memory;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_for(wasi_fd(fd), WASI_RIGHT_FD_SYNC, &entry);
  if (error) return error;
  return wasi_errno_of(WASI_RETRY(fsync(entry->host.number)));
}
