#include "process.h"
#include "wasi.h"

// No variables at all is two zeros, not an error: node's EINVAL here ends OCaml's Hashtbl.
u32 wasi_environ_sizes_get(struct wr_memory *memory, u32 envc, u32 envp_buf_size) {
  return wasi_strings_sizes_get(memory, wasi_environment(), guest_ptr(envc),
                                guest_ptr(envp_buf_size));
}
