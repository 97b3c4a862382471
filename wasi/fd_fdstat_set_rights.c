#include "fds.h"
#include "wasi.h"

// Rights are given up, never added: fds.h.
u32 wasi_fd_fdstat_set_rights(struct wr_memory *memory, u32 fd, u64 base, u64 inheriting) {
  (void)memory;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get(wasi_fd(fd), &entry);
  if (error) return error;
  if ((base & ~entry->base) || (inheriting & ~entry->inheriting)) return WASI_ENOTCAPABLE;
  entry->given_up |= entry->base & ~base;
  entry->base = base;
  entry->inheriting = inheriting;
  return WASI_ESUCCESS;
}
