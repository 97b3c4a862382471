#include "fdflags.h"
#include "fds.h"
#include "wasi.h"

u32 wasi_fd_fdstat_get(struct wr_memory *memory, u32 fd, u32 stat) {
  u8 *place = guest_span_host(memory, guest_span(stat, sizeof(struct wasi_fdstat)));
  if (!place) return WASI_EFAULT;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get(wasi_fd(fd), &entry);
  if (error) return error;
  int flags = fcntl(entry->host.number, F_GETFL);
  if (flags < 0) return wasi_errno_now();
  struct wasi_fdstat fdstat = {
      .filetype = (u8)entry->filetype,
      .flags = wasi_fdflags_from_host(flags),
      .base = entry->base,
      .inheriting = entry->inheriting,
  };
  memcpy(place, &fdstat, sizeof fdstat);
  return WASI_ESUCCESS;
}
