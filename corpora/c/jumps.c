// Compiled to WebAssembly exceptions.
#include "jumps.h"
