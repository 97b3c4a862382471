#include "invoke.h"

#include <stdlib.h>

const struct wasi_call wasi_calls[] = {
#define WASI_CALL(NAME, PARAMETERS, RESULT) {#NAME, PARAMETERS, (void (*)(void))wasi_##NAME},
#include "../calls.def"
#undef WASI_CALL
};
const size_t wasi_call_count = sizeof wasi_calls / sizeof *wasi_calls;

typedef struct wr_memory *M;

u32 invoke(const struct wasi_call *call, const u64 *v) {
#define A(INDEX) ((u32)v[INDEX])
#define AS(...) ((u32 (*)(M, __VA_ARGS__))call->code)
  const char *p = call->parameters;
  M m = &memory;
  if (!strcmp(p, "")) return ((u32 (*)(M))call->code)(m);
  if (!strcmp(p, "i")) return AS(u32)(m, A(0));
  if (!strcmp(p, "ii")) return AS(u32, u32)(m, A(0), A(1));
  if (!strcmp(p, "iI")) return AS(u32, u64)(m, A(0), v[1]);
  if (!strcmp(p, "iIi")) return AS(u32, u64, u32)(m, A(0), v[1], A(2));
  if (!strcmp(p, "iII")) return AS(u32, u64, u64)(m, A(0), v[1], v[2]);
  if (!strcmp(p, "iIIi")) return AS(u32, u64, u64, u32)(m, A(0), v[1], v[2], A(3));
  if (!strcmp(p, "iIii")) return AS(u32, u64, u32, u32)(m, A(0), v[1], A(2), A(3));
  if (!strcmp(p, "iii")) return AS(u32, u32, u32)(m, A(0), A(1), A(2));
  if (!strcmp(p, "iiii")) return AS(u32, u32, u32, u32)(m, A(0), A(1), A(2), A(3));
  if (!strcmp(p, "iiiIi")) return AS(u32, u32, u32, u64, u32)(m, A(0), A(1), A(2), v[3], A(4));
  if (!strcmp(p, "iiiii")) return AS(u32, u32, u32, u32, u32)(m, A(0), A(1), A(2), A(3), A(4));
  if (!strcmp(p, "iiiiii"))
    return AS(u32, u32, u32, u32, u32, u32)(m, A(0), A(1), A(2), A(3), A(4), A(5));
  if (!strcmp(p, "iiiiiii"))
    return AS(u32, u32, u32, u32, u32, u32, u32)(m, A(0), A(1), A(2), A(3), A(4), A(5), A(6));
  if (!strcmp(p, "iiiiIIi"))
    return AS(u32, u32, u32, u32, u64, u64, u32)(m, A(0), A(1), A(2), A(3), v[4], v[5], A(6));
  if (!strcmp(p, "iiiiiIIii"))
    return AS(u32, u32, u32, u32, u32, u64, u64, u32, u32)(m, A(0), A(1), A(2), A(3), A(4), v[5], v[6],
                                                           A(7), A(8));
  abort();
}
