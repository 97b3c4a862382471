#include "filetimes.h"

#include <sys/stat.h>

#include "clocks.h"

static enum wasi_errno filetime_load(u64 given, bool is_given, bool is_now, struct timespec *time) {
  if (is_given && is_now) return WASI_EINVAL;
  if (is_given) *time = host_timespec(given);
  else *time = (struct timespec){.tv_nsec = is_now ? UTIME_NOW : UTIME_OMIT};
  return WASI_ESUCCESS;
}

enum wasi_errno wasi_filetimes_load(u64 atim, u64 mtim, u32 flags, struct host_filetimes *times) {
  if (flags & ~(u32)WASI_FSTFLAGS_ALL) return WASI_EINVAL;
  enum wasi_errno error = filetime_load(atim, flags & WASI_FSTFLAG_ATIM, flags & WASI_FSTFLAG_ATIM_NOW,
                                        &times->both[0]);
  if (error) return error;
  return filetime_load(mtim, flags & WASI_FSTFLAG_MTIM, flags & WASI_FSTFLAG_MTIM_NOW, &times->both[1]);
}
