// Calls of WASI's functions by their names in calls.def.
#ifndef WASI_TESTS_INVOKE_H
#define WASI_TESTS_INVOKE_H

#include "harness.h"

struct wasi_call {
  const char *name, *parameters;
  void (*code)(void);
};
extern const struct wasi_call wasi_calls[];
extern const size_t wasi_call_count;

// With an argument for each parameter.
u32 invoke(const struct wasi_call *call, const u64 *v);

#endif
