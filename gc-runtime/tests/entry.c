// entry.c as the emitter would print it: tables of types, functions and roots; instantiation.
#include "types.h"

#include "hoot/bignum.h"
#include "hoot/weak.h"

static const u16 cons_refs[] = {offsetof(struct cons, car), offsetof(struct cons, cdr)};
static const u16 closure_refs[] = {offsetof(struct closure, env)};
static const u16 closure2_refs[] = {offsetof(struct closure2, env), offsetof(struct closure2, env2)};
#define SIZE(NAME) ((sizeof(struct NAME) + 7) & ~(size_t)7)
const u32 hoot_bignum_type = 3;
const struct wr_type wr_types[] = {
  [0] = {.kind = WR_KIND_EXN, .name = "exn"},
  [1] = {.kind = WR_KIND_ARRAY, .shift = 3, .name = "bignum"},
  [2] = {.kind = WR_KIND_STRUCT, .refs = 2, .size = SIZE(cons), .ref_offsets = cons_refs, .name = "cons"},
  [3] = {.kind = WR_KIND_STRUCT, .refs = 1, .size = SIZE(closure), .ref_offsets = closure_refs, .name = "closure"},
  [4] = {.kind = WR_KIND_STRUCT, .refs = 2, .size = SIZE(closure2), .ref_offsets = closure2_refs, .name = "closure2"},
  [5] = {.kind = WR_KIND_ARRAY_OF_REFS, .shift = WR_SLOT_SHIFT, .name = "block"},
  [6] = {.kind = WR_KIND_ARRAY, .shift = 0, .name = "bytes"},
  [7] = {.kind = WR_KIND_ARRAY, .shift = 3, .name = "floats"},
  [8] = {.kind = WR_KIND_STRUCT, .size = SIZE(point), .name = "point"},
  [11] = {.kind = WR_KIND_ARRAY, .shift = 3, .name = "codes"},
  [12] = {.kind = WR_KIND_ARRAY_OF_REFS, .shift = WR_SLOT_SHIFT, .name = "weak map"},
  [13] = {.kind = WR_KIND_EPHEMERON, .name = "ephemeron"},
};
const u32 wr_type_count = 14;
const u32 hoot_weak_map_type = 25, hoot_ephemeron_type = 27;

ref global0;
WR_STATIC_OBJECT struct cons static_cons = {.type = 5, .car = WR_SLOT_I31(-7), .cdr = WR_SLOT(&static_cons)};
ref *const wr_global_roots[] = {&global0};
const u32 wr_global_root_count = 1;
struct wr_object *const wr_static_roots[] = {(struct wr_object *)(void *)&static_cons};
const u32 wr_static_root_count = 1;

struct wr_memory memory0;
static const u8 data0_bytes[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xff};
struct wr_data data0 = {data0_bytes, sizeof data0_bytes};

static struct wr_func_entry table0_items[4] = {{(wr_code)apply_even, 19}, {(wr_code)apply_odd, 19},
                                               {(wr_code)call_adder, 21}, {0, 0}};
struct wr_func_table table0 = {table0_items, 4, 8};
struct wr_ref_table table1;
struct wr_ref_table *const wr_ref_tables[] = {&table1};
const u32 wr_ref_table_count = 1;

static slot elem0_items[] = {WR_SLOT_I31(5), WR_SLOT_NULL, WR_SLOT(&static_cons)};
struct wr_ref_elem elem0 = {elem0_items, 3};
#if GC_SLOT_BITS == 32
const struct wr_static_slots wr_static_slots[] = {{&static_cons.cdr, 1, &static_cons}, {&elem0_items[2], 1, &static_cons}};
const u32 wr_static_slots_count = 2;
#endif
struct wr_ref_elem *const wr_ref_elems[] = {&elem0};
const u32 wr_ref_elem_count = 1;
static const struct wr_func_entry elem1_items[] = {{(wr_code)apply_odd, 19}, {0, 0}};
struct wr_func_elem elem1 = {elem1_items, 2};

const struct wr_heap_service *const wr_heap_used = &wr_heap_service;

void wr_program_instantiate(ref *sp WR_UNUSED) {
  wr_memory_create(&memory0, 1, 3);
  wr_ref_table_create(&table1, 2, 100, 0);
}
