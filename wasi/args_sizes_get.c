#include "process.h"
#include "wasi.h"

u32 wasi_args_sizes_get(struct wr_memory *memory, u32 argc, u32 argv_buf_size) {
  return wasi_strings_sizes_get(memory, wasi_arguments(), guest_ptr(argc),
                                guest_ptr(argv_buf_size));
}
