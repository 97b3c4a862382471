// The one function that MoonBit's compiled programs import to print with.
#ifndef SPECTEST_H
#define SPECTEST_H

#include "base.h"

// Writes a UTF-16 code unit to standard output, as UTF-8. Halves of surrogate pairs are joined; a lone one
// becomes U+FFFD.
void spectest_print_char(u32 unit);

#endif
