// What a process is given at its start: two lists of strings.
#ifndef WASI_PROCESS_H
#define WASI_PROCESS_H

#include "guest.h"

struct wasi_strings {
  char *const *items;
  u32 count;
  u32 size;  // bytes of all the strings, each with its final NUL
};

const struct wasi_strings *wasi_arguments(void);
const struct wasi_strings *wasi_environment(void);

enum wasi_errno wasi_strings_sizes_get(const struct wr_memory *memory,
                                       const struct wasi_strings *strings,
                                       struct guest_ptr count, struct guest_ptr size);
enum wasi_errno wasi_strings_get(const struct wr_memory *memory, const struct wasi_strings *strings,
                                 struct guest_ptr pointers, struct guest_ptr bytes);

#endif
