#include "fds.h"
#include "wasi.h"

// Without a final NUL; fd_prestat_get told the length.
u32 wasi_fd_prestat_dir_name(struct wr_memory *memory, u32 fd, u32 path, u32 path_len) {
  u8 *place = guest_span_host(memory, guest_span(path, path_len));
  if (!place) return WASI_EFAULT;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get(wasi_fd(fd), &entry);
  if (error) return error;
  if (!entry->preopen) return WASI_EBADF;
  size_t length = strlen(entry->preopen);
  if (length > path_len) return WASI_ENAMETOOLONG;
  memcpy(place, entry->preopen, length);
  return WASI_ESUCCESS;
}
