// The loop of fib.scm by hand. Each variant leaves a reference alive across the first call on Scheme's value stack, and a
// return point on its stack of return addresses; 4 has C's stack for both.
#include "shape.h"

#define ONE FIXNUM(1)
#define TWO FIXNUM(2)

#if VARIANT != 4
static ref answer;
#endif

#if VARIANT == 1

#define RAW(name) static u64 name(PARAMETERS(x0, x1, x2, x3, x4))
RAW(fib);
RAW(after_first);
RAW(after_second);

// Hoot splits a return point in two: one takes the values, the other goes on.
__attribute__((noinline)) RAW(after_first_rest) {
  ref first = R(x0);
  frame f = values_pop(1);
  ref n = value(f, 0), m;
  SUB(m, n, TWO, 1, first);
  f = values_push(1);
  value_set(f, 0, first);
  returns_push(after_second);
  TAIL return fib(sp, W(m), 0, 0, 0, 0);
}
RAW(after_first) { TAIL return after_first_rest(sp, x1, 0, 0, 0, 0); }

__attribute__((noinline)) RAW(after_second_rest) {
  ref second = R(x0);
  frame f = values_pop(1);
  ref first = value(f, 0), sum;
  ADD(sum, first, second, 0);
  code *k = returns_pop();
  TAIL return k(sp, 1, W(sum), W(FIXNUM(0)), W(FIXNUM(0)), 0);
}
RAW(after_second) { TAIL return after_second_rest(sp, x1, 0, 0, 0, 0); }

RAW(fib) {
  ref n = R(x0), m;
  bool small;
  LESS(small, n, TWO, 1, n);
  if (small) {
    code *k = returns_pop();
    TAIL return k(sp, 1, W(n), W(FIXNUM(0)), W(FIXNUM(0)), 0);
  }
  SUB(m, n, ONE, 1, n);
  frame f = values_push(1);
  value_set(f, 0, n);
  returns_push(after_first);
  TAIL return fib(sp, W(m), 0, 0, 0, 0);
}

RAW(finish) {
  answer = R(x1);
  return 0;
}
static ref run(ref *sp, ref n) {
  returns_push(finish);
  fib(sp, W(n), 0, 0, 0, 0);
  return answer;
}

#elif VARIANT == 2 || VARIANT == 3

static code fib, after_first, after_second;

// SLOW_CLONES: each function twice. The fast one has no call at all, so it needs no frame; where a test fails, which is before
// it has changed anything, it jumps to the other, which begins anew.
#ifdef SLOW_CLONES
#define GENERAL(f) COLD static u64 f##_slow
#define SLOW(f) TAIL return f##_slow(sp, x0, x1, x2, x3, x4)
static code fib_slow, after_first_slow, after_second_slow;

static u64 fib(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref n = R(x0);
  i32 m;
  if (unlikely(!is_fixnum(n))) SLOW(fib);
  if (tagged(n) < tagged(TWO)) RETURN(v, n);
  if (unlikely(sub_overflows(n, ONE, &m))) SLOW(fib);
  if (OVER(v + 1, values_limit) || OVER(r + 1, returns_limit)) SLOW(fib);
  v[0] = n;
  r[0] = after_first;
  JUMP(fib, v + 1, r + 1, W(from_tagged(m)), 0, 0, 0);
}

static u64 after_first(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref n = value(v - 1, 0);
  i32 m;
  if (unlikely(!is_fixnum(n) || sub_overflows(n, TWO, &m))) SLOW(after_first);
  v[-1] = R(x1);
  r[0] = after_second;
  JUMP(fib, v, r + 1, W(from_tagged(m)), 0, 0, 0);
}

static u64 after_second(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref first = value(v - 1, 0), second = R(x1);
  i32 sum;
  if (unlikely(!are_fixnums(first, second) || add_overflows(first, second, &sum))) SLOW(after_second);
  RETURN(v - 1, from_tagged(sum));
}
#else
#define GENERAL(f) static u64 f
#endif

GENERAL(fib)(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref n = R(x0), m;
  bool small;
  LESS(small, n, TWO, 1, n);
  if (small) RETURN(v, n);
  SUB(m, n, ONE, 1, n);
  VALUES_NEED(v + 1);
  RETURNS_NEED(r + 1);
  v[0] = n;
  r[0] = after_first;
  JUMP(fib, v + 1, r + 1, W(m), 0, 0, 0);
}

// What is popped is pushed again: nothing to compare with the limits, and no top changes.
GENERAL(after_first)(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref n = value(v - 1, 0), first = R(x1), m;
  SUB(m, n, TWO, 1, first);
  v[-1] = first;
  r[0] = after_second;
  JUMP(fib, v, r + 1, W(m), 0, 0, 0);
}

GENERAL(after_second)(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref first = value(v - 1, 0), second = R(x1), sum;
  ADD(sum, first, second, 0);
  RETURN(v - 1, sum);
}

static u64 finish(PARAMETERS(x0, x1, x2, x3, x4)) {
  answer = R(x1);
  return 0;
}
static ref run(ref *sp, ref n) {
  returns.items[0] = finish;
#if VARIANT == 3
  fib(sp, W(n), 0, 0, 0, (u64)(returns.items + 1));
#else
  returns_top = returns.items + 1;
  fib(sp, W(n), 0, 0, 0, 0);
#endif
  return answer;
}

#else

static ref fib(ref *sp, ref n) {
  bool small;
  ref m, sum;
  LESS(small, n, TWO, 1, n);
  if (small) return n;
  SUB(m, n, ONE, 1, n);
  sp[0] = n;
  ref first = fib(sp + 1, m);
  n = sp[0];
  SUB(m, n, TWO, 1, first);
  sp[0] = first;
  ref second = fib(sp + 1, m);
  first = sp[0];
  ADD(sum, first, second, 0);
  return sum;
}
static ref run(ref *sp, ref n) { return fib(sp, n); }

#endif

int main(int argc, char **argv) {
  ref *sp = shape_start();
  print_number(run(sp, FIXNUM(shape_size(argc, argv, 37))));
  putchar('\n');
}
