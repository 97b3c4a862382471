#include <sched.h>

#include "host_errno.h"
#include "wasi.h"

u32 wasi_sched_yield(struct wr_memory *memory) {
  (void)memory;
  return wasi_errno_of(sched_yield());
}
