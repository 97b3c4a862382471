// What MoonBit's compiled programs and spec scripts import to print with.
#ifndef SPECTEST_H
#define SPECTEST_H

#include "base.h"

// Writes a UTF-16 code unit to standard output, as UTF-8. Halves of surrogate pairs are joined; a lone one
// becomes U+FFFD.
void spectest_print_char(u32 unit);

void spectest_print(void);
void spectest_print_i32(u32 x);
void spectest_print_i64(u64 x);
void spectest_print_f32(f32 x);
void spectest_print_f64(f64 x);
void spectest_print_i32_f32(u32 x, f32 y);
void spectest_print_f64_f64(f64 x, f64 y);

#endif
