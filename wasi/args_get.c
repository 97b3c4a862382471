#include "process.h"
#include "wasi.h"

u32 wasi_args_get(struct wr_memory *memory, u32 argv, u32 argv_buf) {
  return wasi_strings_get(memory, wasi_arguments(), guest_ptr(argv), guest_ptr(argv_buf));
}
