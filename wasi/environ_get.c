#include "process.h"
#include "wasi.h"

u32 wasi_environ_get(struct wr_memory *memory, u32 envp, u32 envp_buf) {
  return wasi_strings_get(memory, wasi_environment(), guest_ptr(envp), guest_ptr(envp_buf));
}
