// The Mandelbrot set, four pixels at a time in single precision and two in double: vectors of 128 bits, which are SSE2 natively
// and v128 in WebAssembly. Each must agree with the same pixels one by one. The argument is the number of iterations until a point
// counts as a member.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { width = 192, height = 128 };

typedef float floats __attribute__((vector_size(16)));
typedef int32_t ints __attribute__((vector_size(16)));
typedef double doubles __attribute__((vector_size(16)));
typedef int64_t longs __attribute__((vector_size(16)));

struct picture {
  uint32_t iterations[height][width];
};

static int is_any(longs lanes) { return (lanes[0] | lanes[1]) != 0; }

static void four_at_once(struct picture *picture, uint32_t limit) {
  const floats steps = {0, 1, 2, 3};
  for (int row = 0; row < height; row++) {
    floats b = (floats){} + (row * 2.5f / height - 1.25f);
    for (int column = 0; column < width; column += 4) {
      floats a = (steps + (float)column) * 3.0f / (float)width - 2.125f, x = {}, y = {};
      ints count = {};
      for (uint32_t i = 0; i < limit; i++) {
        floats xx = x * x, yy = y * y;
        ints inside = xx + yy <= 4.0f;
        if (!is_any((longs)inside)) break;
        count -= inside;
        y = 2.0f * x * y + b;
        x = xx - yy + a;
      }
      for (int lane = 0; lane < 4; lane++) picture->iterations[row][column + lane] = (uint32_t)count[lane];
    }
  }
}

static void two_at_once(struct picture *picture, uint32_t limit) {
  const doubles steps = {0, 1};
  for (int row = 0; row < height; row++) {
    doubles b = (doubles){} + (row * 2.5 / height - 1.25);
    for (int column = 0; column < width; column += 2) {
      doubles a = (steps + (double)column) * 3.0 / (double)width - 2.125, x = {}, y = {};
      longs count = {};
      for (uint32_t i = 0; i < limit; i++) {
        doubles xx = x * x, yy = y * y;
        longs inside = xx + yy <= 4.0;
        if (!is_any(inside)) break;
        count -= inside;
        y = 2.0 * x * y + b;
        x = xx - yy + a;
      }
      for (int lane = 0; lane < 2; lane++) picture->iterations[row][column + lane] = (uint32_t)count[lane];
    }
  }
}

static uint32_t iterations_of_floats(float a, float b, uint32_t limit) {
  uint32_t i = 0;
  for (float x = 0, y = 0; i < limit; i++) {
    float xx = x * x, yy = y * y;
    if (!(xx + yy <= 4.0f)) break;
    y = 2.0f * x * y + b;
    x = xx - yy + a;
  }
  return i;
}

static uint32_t iterations_of_doubles(double a, double b, uint32_t limit) {
  uint32_t i = 0;
  for (double x = 0, y = 0; i < limit; i++) {
    double xx = x * x, yy = y * y;
    if (!(xx + yy <= 4.0)) break;
    y = 2.0 * x * y + b;
    x = xx - yy + a;
  }
  return i;
}

// Every 29th pixel, one by one.
static int count_differences(const struct picture *floats, const struct picture *doubles, uint32_t limit) {
  int different = 0;
  for (int pixel = 0; pixel < width * height; pixel += 29) {
    int row = pixel / width, column = pixel % width;
    float a = (float)column * 3.0f / (float)width - 2.125f, b = row * 2.5f / height - 1.25f;
    different += floats->iterations[row][column] != iterations_of_floats(a, b, limit);
    different += doubles->iterations[row][column] != iterations_of_doubles(column * 3.0 / width - 2.125, row * 2.5 / height - 1.25, limit);
  }
  return different;
}

static void report(const char *name, const struct picture *picture, uint32_t limit) {
  uint64_t total = 0;
  uint32_t members = 0, sum = 0;
  for (int row = 0; row < height; row++)
    for (int column = 0; column < width; column++) {
      uint32_t i = picture->iterations[row][column];
      members += i == limit;
      total += i;
      sum = sum * 31 + i;
    }
  printf("%s: %u members, %llu iterations, sum %08x\n", name, members, (unsigned long long)total, sum);
}

int main(int count, char **arguments) {
  static struct picture floats, doubles;
  uint32_t limit = count > 1 ? (uint32_t)atoi(arguments[1]) : 1000;
  four_at_once(&floats, limit);
  two_at_once(&doubles, limit);
  report("floats", &floats, limit);
  report("doubles", &doubles, limit);
  printf("differences: %d\n", count_differences(&floats, &doubles, limit));
  return 0;
}
