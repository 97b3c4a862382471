// How Hoot's runner prints what a program ends with.
#ifndef HOOT_PRINT_H
#define HOOT_PRINT_H

#include "ref.h"

// A line on standard output: the value as Scheme would read it.
void hoot_print_result(ref *sp, ref value);
// error: VALUE (undefined), the latter because it is no JavaScript error and has no stack.
void hoot_print_failure(ref *sp, ref value);

#endif
