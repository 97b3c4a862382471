// Computation: a hash map of strings, a product of matrices, an interpreter loop, a sieve, shortest paths, bit tricks.
// The argument is the size.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 1;
static uint32_t next_random(void) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

struct entry {
  struct entry *next;
  uint32_t hash, count;
  char key[];
};
struct map {
  struct entry **buckets;
  size_t size, used;
};

static uint32_t hash_text(const char *text) {
  uint32_t hash = 2166136261u;
  for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 16777619u;
  return hash;
}

static void grow(struct map *map) {
  size_t size = map->size ? map->size * 2 : 16;
  struct entry **buckets = calloc(size, sizeof *buckets);
  for (size_t i = 0; i < map->size; i++) {
    for (struct entry *entry = map->buckets[i], *next; entry; entry = next) {
      next = entry->next;
      entry->next = buckets[entry->hash & (size - 1)];
      buckets[entry->hash & (size - 1)] = entry;
    }
  }
  free(map->buckets);
  map->buckets = buckets;
  map->size = size;
}

static struct entry *look_up(struct map *map, const char *key) {
  if (map->used * 4 >= map->size * 3) grow(map);
  uint32_t hash = hash_text(key);
  struct entry **bucket = &map->buckets[hash & (map->size - 1)];
  for (struct entry *entry = *bucket; entry; entry = entry->next) {
    if (entry->hash == hash && !strcmp(entry->key, key)) return entry;
  }
  struct entry *entry = malloc(sizeof *entry + strlen(key) + 1);
  entry->next = *bucket;
  entry->hash = hash;
  entry->count = 0;
  strcpy(entry->key, key);
  map->used++;
  return *bucket = entry;
}

static void words(int size) {
  static const char *const parts[] = {"was", "trel", "ga", "mma", "col", "lect", "o", "run"};
  struct map map = {0};
  for (int i = 0; i < size * 400; i++) {
    uint32_t r = next_random();
    char key[32];
    snprintf(key, sizeof key, "%s%s%u", parts[r & 7], parts[(r >> 3) & 7], (r >> 6) % 61u);
    look_up(&map, key)->count += 1 + (r >> 30);
  }
  const struct entry *best = NULL;
  uint64_t sum = 0;
  for (size_t i = 0; i < map.size; i++) {
    for (struct entry *entry = map.buckets[i]; entry; entry = entry->next) {
      sum += (uint64_t)entry->hash * entry->count;
      if (!best || entry->count > best->count || (entry->count == best->count && strcmp(entry->key, best->key) < 0)) best = entry;
    }
  }
  printf("words: %zu in %zu buckets, sum %llu, most frequent %s %u\n", map.used, map.size, (unsigned long long)sum, best->key, best->count);
}

static void matrices(int size) {
  int n = 20 + size / 5;
  double *a = malloc(sizeof *a * n * n), *b = malloc(sizeof *b * n * n), *c = calloc(n * n, sizeof *c);
  for (int i = 0; i < n * n; i++) {
    a[i] = (next_random() % 1000) / 8.0;
    b[i] = (next_random() % 1000) / 16.0 - 30.0;
  }
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < n; k++) {
      double x = a[i * n + k];
      for (int j = 0; j < n; j++) c[i * n + j] += x * b[k * n + j];
    }
  }
  double trace = 0, all = 0;
  for (int i = 0; i < n; i++) trace += c[i * n + i];
  for (int i = 0; i < n * n; i++) all += c[i] * ((i & 1) ? -1 : 1);
  printf("matrices: order %d, trace %.4f, alternating sum %.4f\n", n, trace, all);
  free(a);
  free(b);
  free(c);
}

// A stack machine that counts the steps of Collatz sequences.
enum op { PUSH, LOAD, STORE, ADD, MUL, HALVE, ODD, LESS, JUMP, JUMP_UNLESS, HALT };

