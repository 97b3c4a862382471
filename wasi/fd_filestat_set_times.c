#include <sys/stat.h>

#include "fds.h"
#include "filetimes.h"
#include "wasi.h"

u32 wasi_fd_filestat_set_times(struct wr_memory *memory, u32 fd, u64 atim, u64 mtim, u32 flags) {
  (void)memory;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_for(wasi_fd(fd), WASI_RIGHT_FD_FILESTAT_SET_TIMES, &entry);
  if (error) return error;
  if (entry->read_only) return WASI_EROFS;
  struct host_filetimes times;
  error = wasi_filetimes_load(atim, mtim, flags, &times);
  if (error) return error;
  return wasi_errno_of(futimens(entry->host.number, times.both));
}
