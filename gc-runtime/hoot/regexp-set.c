// Sets of characters, and what case makes equal. The tables, regexp-case.inc, are made by tests/regexp/tables.rs.
#include <stdlib.h>

#include "regexp-code.h"

// Every `step`th character from `first` on, `count` of them, becomes the one that is `delta` further. Runs are sorted
// and do not interleave.
struct re_case_run {
  u32 first;
  i32 delta;
  u16 count, step;
};

#include "hoot/regexp-case.inc"

#define RE_COUNT(TABLE) (sizeof(TABLE) / sizeof *(TABLE))

u32 re_put(u32 c, u8 *to) {
  u32 length = re_length_of(c);
  if (length == 1) {
    to[0] = (u8)c;
    return 1;
  }
  for (u32 i = length - 1; i > 0; i--, c >>= 6) to[i] = (u8)(0x80 | (c & 0x3f));
  to[0] = (u8)((0xf00u >> length) | c);
  return length;
}

// --- Case

static const struct re_case_run *re_case_runs(bool unicode, size_t *count) {
  *count = unicode ? RE_COUNT(re_fold_runs) : RE_COUNT(re_upper_runs);
  return unicode ? re_fold_runs : re_upper_runs;
}

static u32 re_case_last(const struct re_case_run *run) { return run->first + (run->count - 1u) * run->step; }

u32 re_canonical(u32 c, bool unicode) {
  size_t count, low = 0;
  const struct re_case_run *runs = re_case_runs(unicode, &count);
  if (c < 0x80) return unicode ? (c - 'A' < 26 ? c + 32 : c) : c - 'a' < 26 ? c - 32 : c;
  size_t high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (re_case_last(&runs[middle]) < c) low = middle + 1;
    else high = middle;
  }
  const struct re_case_run *run = &runs[low];
  bool is_mapped = low < count && c >= run->first && (c - run->first) % run->step == 0;
  return is_mapped ? c + (u32)run->delta : c;
}

u32 re_equivalents(u32 c, bool unicode, u32 *to) {
  size_t count;
  const struct re_case_run *runs = re_case_runs(unicode, &count);
  u32 canonical = re_canonical(c, unicode), found = 0;
  to[found++] = canonical;
  for (size_t i = 0; i < count && found < RE_MOST_EQUIVALENTS; i++) {
    u32 from = canonical - (u32)runs[i].delta;
    if (from >= runs[i].first && from <= re_case_last(&runs[i]) && (from - runs[i].first) % runs[i].step == 0)
      to[found++] = from;
  }
  return found;
}

// --- Sets

void re_set_add(struct re_compiler *c, struct re_set *set, u32 first, u32 last) {
  set->at = re_grow(c, set->at, set->count, &set->room, sizeof *set->at, REGEXP_MOST_PROGRAM);
  set->at[set->count++] = (struct re_range){first, last};
}

void re_set_add_all(struct re_compiler *c, struct re_set *set, const struct re_set *other) {
  for (size_t i = 0; i < other->count; i++) re_set_add(c, set, other->at[i].first, other->at[i].last);
}

static int re_compare_ranges(const void *left, const void *right) {
  const struct re_range *a = left, *b = right;
  return (a->first > b->first) - (a->first < b->first);
}

void re_set_normalise(struct re_set *set) {
  bool is_sorted = true;
  for (size_t i = 1; i < set->count; i++) is_sorted &= set->at[i - 1].first <= set->at[i].first;
  if (!is_sorted) qsort(set->at, set->count, sizeof *set->at, re_compare_ranges);
  size_t kept = 0;
  for (size_t i = 0; i < set->count; i++) {
    struct re_range range = set->at[i];
    if (kept && range.first <= set->at[kept - 1].last + 1) {
      if (range.last > set->at[kept - 1].last) set->at[kept - 1].last = range.last;
    } else {
      set->at[kept++] = range;
    }
  }
  set->count = kept;
}

void re_set_invert(struct re_compiler *c, struct re_set *set) {
  u32 next = 0;
  size_t count = set->count, kept = 0;
  for (size_t i = 0; i < count; i++) {
    struct re_range range = set->at[i];
    // Never writes ahead of what is read: each range leaves at most the gap before it.
    if (range.first > next) set->at[kept++] = (struct re_range){next, range.first - 1};
    next = range.last + 1;
  }
  set->count = kept;
  if (next <= RE_LAST_CHARACTER) re_set_add(c, set, next, RE_LAST_CHARACTER);
}

// Where a set begins and ends in turn.
static u32 re_edge(const struct re_set *set, size_t i) {
  if (i / 2 == set->count) return RE_INFINITE;
  return i % 2 ? set->at[i / 2].last + 1 : set->at[i / 2].first;
}

void re_set_differ(struct re_compiler *c, struct re_set *set, const struct re_set *other) {
  struct re_set *difference = &c->scratch;
  difference->count = 0;
  u32 begin = RE_INFINITE;
  for (size_t i = 0, k = 0;;) {
    u32 a = re_edge(set, i), b = re_edge(other, k), edge = a < b ? a : b;
    if (edge == RE_INFINITE) break;
    i += a == edge;
    k += b == edge;
    if (a == b) continue;
    if (begin != RE_INFINITE) re_set_add(c, difference, begin, edge - 1);
    begin = begin == RE_INFINITE ? edge : RE_INFINITE;
  }
  set->count = 0;
  re_set_add_all(c, set, difference);
}

void re_set_intersect(struct re_compiler *c, struct re_set *set, const struct re_set *other) {
  struct re_set *both = &c->scratch;
  both->count = 0;
  for (size_t i = 0, k = 0; i < set->count && k < other->count;) {
    struct re_range a = set->at[i], b = other->at[k];
    u32 first = a.first > b.first ? a.first : b.first, last = a.last < b.last ? a.last : b.last;
    if (first <= last) re_set_add(c, both, first, last);
    if (a.last < b.last) i++;
    else k++;
  }
  set->count = 0;
  re_set_add_all(c, set, both);
}

// For those of the first `given` ranges' members that are in a run, what the run maps them to; or back.
static void re_add_moved(struct re_compiler *c, struct re_set *set, size_t given, const struct re_case_run *run,
                         bool back) {
  u32 first = run->first, last = re_case_last(run), step = run->step, delta = (u32)run->delta;
  if (back) {
    first += delta;
    last += delta;
    delta = -delta;
  }
  size_t low = 0, high = given;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (set->at[middle].last < first) low = middle + 1;
    else high = middle;
  }
  for (; low < given && set->at[low].first <= last; low++) {
    struct re_range range = set->at[low];
    u32 from = range.first <= first ? first : first + (range.first - first + step - 1) / step * step;
    u32 to = range.last < last ? range.last : last;
    if (step == 1) re_set_add(c, set, from + delta, to + delta);
    else for (; from <= to; from += step) re_set_add(c, set, from + delta, from + delta);
  }
}

void re_set_close(struct re_compiler *c, struct re_set *set) {
  size_t count;
  const struct re_case_run *runs = re_case_runs(c->unicode, &count);
  // First what stands for the members, then all that these stand for.
  for (u32 pass = 0; pass < 2; pass++) {
    size_t given = set->count;
    for (size_t i = 0; i < count; i++) re_add_moved(c, set, given, &runs[i], pass == 1);
    re_set_normalise(set);
  }
}
