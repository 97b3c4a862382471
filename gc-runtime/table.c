// Tables: everything but the two fast paths, call_indirect and get.
#include "table.h"

#include <stdlib.h>

#include "host.h"

// A table beyond this many entries is refused, like a memory beyond its maximum.
#define TABLE_LIMIT ((u64)1 << 27)

static struct wr_func_entry entry_of(wr_code code) {
  return (struct wr_func_entry){code, code ? wr_code_type(code) : 0};
}

// Room for `size` entries, of which the first `old_size` are kept. NULL if there is no memory. A table that
// was initialised by the C compiler lies in the executable and is left behind there.
static void *resize(void *items, u64 old_size, u64 size, size_t entry_size) {
  if (size > TABLE_LIMIT) return NULL;
  if (items && !wr_is_static(items)) return realloc(items, (size + 1) * entry_size);
  void *grown = malloc((size + 1) * entry_size);
  if (grown && old_size) memcpy(grown, items, old_size * entry_size);
  return grown;
}

static bool may_grow(u64 size, u64 max, u64 n) {
  return n < WR_TABLE_FAILED && size + n <= max && size + n < WR_TABLE_FAILED;
}

u32 wr_func_table_grow(struct wr_func_table *t, wr_code v, u64 n) {
  u64 old_size = t->size;
  if (!may_grow(old_size, t->max, n)) return WR_TABLE_FAILED;
  struct wr_func_entry *items = resize(t->items, old_size, old_size + n, sizeof *items);
  if (!items) return WR_TABLE_FAILED;
  t->items = items;
  t->size = old_size + n;
  wr_func_table_fill(t, old_size, v, n);
  return (u32)old_size;
}

u32 wr_code_table_grow(struct wr_code_table *t, wr_code v, u64 n) {
  u64 old_size = t->size;
  if (!may_grow(old_size, t->max, n)) return WR_TABLE_FAILED;
  wr_code *items = resize(t->items, old_size, old_size + n, sizeof *items);
  if (!items) return WR_TABLE_FAILED;
  t->items = items;
  t->size = old_size + n;
  wr_code_table_fill(t, old_size, v, n);
  return (u32)old_size;
}

// Notes for a table of `size` entries, if the collector wants any. False if there is no memory.
static bool note_parts(struct wr_ref_table *t, u64 size) {
  if (!WR_BARRIER_IS_FOR_YOUNG_VALUES) return true;
  u64 had = t->touched ? wr_table_parts(t->size) : 0, parts = wr_table_parts(size);
  bool *touched = realloc(t->touched, parts + 1);
  if (!touched) return false;
  if (parts > had) memset(touched + had, 0, parts - had);
  t->touched = touched;
  return true;
}

void wr_ref_tables_prepare(void) {
  for (u32 i = 0; i < wr_ref_table_count; i++)
    if (wr_ref_tables[i]->size && !note_parts(wr_ref_tables[i], wr_ref_tables[i]->size))
      wr_die("no memory for a table of %llu entries", (unsigned long long)wr_ref_tables[i]->size);
}

static void touch(struct wr_ref_table *t, u64 i, u64 n) {
  if (!WR_BARRIER_IS_FOR_YOUNG_VALUES || !n) return;
  u64 first = i >> WR_TABLE_PART_SHIFT, last = (i + n - 1) >> WR_TABLE_PART_SHIFT;
  memset(t->touched + first, true, last - first + 1);
}

u32 wr_ref_table_grow(struct wr_ref_table *t, ref v, u64 n) {
  u64 old_size = t->size;
  if (!may_grow(old_size, t->max, n) || !note_parts(t, old_size + n)) return WR_TABLE_FAILED;
  slot *items = resize(t->items, old_size, old_size + n, sizeof *items);
  if (!items) return WR_TABLE_FAILED;
  t->items = items;
  t->size = old_size + n;
  wr_ref_table_fill(t, old_size, v, n);
  return (u32)old_size;
}

