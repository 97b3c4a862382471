// Memory: malloc, realloc, calloc, aligned allocation, blocks of all sizes that live and die in random order, growth to many
// pages, memmove and friends at every alignment, deep recursion on the C stack, calls through function pointers.
// The argument is the size.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 7;
static uint32_t next_random(void) {
  state = state * 1664525u + 1013904223u;
  return state >> 8;
}
static uint32_t mix(uint32_t sum, uint32_t value) { return (sum ^ value) * 16777619u; }

static void churn(int size) {
  enum { slots = 2000 };
  static unsigned char *blocks[slots];
  static uint32_t lengths[slots];
  uint32_t sum = 0, allocated = 0, resized = 0, wrong = 0;
  for (int i = 0; i < size * 1000; i++) {
    uint32_t slot = next_random() % slots, random = next_random(), length = 1 + random % (next_random() % 50 ? 200 : 20000);
    if (blocks[slot] && blocks[slot][0] != (unsigned char)slot) wrong++;
    if (blocks[slot] && next_random() % 4 == 0) {
      uint32_t shorter = length < lengths[slot] ? length : lengths[slot];
      unsigned char last = blocks[slot][shorter - 1];
      blocks[slot] = realloc(blocks[slot], length);
      if (blocks[slot][shorter - 1] != last) wrong++;
      resized++;
    } else {
      free(blocks[slot]);
      blocks[slot] = malloc(length);
      if ((uintptr_t)blocks[slot] % 8) wrong++;
      allocated++;
    }
    lengths[slot] = length;
    blocks[slot][length - 1] = (unsigned char)i;
    blocks[slot][0] = (unsigned char)slot;
    sum = mix(sum, blocks[slot][length / 2 ? 0 : length - 1] + length);
  }
  for (int i = 0; i < slots; i++) {
    if (blocks[i]) sum = mix(sum, blocks[i][lengths[i] - 1]);
    free(blocks[i]);
  }
  printf("churn: %u allocated, %u resized, %u wrong, sum %08x\n", allocated, resized, wrong, sum);
}

static void growth(int size) {
  size_t total = (size_t)size * 20000, block = 1 << 20;
  unsigned char **blocks = malloc((total / block + 1) * sizeof *blocks);
  size_t count = 0, zeros = 0;
  for (size_t have = 0; have < total; have += block) {
    blocks[count] = calloc(block, 1);
    if (!blocks[count]) break;
    for (size_t i = 0; i < block; i += 4096) zeros += blocks[count][i] == 0;
    memset(blocks[count], (int)(count + 1), block);
    count++;
  }
  uint32_t sum = 0;
  for (size_t i = 0; i < count; i++) sum = mix(sum, blocks[i][i * 977 % block] + blocks[i][block - 1]);
  for (size_t i = 0; i < count; i++) free(blocks[i]);
  free(blocks);
  printf("growth: %zu blocks, %zu zero pages, sum %08x\n", count, zeros, sum);
#ifdef __wasm__
  size_t pages = __builtin_wasm_memory_size(0);
  int refused = __builtin_wasm_memory_grow(0, 65536) == (size_t)-1, none = __builtin_wasm_memory_grow(0, 0) == pages;
  int grown = __builtin_wasm_memory_grow(0, 3) == pages && __builtin_wasm_memory_size(0) == pages + 3;
  const unsigned char *last = (unsigned char *)((pages + 3) * 65536 - 1);
  int as_expected = refused && none && grown && *last == 0;
#else
  int as_expected = 1;
#endif
  printf("memory.grow: %s\n", as_expected ? "as expected" : "WRONG");
  void *volatile huge = malloc((size_t)-65536);
  printf("too much: %s\n", huge ? "granted" : "refused");
}

static void blocks_of_bytes(void) {
  static unsigned char from[256], to[256];
  uint32_t sum = 0;
  for (int i = 0; i < 256; i++) from[i] = (unsigned char)(i * 37 + 11);
  for (int length = 0; length < 70; length++) {
    for (int a = 0; a < 9; a++) {
      for (int b = 0; b < 9; b++) {
        memset(to, 0xee, sizeof to);
        memcpy(to + b, from + a, length);
        memmove(to + b + 3, to + b, length);
        memmove(to + a, to + a + 5, length);
        memset(to + 100 + a, b, length);
        sum = mix(sum, (uint32_t)(memcmp(to + b, from + a, length) < 0));
        for (int i = 0; i < 200; i += 3) sum = mix(sum, to[i]);
      }
    }
  }
  printf("bytes: %08x\n", sum);
  const char *text = "the rain in spain";
  printf("search: %td %td %td %zu %zu\n", (char *)memchr(text, 'n', 17) - text, strstr(text, "in ") - text, strrchr(text, 'a') - text,
         strspn(text, "the "), strcspn(text, "r"));
  for (size_t alignment = 16; alignment <= 65536; alignment *= 16) {
    void *block = aligned_alloc(alignment, alignment);
    printf("aligned to %zu: %d\n", alignment, (uintptr_t)block % alignment == 0);
    free(block);
  }
}

static int deep(int depth, volatile int *above) {
  volatile int here[8] = {depth};
  if (depth == 0) return above[0];
  return deep(depth - 1, here) + (above[0] > here[0]);
}

typedef int64_t operation(int64_t, int64_t);
static int64_t plus(int64_t a, int64_t b) { return a + b; }
static int64_t minus(int64_t a, int64_t b) { return a - b; }
static int64_t times(int64_t a, int64_t b) { return a * b % 1000003; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
static operation *const operations[] = {plus, minus, times, most};

struct shape {
  double (*area)(const struct shape *);
  double a, b;
};
static double rectangle(const struct shape *shape) { return shape->a * shape->b; }
static double ellipse(const struct shape *shape) { return 3.0 * shape->a * shape->b; }

static void pointers(int size) {
  int64_t value = 1;
  for (int i = 0; i < size * 10000; i++) value = operations[next_random() & 3](value, i & 1023);
  printf("operations: %lld\n", (long long)value);
  double area = 0;
  for (int i = 0; i < size * 5000; i++) {
    struct shape shape = {i % 3 ? rectangle : ellipse, (i & 15) / 4.0, (i & 7) / 2.0};
    area += shape.area(&shape);
  }
  printf("areas: %.3f\n", area);
}

int main(int count, char **arguments) {
  int size = count > 1 ? atoi(arguments[1]) : 2500;
  churn(size);
  growth(size);
  blocks_of_bytes();
  int zero = 0;
  printf("depth: %d\n", deep(900, &zero));
  pointers(size);
  return 0;
}
