#include "fds.h"
#include "filestat.h"
#include "wasi.h"

u32 wasi_fd_filestat_get(struct wr_memory *memory, u32 fd, u32 stat) {
  u8 *place = guest_span_host(memory, guest_span(stat, sizeof(struct wasi_filestat)));
  if (!place) return WASI_EFAULT;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_for(wasi_fd(fd), WASI_RIGHT_FD_FILESTAT_GET, &entry);
  if (error) return error;
  return wasi_filestat_store(entry->host, place);
}
