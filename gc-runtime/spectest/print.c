// Values on lines of their own, as the reference interpreter has them.
#include "spectest.h"

#include <stdio.h>

void spectest_print(void) {
  putchar('\n');
}

void spectest_print_i32(u32 x) {
  printf("%d : i32\n", (i32)x);
}

void spectest_print_i64(u64 x) {
  printf("%lld : i64\n", (long long)x);
}

void spectest_print_f32(f32 x) {
  printf("%.9g : f32\n", (f64)x);
}

void spectest_print_f64(f64 x) {
  printf("%.17g : f64\n", x);
}

void spectest_print_i32_f32(u32 x, f32 y) {
  spectest_print_i32(x);
  spectest_print_f32(y);
}

void spectest_print_f64_f64(f64 x, f64 y) {
  spectest_print_f64(x);
  spectest_print_f64(y);
}
