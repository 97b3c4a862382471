// A filter of system calls, for those who want one more wall: what neither the calls of wasi/ nor the collectors need is refused as if
// this kernel did not have it (ENOSYS), so that a libc falls back to what it knew before. Processes cannot be made, nor
// memory that can be executed (EPERM).
#ifndef WASI_SECCOMP_H
#define WASI_SECCOMP_H

#include "base.h"

// For this thread and all that it starts. False, with an errno, if it cannot be had.
bool wasi_seccomp_enter(void);

#endif
