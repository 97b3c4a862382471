// Compiled to legacy WebAssembly exceptions, which is what clang does unless told otherwise.
#include "jumps.h"
