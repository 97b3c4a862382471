// setjmp and longjmp: out of loops, out of recursion, nested, with values, often.
// The argument is the size.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

static jmp_buf outer, inner;

static int descend(int depth, jmp_buf target, int value) {
  if (depth == 0) longjmp(target, value);
  return descend(depth - 1, target, value) + 1;
}

// A parser of sums and products that leaves by longjmp at the first mistake.
static const char *input;
static jmp_buf mistake;
static long sum(void);
static long factor(void) {
  if (*input == '(') {
    input++;
    long value = sum();
    if (*input++ != ')') longjmp(mistake, 2);
    return value;
  }
  if (*input < '0' || *input > '9') longjmp(mistake, 1);
  long value = 0;
  while (*input >= '0' && *input <= '9') value = value * 10 + (*input++ - '0');
  return value;
}
static long product(void) {
  long value = factor();
  while (*input == '*') {
    input++;
    value *= factor();
  }
  return value;
}
static long sum(void) {
  long value = product();
  while (*input == '+') {
    input++;
    value += product();
  }
  return value;
}
static void parse(const char *text) {
  input = text;
  int problem = setjmp(mistake);
  if (problem) {
    printf("%s: mistake %d at %d\n", text, problem, (int)(input - text));
    return;
  }
  long value = sum();
  if (*input) longjmp(mistake, 3);
  printf("%s = %ld\n", text, value);
}

int main(int count, char **arguments) {
  int size = count > 1 ? atoi(arguments[1]) : 1000000;
  int came = setjmp(outer);
  if (came == 0) descend(100, outer, 42);
  printf("came back with %d\n", came);
  came = setjmp(outer);
  if (came == 0) longjmp(outer, 0);
  printf("zero becomes %d\n", came);

  volatile int rounds = 0;
  int value = setjmp(outer);
  rounds = rounds + 1;
  if (value < 10) longjmp(outer, value + 1);
  printf("rounds %d, value %d\n", rounds, value);

  if (setjmp(outer) == 0) {
    if (setjmp(inner) == 0) {
      descend(10, inner, 1);
    } else {
      puts("inner");
      descend(10, outer, 1);
    }
    puts("never");
  } else {
    puts("outer");
  }

  parse("1+2*3");
  parse("(1+2)*(3+4)*10");
  parse("1+");
  parse("(1+2");
  parse("1+2)");
  parse("12a");

  volatile long total = 0;
  for (volatile int i = 0; i < size; i = i + 1) {
    int got = setjmp(inner);
    if (got == 0) {
      if (i % 3 == 0) descend(i % 20, inner, i % 7 + 1);
      total = total + 1;
    } else {
      total = total + got * 10;
    }
  }
  printf("total %ld\n", total);
  return 0;
}