static void check_created(u64 min, u32 grown) {
  if (grown == WR_TABLE_FAILED) wr_die("no memory for a table of %llu entries", (unsigned long long)min);
}

void wr_func_table_create(struct wr_func_table *t, u64 min, u64 max, wr_code init) {
  *t = (struct wr_func_table){.max = max};
  check_created(min, min > TABLE_LIMIT ? WR_TABLE_FAILED : wr_func_table_grow(t, init, (u32)min));
}

void wr_code_table_create(struct wr_code_table *t, u64 min, u64 max, wr_code init) {
  *t = (struct wr_code_table){.max = max};
  check_created(min, min > TABLE_LIMIT ? WR_TABLE_FAILED : wr_code_table_grow(t, init, (u32)min));
}

void wr_ref_table_create(struct wr_ref_table *t, u64 min, u64 max, ref init) {
  *t = (struct wr_ref_table){.max = max};
  check_created(min, min > TABLE_LIMIT ? WR_TABLE_FAILED : wr_ref_table_grow(t, init, (u32)min));
}

void wr_func_table_set(struct wr_func_table *t, u64 i, wr_code code) {
  wr_table_check(t->size, i);
  t->items[i] = entry_of(code);
}

void wr_func_table_fill(struct wr_func_table *t, u64 i, wr_code v, u64 n) {
  wr_table_check_range(t->size, i, n);
  struct wr_func_entry entry = entry_of(v);
  for (u64 k = 0; k < n; k++) t->items[i + k] = entry;
}

void wr_code_table_fill(struct wr_code_table *t, u64 i, wr_code v, u64 n) {
  wr_table_check_range(t->size, i, n);
  for (u64 k = 0; k < n; k++) t->items[i + k] = v;
}

void wr_ref_table_fill(struct wr_ref_table *t, u64 i, ref v, u64 n) {
  wr_table_check_range(t->size, i, n);
  for (u64 k = 0; k < n; k++) t->items[i + k] = ref_slot(v);
  touch(t, i, n);
}

void wr_func_table_copy(struct wr_func_table *dst, const struct wr_func_table *src, u64 d, u64 s, u64 n) {
  wr_table_check_range(dst->size, d, n);
  wr_table_check_range(src->size, s, n);
  if (n) memmove(dst->items + d, src->items + s, n * sizeof *dst->items);
}

void wr_code_table_copy(struct wr_code_table *dst, const struct wr_code_table *src, u64 d, u64 s, u64 n) {
  wr_table_check_range(dst->size, d, n);
  wr_table_check_range(src->size, s, n);
  if (n) memmove(dst->items + d, src->items + s, n * sizeof *dst->items);
}

void wr_ref_table_copy(struct wr_ref_table *dst, const struct wr_ref_table *src, u64 d, u64 s, u64 n) {
  wr_table_check_range(dst->size, d, n);
  wr_table_check_range(src->size, s, n);
  if (n) memmove(dst->items + d, src->items + s, n * sizeof *dst->items);
  touch(dst, d, n);
}

void wr_func_table_init(struct wr_func_table *t, const struct wr_func_elem *elem, u64 d, u32 s, u32 n) {
  wr_table_check_range(t->size, d, n);
  wr_table_check_range(elem->size, s, n);
  if (n) memcpy(t->items + d, elem->items + s, n * sizeof *t->items);
}

void wr_code_table_init(struct wr_code_table *t, const struct wr_func_elem *elem, u64 d, u32 s, u32 n) {
  wr_table_check_range(t->size, d, n);
  wr_table_check_range(elem->size, s, n);
  for (u32 k = 0; k < n; k++) t->items[d + k] = elem->items[s + k].code;
}

void wr_ref_table_init(struct wr_ref_table *t, const struct wr_ref_elem *elem, u64 d, u32 s, u32 n) {
  wr_table_check_range(t->size, d, n);
  wr_table_check_range(elem->size, s, n);
  if (n) memcpy(t->items + d, elem->items + s, n * sizeof *t->items);
  touch(t, d, n);
}
