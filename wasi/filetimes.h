// The times of a file as a guest sets them.
#ifndef WASI_FILETIMES_H
#define WASI_FILETIMES_H

#include <time.h>

#include "guest.h"

// As utimensat(2) takes them: of access, then of modification.
struct host_filetimes { struct timespec both[2]; };

// A time that `flags` does not name stays as it is. EINVAL for unknown flags, and for a time that is to be
// both the given one and now.
enum wasi_errno wasi_filetimes_load(u64 atim, u64 mtim, u32 flags, struct host_filetimes *times);

#endif
