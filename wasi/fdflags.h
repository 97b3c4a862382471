// Descriptor flags, WASI's and Linux's.
#ifndef WASI_FDFLAGS_H
#define WASI_FDFLAGS_H

#include <fcntl.h>

#include "abi.h"

static inline int wasi_fdflags_to_host(u32 flags) {
  int host = 0;
  if (flags & WASI_FDFLAG_APPEND) host |= O_APPEND;
  if (flags & WASI_FDFLAG_DSYNC) host |= O_DSYNC;
  if (flags & WASI_FDFLAG_NONBLOCK) host |= O_NONBLOCK;
  if (flags & (WASI_FDFLAG_RSYNC | WASI_FDFLAG_SYNC)) host |= O_SYNC;  // Linux's O_RSYNC is O_SYNC
  return host;
}

static inline u16 wasi_fdflags_from_host(int host) {
  u16 flags = 0;
  if (host & O_APPEND) flags |= WASI_FDFLAG_APPEND;
  if (host & O_NONBLOCK) flags |= WASI_FDFLAG_NONBLOCK;
  // O_SYNC is two bits, and one of them is O_DSYNC.
  if ((host & O_SYNC) == O_SYNC) flags |= WASI_FDFLAG_SYNC | WASI_FDFLAG_RSYNC;
  else if (host & O_DSYNC) flags |= WASI_FDFLAG_DSYNC;
  return flags;
}

#endif
