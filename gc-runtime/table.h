// Tables. A function table keeps each function's type beside its code, so that call_indirect needs no
// search; where nothing calls by a table it is a code table, whose entries are set without one (Hoot's stack of
// return addresses). A table may begin as a static array; growing moves it to the C heap.
#ifndef WR_TABLE_H
#define WR_TABLE_H

#include "barrier.h"
#include "cast.h"

struct wr_func_entry {
  wr_code code;  // null = 0
  u32 type;      // the word of the function's type; 0 for null
};

struct wr_func_table {
  struct wr_func_entry *items;
  u64 size, max;
};

struct wr_code_table {
  wr_code *items;
  u64 size, max;
};

struct wr_func_elem {
  const struct wr_func_entry *items;
  u32 size;  // 0 once dropped
};

#define WR_TABLE_FAILED 0xffffffffu

WR_INLINE void wr_table_check(u64 size, u64 i) {
  if (wr_unlikely(i >= size)) wr_trap(WR_TRAP_TABLE);
}

WR_INLINE void wr_table_check_range(u64 size, u64 i, u64 n) {
  if (wr_unlikely(n > size || i > size - n)) wr_trap(WR_TRAP_TABLE);
}

// call_indirect: the code of entry i, which has a type of the range.
WR_INLINE wr_code wr_table_call(const struct wr_func_table *t, u64 i, u32 lo, u32 span) {
  if (wr_unlikely(i >= t->size)) wr_trap(WR_TRAP_UNDEFINED);
  const struct wr_func_entry *entry = &t->items[i];
  if (wr_unlikely(!wr_type_in(entry->type, lo, span)))
    wr_trap(entry->code ? WR_TRAP_SIGNATURE : WR_TRAP_UNINITIALIZED);
  return entry->code;
}

// An importer's wish, where the table's own type does not tell.
WR_INLINE void wr_table_check_link(u64 size, u64 wanted) {
  if (size < wanted) wr_trap(WR_TRAP_LINK);
}
#define wr_func_table_check_link(table, wanted) wr_table_check_link((table)->size, wanted)
#define wr_code_table_check_link(table, wanted) wr_table_check_link((table)->size, wanted)
#define wr_ref_table_check_link(table, wanted) wr_table_check_link((table)->size, wanted)

// Before anything is stored to tables that were initialised by the C compiler. Exits with a message if there is no
// memory.
void wr_ref_tables_prepare(void);

// `init` fills the table. Exits with a message if there is no memory.
void wr_func_table_create(struct wr_func_table *t, u64 min, u64 max, wr_code init);
void wr_code_table_create(struct wr_code_table *t, u64 min, u64 max, wr_code init);
void wr_ref_table_create(struct wr_ref_table *t, u64 min, u64 max, ref init);

WR_INLINE u32 wr_func_table_size(const struct wr_func_table *t) { return (u32)t->size; }
WR_INLINE u32 wr_code_table_size(const struct wr_code_table *t) { return (u32)t->size; }
WR_INLINE u32 wr_ref_table_size(const struct wr_ref_table *t) { return (u32)t->size; }

WR_INLINE wr_code wr_func_table_get(const struct wr_func_table *t, u64 i) {
  wr_table_check(t->size, i);
  return t->items[i].code;
}

WR_INLINE wr_code wr_code_table_get(const struct wr_code_table *t, u64 i) {
  wr_table_check(t->size, i);
  return t->items[i];
}

WR_INLINE ref wr_ref_table_get(const struct wr_ref_table *t, u64 i) {
  wr_table_check(t->size, i);
  return slot_ref(t->items[i]);
}

void wr_func_table_set(struct wr_func_table *t, u64 i, wr_code code);

WR_INLINE void wr_code_table_set(struct wr_code_table *t, u64 i, wr_code code) {
  wr_table_check(t->size, i);
  t->items[i] = code;
}

// No barrier, but a note for the next minor collection of which part was touched, whatever the value: that takes one
// store.
WR_INLINE void wr_ref_table_set(struct wr_ref_table *t, u64 i, ref v) {
  wr_table_check(t->size, i);
  t->items[i] = ref_slot(v);
  if (WR_BARRIER_IS_FOR_YOUNG_VALUES) t->touched[i >> WR_TABLE_PART_SHIFT] = true;
}

// Of `n` elements from i on, n > 0: these are then read and written without a check.
WR_INLINE void wr_ref_table_check(const struct wr_ref_table *t, u32 i, u32 n) { wr_table_check(t->size, (u64)i + (n - 1)); }

WR_INLINE ref wr_ref_table_read(const struct wr_ref_table *t, u32 i, u32 offset) { return slot_ref(t->items[(u64)i + offset]); }

WR_INLINE void wr_ref_table_write(struct wr_ref_table *t, u32 i, u32 offset, ref v) {
  u64 place = (u64)i + offset;
  t->items[place] = ref_slot(v);
  if (WR_BARRIER_IS_FOR_YOUNG_VALUES) t->touched[place >> WR_TABLE_PART_SHIFT] = true;
}

// The old size, or WR_TABLE_FAILED.
u32 wr_func_table_grow(struct wr_func_table *t, wr_code v, u64 n);
u32 wr_code_table_grow(struct wr_code_table *t, wr_code v, u64 n);
u32 wr_ref_table_grow(struct wr_ref_table *t, ref v, u64 n);

void wr_func_table_fill(struct wr_func_table *t, u64 i, wr_code v, u64 n);
void wr_code_table_fill(struct wr_code_table *t, u64 i, wr_code v, u64 n);
void wr_ref_table_fill(struct wr_ref_table *t, u64 i, ref v, u64 n);
void wr_func_table_copy(struct wr_func_table *dst, const struct wr_func_table *src, u64 d, u64 s, u64 n);
void wr_code_table_copy(struct wr_code_table *dst, const struct wr_code_table *src, u64 d, u64 s, u64 n);
void wr_ref_table_copy(struct wr_ref_table *dst, const struct wr_ref_table *src, u64 d, u64 s, u64 n);
void wr_func_table_init(struct wr_func_table *t, const struct wr_func_elem *elem, u64 d, u32 s, u32 n);
void wr_code_table_init(struct wr_code_table *t, const struct wr_func_elem *elem, u64 d, u32 s, u32 n);
void wr_ref_table_init(struct wr_ref_table *t, const struct wr_ref_elem *elem, u64 d, u32 s, u32 n);

WR_INLINE void wr_func_elem_drop(struct wr_func_elem *elem) { elem->size = 0; }
WR_INLINE void wr_ref_elem_drop(struct wr_ref_elem *elem) { elem->size = 0; }

#endif
