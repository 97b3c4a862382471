#include "fdflags.h"
#include "fds.h"
#include "wasi.h"

// Linux changes O_APPEND and O_NONBLOCK of an open file, and silently ignores O_DSYNC and O_SYNC. A guest
// that asks for a change of those is told so.
u32 wasi_fd_fdstat_set_flags(struct wr_memory *memory, u32 fd, u32 flags) {
  (void)memory;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_for(wasi_fd(fd), WASI_RIGHT_FD_FDSTAT_SET_FLAGS, &entry);
  if (error) return error;
  if (flags & ~(u32)WASI_FDFLAGS_ALL) return WASI_EINVAL;
  int before = fcntl(entry->host.number, F_GETFL);
  if (before < 0) return wasi_errno_now();
  int wanted = wasi_fdflags_to_host(flags);
  if ((before ^ wanted) & (O_DSYNC | O_SYNC)) return WASI_ENOTSUP;
  int kept = before & ~(O_APPEND | O_NONBLOCK);
  return wasi_errno_of(fcntl(entry->host.number, F_SETFL, kept | wanted));
}
