#include "host.h"
#include "wasi.h"

// Silent. As exit(3), the low eight bits are what the parent sees.
void wasi_proc_exit(struct wr_memory *memory, u32 status) {
  (void)memory;
  wr_exit((int)(status & 0xffu));
}