static int64_t interpret(const int32_t *code, int64_t limit, int64_t *steps) {
  int64_t stack[16], variables[4] = {0}, executed = 0;
  int top = 0, at = 0;
  variables[3] = limit;
  for (;;) {
    executed++;
    switch ((enum op)code[at++]) {
    case PUSH: stack[top++] = code[at++]; break;
    case LOAD: stack[top++] = variables[code[at++]]; break;
    case STORE: variables[code[at++]] = stack[--top]; break;
    case ADD: top--; stack[top - 1] += stack[top]; break;
    case MUL: top--; stack[top - 1] *= stack[top]; break;
    case HALVE: stack[top - 1] >>= 1; break;
    case ODD: stack[top - 1] &= 1; break;
    case LESS: top--; stack[top - 1] = stack[top - 1] < stack[top]; break;
    case JUMP: at = code[at]; break;
    case JUMP_UNLESS: at = stack[--top] ? at + 1 : code[at]; break;
    case HALT: *steps = executed; return variables[2];
    }
  }
}

static void interpreter(int size) {
  static const int32_t code[] = {
      /*  0 */ PUSH, 1, STORE, 0,
      /*  4 */ LOAD, 0, LOAD, 3, LESS, JUMP_UNLESS, 58,
      /* 11 */ LOAD, 0, STORE, 1,
      /* 15 */ PUSH, 1, LOAD, 1, LESS, JUMP_UNLESS, 49,
      /* 22 */ LOAD, 1, ODD, JUMP_UNLESS, 37,
      /* 27 */ LOAD, 1, PUSH, 3, MUL, PUSH, 1, ADD, JUMP, 40,
      /* 37 */ LOAD, 1, HALVE,
      /* 40 */ STORE, 1, LOAD, 2, PUSH, 1, ADD, JUMP, 59,
      /* 49 */ LOAD, 0, PUSH, 1, ADD, STORE, 0, JUMP, 4,
      /* 58 */ HALT,
      /* 59 */ STORE, 2, JUMP, 15,
  };
  int64_t steps, total = interpret(code, size * 40, &steps);
  printf("interpreter: %lld steps of Collatz below %d, %lld instructions\n", (long long)total, size * 40, (long long)steps);
}

static void sieve(int size) {
  int limit = size * 5000;
  uint8_t *composite = calloc(limit + 1, 1);
  int count = 0, last = 0;
  for (int i = 2; i <= limit; i++) {
    if (composite[i]) continue;
    count++;
    last = i;
    for (long long j = (long long)i * i; j <= limit; j += i) composite[j] = 1;
  }
  printf("sieve: %d primes to %d, last %d\n", count, limit, last);
  free(composite);
}

static void paths(int size) {
  int n = 30 + size / 8;
  int32_t *distance = malloc(sizeof *distance * n * n);
  for (int i = 0; i < n * n; i++) distance[i] = next_random() % 6 ? 1000000 : (int32_t)(next_random() % 900 + 1);
  for (int k = 0; k < n; k++) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        int32_t via = distance[i * n + k] + distance[k * n + j];
        if (via < distance[i * n + j]) distance[i * n + j] = via;
      }
    }
  }
  int64_t sum = 0;
  int32_t longest = 0;
  for (int i = 0; i < n * n; i++) {
    sum += distance[i];
    if (distance[i] > longest) longest = distance[i];
  }
  printf("paths: %d places, sum %lld, longest %d\n", n, (long long)sum, longest);
  free(distance);
}

static void bits(int size) {
  uint64_t x = 0x9e3779b97f4a7c15u, sum = 0;
  for (int i = 0; i < size * 3000; i++) {
    x = x * 6364136223846793005u + 1442695040888963407u;
    uint64_t rotated = (x << (i & 63)) | (x >> (-i & 63));
    sum += __builtin_popcountll(rotated) + __builtin_clzll(x | 1) * 3u + __builtin_ctzll(x | (1ull << 63)) * 5u;
    sum ^= rotated / ((x >> 40) + 1) + (uint64_t)((int64_t)x % 1000003);
  }
  printf("bits: %016llx\n", (unsigned long long)sum);
}

int main(int count, char **arguments) {
  int size = count > 1 ? atoi(arguments[1]) : 2500;
  words(size);
  matrices(size);
  interpreter(size);
  sieve(size);
  paths(size);
  bits(size);
  return 0;
}
