// A guest's list of buffers as the host's.
#ifndef WASI_IOVECS_H
#define WASI_IOVECS_H

#include <sys/uio.h>

#include "guest.h"

struct host_iovecs {
  const struct iovec *items;
  int count;
};

// Checks the whole list and each buffer used. Of a list longer than the kernel's limit, 1024, only the
// head is used: reads and writes may be partial, and the guest comes again with the rest.
// The result is valid until the next call: it is static, because these calls run on the guest's own
// stack, whose guard page a frame of 16 KiB could jump over.
enum wasi_errno wasi_iovecs_load(const struct wr_memory *memory, struct guest_ptr iovs, u32 count,
                                 struct host_iovecs *loaded);

#endif
