// Landlock: from here on the kernel opens for this process only what lies beneath the granted directories, and
// for writing only where that is granted. It is a belt: it says EACCES where a path that is resolved beneath
// its directory would never come, and does not hide that a file is there.
#ifndef WASI_LANDLOCK_H
#define WASI_LANDLOCK_H

#include "sandbox.h"

// Cannot be undone. False where the kernel has it not, or in its first version, which forbids every rename
// from one directory to another (before 5.19).
bool wasi_landlock_enter(const struct wasi_directory *directories, u32 count, struct wasi_obstacle *obstacle);

#endif
