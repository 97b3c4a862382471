// The Mandelbrot set and a Julia set, pixel by pixel: loops of floats in double and single precision, and of 64-bit integers in
// fixed point. The argument is the number of iterations until a point counts as a member.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { width = 192, height = 128 };

struct picture {
  uint32_t iterations[height][width];
};

static void in_doubles(struct picture *picture, uint32_t limit) {
  for (int row = 0; row < height; row++) {
    for (int column = 0; column < width; column++) {
      double a = column * 3.0 / width - 2.125, b = row * 2.5 / height - 1.25, x = 0, y = 0;
      uint32_t i = 0;
      for (; i < limit && x * x + y * y <= 4.0; i++) {
        double next = x * x - y * y + a;
        y = 2.0 * x * y + b;
        x = next;
      }
      picture->iterations[row][column] = i;
    }
  }
}

static void in_floats(struct picture *picture, uint32_t limit) {
  for (int row = 0; row < height; row++) {
    for (int column = 0; column < width; column++) {
      float a = column * 3.0f / width - 2.125f, b = row * 2.5f / height - 1.25f, x = 0, y = 0;
      uint32_t i = 0;
      for (; i < limit && x * x + y * y <= 4.0f; i++) {
        float next = x * x - y * y + a;
        y = 2.0f * x * y + b;
        x = next;
      }
      picture->iterations[row][column] = i;
    }
  }
}

// Numbers times 2^28; a product of two is below 2^62 while both are below 8.
static int64_t product(int64_t x, int64_t y) { return x * y >> 28; }

static void in_fixed_point(struct picture *picture, uint32_t limit) {
  const int64_t one = (int64_t)1 << 28;
  for (int row = 0; row < height; row++) {
    for (int column = 0; column < width; column++) {
      int64_t a = column * 3 * one / width - one * 17 / 8, b = row * 5 * one / 2 / height - one * 5 / 4, x = 0, y = 0;
      uint32_t i = 0;
      for (; i < limit; i++) {
        int64_t squares[] = {product(x, x), product(y, y)};
        if (squares[0] + squares[1] > 4 * one) break;
        y = 2 * product(x, y) + b;
        x = squares[0] - squares[1] + a;
      }
      picture->iterations[row][column] = i;
    }
  }
}

static void julia(struct picture *picture, uint32_t limit) {
  for (int row = 0; row < height; row++) {
    for (int column = 0; column < width; column++) {
      double x = column * 3.0 / width - 1.5, y = row * 2.0 / height - 1.0;
      uint32_t i = 0;
      for (; i < limit && x * x + y * y <= 4.0; i++) {
        double next = x * x - y * y - 0.7436;
        y = 2.0 * x * y + 0.1319;
        x = next;
      }
      picture->iterations[row][column] = i;
    }
  }
}

static void report(const char *label, const struct picture *picture, uint32_t limit) {
  uint64_t all = 0;
  uint32_t sum = 2166136261u, members = 0, longest = 0;
  for (int row = 0; row < height; row++) {
    for (int column = 0; column < width; column++) {
      uint32_t i = picture->iterations[row][column];
      all += i;
      sum = (sum ^ i) * 16777619u;
      members += i == limit;
      if (i < limit && i > longest) longest = i;
    }
  }
  printf("%s: %u members, latest escape %u, %llu iterations, sum %08x\n", label, members, longest, (unsigned long long)all, sum);
}

static uint32_t differences(const struct picture *a, const struct picture *b) {
  uint32_t count = 0;
  for (int row = 0; row < height; row++) {
    for (int column = 0; column < width; column++) count += a->iterations[row][column] != b->iterations[row][column];
  }
  return count;
}

static void draw(const struct picture *picture) {
  for (int row = 4; row < height; row += 8) {
    char line[width / 3 + 1];
    for (int i = 0; i < width / 3; i++) {
      uint32_t iterations = picture->iterations[row][i * 3];
      line[i] = iterations >= 50 ? '#' : " .:-=+*"[iterations / 3 < 6 ? iterations / 3 : 6];
    }
    line[width / 3] = 0;
    puts(line);
  }
}

int main(int count, char **arguments) {
  uint32_t limit = count > 1 ? (uint32_t)atoi(arguments[1]) : 1000;
  static struct picture doubles, floats, fixed, other;
  in_doubles(&doubles, limit);
  in_floats(&floats, limit);
  in_fixed_point(&fixed, limit);
  julia(&other, limit);
  draw(&doubles);
  report("doubles", &doubles, limit);
  report("floats", &floats, limit);
  report("fixed point", &fixed, limit);
  report("Julia", &other, limit);
  printf("differences: floats %u, fixed point %u\n", differences(&doubles, &floats), differences(&doubles, &fixed));
  return 0;
}
