// calls.def and wasi.h tell the same.
#include "../abi.h"
#include "../guest.h"
#include "harness.h"

typedef struct wr_memory *M;

// The C type of a shim, spelled as calls.def spells it: parameters, colon, result.
#define SIGNATURE(FUNCTION)                                                \
  _Generic(&FUNCTION,                                                      \
      u32 (*)(M): ":i",                                                    \
      void (*)(M, u32): "i:",                                              \
      u32 (*)(M, u32): "i:i",                                              \
      u32 (*)(M, u32, u32): "ii:i",                                        \
      u32 (*)(M, u32, u64): "iI:i",                                        \
      u32 (*)(M, u32, u64, u64): "iII:i",                                  \
      u32 (*)(M, u32, u64, u64, u32): "iIIi:i",                            \
      u32 (*)(M, u32, u64, u32): "iIi:i",                                  \
      u32 (*)(M, u32, u64, u32, u32): "iIii:i",                            \
      u32 (*)(M, u32, u32, u32): "iii:i",                                  \
      u32 (*)(M, u32, u32, u32, u32): "iiii:i",                            \
      u32 (*)(M, u32, u32, u32, u64, u32): "iiiIi:i",                      \
      u32 (*)(M, u32, u32, u32, u32, u32): "iiiii:i",                      \
      u32 (*)(M, u32, u32, u32, u32, u32, u32): "iiiiii:i",                \
      u32 (*)(M, u32, u32, u32, u32, u32, u32, u32): "iiiiiii:i",          \
      u32 (*)(M, u32, u32, u32, u32, u64, u64, u32): "iiiiIIi:i",          \
      u32 (*)(M, u32, u32, u32, u32, u32, u64, u64, u32, u32): "iiiiiIIii:i")

static const struct {
  const char *name, *listed, *declared;
} calls[] = {
#define WASI_CALL(NAME, PARAMETERS, RESULT) \
  {#NAME, PARAMETERS ":" RESULT, SIGNATURE(wasi_##NAME)},
#include "../calls.def"
#undef WASI_CALL
};

void test_signatures(void) {
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    bool same = strcmp(calls[i].listed, calls[i].declared) == 0;
    if (!same)
      dprintf(report, "%s: calls.def has %s, wasi.h has %s\n", calls[i].name, calls[i].listed,
              calls[i].declared);
    CHECK(true, same);
  }
  CHECK(46, sizeof calls / sizeof *calls);
}
