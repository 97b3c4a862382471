// qsort and bsearch with comparison functions of every kind: integers, strings, structs by several fields, through pointers.
// All orders are total, as qsort need not be stable. The argument is the size.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 12345;
static uint32_t next_random(void) {
  state = state * 1103515245u + 12345u;
  return state >> 4;
}

struct person {
  char name[12];
  int age;
  double height;
  int id;
};

static int calls;
static int by_number(const void *a, const void *b) {
  calls++;
  int x = *(const int *)a, y = *(const int *)b;
  return (x > y) - (x < y);
}
static int by_number_down(const void *a, const void *b) { return by_number(b, a); }
static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }
static int by_byte(const void *a, const void *b) { return *(const unsigned char *)a - *(const unsigned char *)b; }
static int by_height(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
static int by_age_name_id(const void *a, const void *b) {
  const struct person *x = a, *y = b;
  if (x->age != y->age) return x->age < y->age ? -1 : 1;
  int order = strcmp(x->name, y->name);
  return order ? order : (x->id > y->id) - (x->id < y->id);
}
static int by_name_of_pointer(const void *a, const void *b) {
  const struct person *x = *(const struct person *const *)a, *y = *(const struct person *const *)b;
  int order = strcmp(x->name, y->name);
  return order ? order : (x->id > y->id) - (x->id < y->id);
}

static uint32_t checksum(const void *data, size_t length) {
  const unsigned char *bytes = data;
  uint32_t sum = 2166136261u;
  for (size_t i = 0; i < length; i++) sum = (sum ^ bytes[i]) * 16777619u;
  return sum;
}

static void numbers(int size, const char *label, int (*value)(int)) {
  int *items = malloc(size * sizeof *items);
  for (int i = 0; i < size; i++) items[i] = value(i);
  calls = 0;
  qsort(items, size, sizeof *items, by_number);
  int up = 1;
  for (int i = 1; i < size; i++) up &= items[i - 1] <= items[i];
  printf("%s: sorted %d, %s, least %d, greatest %d, sum %08x", label, up, calls < size * 60 ? "few calls" : "MANY CALLS", items[0], items[size - 1],
         checksum(items, size * sizeof *items));
  int found = 0, missed = 0;
  for (int i = 0; i < size; i += 3) {
    int present = value(i), absent = -5 - i;
    int *there = bsearch(&present, items, size, sizeof *items, by_number);
    found += there && *there == present;
    missed += !bsearch(&absent, items, size, sizeof *items, by_number);
  }
  qsort(items, size, sizeof *items, by_number_down);
  printf(", found %d, missed %d, down %08x\n", found, missed, checksum(items, size * sizeof *items));
  free(items);
}
static int ascending(int i) { return i; }
static int descending(int i) { return 2000000 - i; }
static int few(int i) { return i * 7 % 5; }
static int scrambled(int i) { return (int)((uint32_t)i * 2654435761u >> 8); }

static void people(int size) {
  static const char *const names[] = {"Ada", "Grace", "Alan", "Edsger", "Barbara", "John", "Donald", "Tony", "Robin", "Xavier"};
  struct person *people = malloc(size * sizeof *people);
  memset(people, 0, size * sizeof *people);
  const struct person **pointers = malloc(size * sizeof *pointers);
  for (int i = 0; i < size; i++) {
    strcpy(people[i].name, names[next_random() % 10]);
    people[i].age = (int)(next_random() % 80 + 10);
    people[i].height = 1.5 + (next_random() % 50) / 100.0;
    people[i].id = i;
  }
  qsort(people, size, sizeof *people, by_age_name_id);
  for (int i = 0; i < size; i++) pointers[i] = &people[i];
  qsort(pointers, size, sizeof *pointers, by_name_of_pointer);
  uint32_t sum = 0;
  for (int i = 0; i < size; i++) sum = sum * 31 + (uint32_t)people[i].id * 3 + (uint32_t)pointers[i]->id;
  const struct person *last = pointers[size - 1];
  printf("people: youngest %s %d %d, last by name %s %d %d, sum %08x\n", people[0].name, people[0].age, people[0].id, last->name, last->age, last->id, sum);
  free(people);
  free(pointers);
}

static void texts(int size) {
  char (*storage)[12] = malloc(size * sizeof *storage);
  char **texts = malloc(size * sizeof *texts);
  for (int i = 0; i < size; i++) {
    char letter = 'a' + (char)(next_random() % 26);
    snprintf(storage[i], sizeof storage[i], "%c%u", letter, next_random() % 5000);
    texts[i] = storage[i];
  }
  qsort(texts, size, sizeof *texts, by_text);
  uint32_t sum = 0;
  for (int i = 0; i < size; i++) sum = sum * 31 + checksum(texts[i], strlen(texts[i]));
  printf("texts: first %s, last %s, sum %08x\n", texts[0], texts[size - 1], sum);
  free(texts);
  free(storage);
}

int main(int count, char **arguments) {
  int size = count > 1 ? atoi(arguments[1]) : 200000;
  numbers(size, "scrambled", scrambled);
  numbers(size, "ascending", ascending);
  numbers(size, "descending", descending);
  numbers(size, "few", few);
  numbers(1, "one", ascending);
  int *random = malloc(size * sizeof *random);
  double *heights = malloc(size * sizeof *heights);
  unsigned char *bytes = malloc(size);
  for (int i = 0; i < size; i++) {
    random[i] = (int)(next_random() % 1000000);
    heights[i] = next_random() / 1024.0;
    bytes[i] = (unsigned char)next_random();
  }
  qsort(random, size, sizeof *random, by_number);
  qsort(heights, size, sizeof *heights, by_height);
  qsort(bytes, size, 1, by_byte);
  printf("others: %08x %08x %08x\n", checksum(random, size * sizeof *random), checksum(heights, size * sizeof *heights), checksum(bytes, size));
  qsort(random, 0, sizeof *random, by_number);
  people(size);
  texts(size);
  free(random);
  free(heights);
  free(bytes);
  return 0;
}
