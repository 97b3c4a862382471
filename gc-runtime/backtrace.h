// From an address in code to the Wasm function it belongs to.
#ifndef WR_BACKTRACE_H
#define WR_BACKTRACE_H

#include "program.h"

// NULL if the code is not emitted code.
const struct wr_function *wr_function_around(const void *address);

#endif
