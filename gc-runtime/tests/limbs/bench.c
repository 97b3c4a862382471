// Nanoseconds of CPU time per operation, the best of several rounds.
//   gcc -O2 -std=gnu17 -I. tests/limbs/bench.c hoot/limbs.c hoot/limbs-own.c -o bench       (or: hoot/limbs-gmp.c, and -lgmp)
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "hoot/limbs.h"

#define MOST 4096

static u64 a_limbs[2 * MOST], b_limbs[MOST], r[4 * MOST], scratch[16 * MOST];

void limbs_exhausted(void) { abort(); }

static f64 now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (f64)t.tv_sec * 1e9 + (f64)t.tv_nsec;
}

static u64 random_limb(void) {
  static u64 x = 88172645463325252u;
  x ^= x << 13;
  x ^= x >> 7;
  return x ^= x << 17;
}

#define MEASURE(NAME, N, M, CALL)                                    \
  do {                                                               \
    struct limbs a = {a_limbs, N}, b = {b_limbs, M};                 \
    f64 best = 1e18;                                                 \
    u64 times = 20000000 / (10 + (u64)(N) * (M)) + 1;                \
    for (int round = 0; round < 7; round++) {                        \
      f64 start = now();                                             \
      for (u64 i = 0; i < times; i++) {                              \
        wr_compiler_barrier();                                       \
        CALL;                                                        \
      }                                                              \
      f64 each = (now() - start) / (f64)times;                       \
      if (each < best) best = each;                                  \
    }                                                                \
    printf("%s %u %u: %.1f ns\n", NAME, (u32)(N), (u32)(M), best);   \
  } while (0)

int main(int argc, char **argv) {
  for (u32 i = 0; i < 2 * MOST; i++) a_limbs[i] = random_limb() >> 1;
  for (u32 i = 0; i < MOST; i++) b_limbs[i] = random_limb() >> 1;
  if (argc > 1) {
    u32 n = (u32)atoi(argv[1]);
    if (n > MOST) return 1;
    MEASURE("mul", n, n, limbs_mul(r, a, b, scratch));
    return 0;
  }
  static const u32 sizes[] = {1, 2, 10, 100, 1000};
  for (u32 i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    u32 n = sizes[i];
    MEASURE("add", n, n, limbs_add(r, a, b));
    MEASURE("sub", n, n, limbs_sub(r, a, b));
    MEASURE("mul", n, n, limbs_mul(r, a, b, scratch));
    MEASURE("mul", n, 1, limbs_mul(r, a, b, scratch));
    MEASURE("quo", 2 * n, n, limbs_quo(r, a, b, scratch));
    MEASURE("quo", n, 1, limbs_quo(r, a, b, scratch));
    MEASURE("rem", n, 1, limbs_rem(r, a, b, scratch));
    MEASURE("gcd", n, n, limbs_gcd(r, a, b, scratch));
  }
  return 0;
}
