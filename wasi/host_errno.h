// Results of system calls. The name `errno.h` would hide the system's.
#ifndef WASI_HOST_ERRNO_H
#define WASI_HOST_ERRNO_H

#include <errno.h>

#include "abi.h"

enum wasi_errno wasi_errno_from_host(int error);

// After a failed system call.
static inline enum wasi_errno wasi_errno_now(void) {
  return wasi_errno_from_host(errno);
}

// For system calls that return nothing but success (0) or failure (-1).
static inline enum wasi_errno wasi_errno_of(int result) {
  return result == 0 ? WASI_ESUCCESS : wasi_errno_now();
}

// Evaluates a system call again for as long as a signal interrupts it. Not for close(2): Linux has
// released the descriptor by then.
#define WASI_RETRY(CALL)                               \
  (__extension__({                                     \
    __typeof__(CALL) wasi_retry_result;                \
    do wasi_retry_result = (CALL);                     \
    while (wasi_retry_result == -1 && errno == EINTR); \
    wasi_retry_result;                                 \
  }))

#endif
