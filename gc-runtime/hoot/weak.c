// A weak reference is an ephemeron whose key is the target. A weak map is a hash table of ephemerons, by the
// address of the key:
//
//   map     an array of references: the table, how much of it is used, after how many collections it was in order
//   table   an array of references, a power of two of them: null or an ephemeron, perhaps a dead one. Open
//           addressing, linear probing; at most half of it is not null.
//
// Objects move, so the first use of a map after a collection puts every entry where it now belongs, in place.
//
// Costs. Between two collections a call takes constant time on average: the table is rebuilt when half of it
// is used, with room for three times what lives, so each rebuilding is paid for by a sixth of its slots. The
// first call after a collection takes as long as the table is large, which is less than what the collection
// itself has just spent on copying the entries. An entry takes 40 bytes, and 2 to 6 slots of the table. A dead
// entry keeps these until the map is used again; key and value go with the collection that finds them dead.
// Only weak_map_set makes the table smaller.
//
// Not chains of ephemerons: to put one into another chain would be to change a link of an old object without
// a barrier. Here all that changes are elements of an array.
#include "weak.h"

#include "alloc.h"
#include "cast.h"
#include "gc-ephemeron.h"

enum { MAP_TABLE, MAP_USED, MAP_EPOCH, MAP_EPOCH_HIGH, MAP_SLOTS };

#define EPOCH_BITS 29  // of the lower number

#define SMALLEST_CAPACITY 8u
#define LARGEST_CAPACITY ((u64)1 << 31)

static ref weak_checked(ref object, u32 type) {
  if (wr_unlikely(!wr_is_object(object) || wr_type_of(object) != type)) wr_trap(WR_TRAP_CAST);
  return object;
}

// --- Ephemerons

static struct gc_ephemeron *as_ephemeron(ref e) { return (struct gc_ephemeron *)(void *)e; }
static struct gc_ref as_gc_ref(ref r) { return gc_ref(wr_ref_bits(r)); }
static ref ephemeron_key(ref e) { return wr_ref_from_bits(gc_ref_value(gc_ephemeron_key(as_ephemeron(e)))); }
static ref ephemeron_value(ref e) { return wr_ref_from_bits(gc_ref_value(gc_ephemeron_value(as_ephemeron(e)))); }
static bool ephemeron_is_dead(ref e) { return ephemeron_key(e) == 0; }

// Uses three slots of the side stack.
static ref ephemeron_new(ref *sp, ref key, ref value) {
  sp[0] = key;
  sp[1] = value;
  ref e = wr_ephemeron_new(sp + 2, hoot_ephemeron_type);
  gc_ephemeron_init(wr_mutator(), as_ephemeron(e), as_gc_ref(sp[0]), as_gc_ref(sp[1]));
  return e;
}

// --- Maps. Their numbers are immediates of WR_HOST_REF_BITS.

static slot *weak_item(ref array, u32 i) { return (slot *)wr_array_items(array) + i; }
static ref map_table(ref map) { return slot_ref(*weak_item(map, MAP_TABLE)); }
static u64 map_number(ref map, u32 i) { return wr_host_ref_payload(slot_ref(*weak_item(map, i))); }
static void map_set_number(ref map, u32 i, u64 n) { *weak_item(map, i) = ref_slot(wr_host_ref(n)); }

// After how many collections all was in order. 29 bits of it would be the same again after some minutes of small ones.
static u64 map_epoch(ref map) { return map_number(map, MAP_EPOCH) | map_number(map, MAP_EPOCH_HIGH) << EPOCH_BITS; }
static void map_set_epoch(ref map, u64 epoch) {
  map_set_number(map, MAP_EPOCH, epoch & (((u64)1 << EPOCH_BITS) - 1));
  map_set_number(map, MAP_EPOCH_HIGH, epoch >> EPOCH_BITS);
}

static void map_set_table(ref map, ref table, u32 used) {
  wr_element_set(map, weak_item(map, MAP_TABLE), table);
  map_set_number(map, MAP_USED, used);
  map_set_epoch(map, wr_heap_facts.collections);
}

// --- Tables

static ref table_new(ref *sp, u64 capacity) {
  if (wr_unlikely(capacity > LARGEST_CAPACITY)) wr_trap(WR_TRAP_HEAP);
  return wr_array_new_default(sp, hoot_weak_map_type, (u32)capacity, WR_SLOT_SHIFT);
}

static u64 table_capacity_for(u64 count) {
  u64 capacity = SMALLEST_CAPACITY;
  while (capacity < 3 * count) capacity *= 2;
  return capacity;
}

// The upper bits of a product: consecutive objects spread evenly.
static u32 table_home(ref key, u32 mask) {
  return (u32)(wr_ref_bits(key) * UINT64_C(0x9e3779b97f4a7c15) >> (32 + __builtin_clz(mask)));
}

// The key's ephemeron, or null.
static ref table_find(ref table, ref key) {
  u32 mask = wr_array_length(table) - 1;
  for (u32 i = table_home(key, mask);; i = (i + 1) & mask) {
    ref e = slot_ref(*weak_item(table, i));
    if (e == 0 || ephemeron_key(e) == key) return e;
  }
}

// Adds an ephemeron whose key is not there, in the place of a dead one if it meets one. How many slots more are
// in use.
static u32 table_insert(ref table, ref e) {
  u32 mask = wr_array_length(table) - 1;
  for (u32 i = table_home(ephemeron_key(e), mask);; i = (i + 1) & mask) {
    ref other = slot_ref(*weak_item(table, i));
    if (other && !ephemeron_is_dead(other)) continue;
    wr_element_set(table, weak_item(table, i), e);
    return other == 0;
  }
}

static u32 table_count_live(ref table) {
  u32 count = 0;
  for (u32 i = 0; i < wr_array_length(table); i++) {
    ref e = slot_ref(*weak_item(table, i));
    count += e && !ephemeron_is_dead(e);
  }
  return count;
}

static u32 table_insert_live(ref table, ref from) {
  u32 count = 0;
  for (u32 i = 0; i < wr_array_length(from); i++) {
    ref e = slot_ref(*weak_item(from, i));
    if (e && !ephemeron_is_dead(e)) count += table_insert(table, e);
  }
  return count;
}

// While a table is put in order, an entry that is where it belongs has its low bit set.
static bool is_placed(ref e) { return wr_is_i31(e); }
static ref placed(ref e) { return wr_ref_from_bits(wr_ref_bits(e) | 1); }
static ref unplaced(ref e) { return wr_ref_from_bits(wr_ref_bits(e) & ~(uintptr_t)1); }

// Puts the entry of slot i in its place, then whatever was there, until slot i is empty or right.
static u32 table_place(ref table, u32 i) {
  slot *items = weak_item(table, 0);
  u32 mask = wr_array_length(table) - 1, count = 0;
  for (;;) {
    ref e = slot_ref(items[i]);
    if (e == 0 || is_placed(e)) return count;
    if (ephemeron_is_dead(e)) {
      items[i] = ref_slot(0);
      return count;
    }
    u32 k = table_home(ephemeron_key(e), mask);
    while (is_placed(slot_ref(items[k]))) k = (k + 1) & mask;
    items[i] = items[k];
    items[k] = ref_slot(placed(e));
    count++;
  }
}

// Drops the dead; how many are left. A placed entry never moves again, so that no probe sequence gets a gap.
static u32 table_rehash(ref table) {
  u32 length = wr_array_length(table), count = 0;
  for (u32 i = 0; i < length; i++) count += table_place(table, i);
  for (u32 i = 0; i < length; i++) {
    ref e = slot_ref(*weak_item(table, i));
    if (e) wr_element_set(table, weak_item(table, i), unplaced(e));
  }
  return count;
}

// --- The functions

// The map, in order.
static ref map_checked(ref map) {
  weak_checked(map, hoot_weak_map_type);
  if (wr_unlikely(map_epoch(map) != wr_heap_facts.collections))
    map_set_table(map, map_table(map), table_rehash(map_table(map)));
  return map;
}

// Returns the map, which it may have moved, with room for one more entry.
static ref map_with_room(ref *sp, ref map) {
  u64 capacity = wr_array_length(map_table(map)), used = map_number(map, MAP_USED);
  bool is_sparse = capacity > SMALLEST_CAPACITY && used < capacity / 16;
  if (used < capacity / 2 && !is_sparse) return map;
  u64 wanted = table_capacity_for((u64)table_count_live(map_table(map)) + 1);
  if (wanted == capacity) {
    map_set_table(map, map_table(map), table_rehash(map_table(map)));
    return map;
  }
  sp[0] = map;
  ref table = table_new(sp + 1, wanted);
  map = sp[0];
  map_set_table(map, table, table_insert_live(table, map_table(map)));
  return map;
}

ref hoot_make_weak_map(ref *sp) {
  sp[0] = table_new(sp, SMALLEST_CAPACITY);
  ref map = wr_array_new(sp + 1, hoot_weak_map_type, MAP_SLOTS, WR_SLOT_SHIFT);
  for (u32 i = 0; i < MAP_SLOTS; i++) *weak_item(map, i) = WR_SLOT_NULL;
  map_set_table(map, sp[0], 0);
  return map;
}

ref hoot_weak_map_get(ref map, ref key, ref otherwise) {
  map_checked(map);
  ref e = table_find(map_table(map), wr_nonnull(key));
  return e ? ephemeron_value(e) : otherwise;
}

void hoot_weak_map_set(ref *sp, ref map, ref key, ref value) {
  map_checked(map);
  ref e = table_find(map_table(map), wr_nonnull(key));
  if (e) {
    gc_ephemeron_swap_value(wr_mutator(), as_ephemeron(e), as_gc_ref(value));
    return;
  }
  sp[0] = map;
  sp[1] = key;  // an ephemeron does not keep it
  sp[2] = ephemeron_new(sp + 2, key, value);
  map = map_checked(map_with_room(sp + 3, sp[0]));
  map_set_number(map, MAP_USED, map_number(map, MAP_USED) + table_insert(map_table(map), sp[2]));
}

u32 hoot_weak_map_delete(ref map, ref key) {
  map_checked(map);
  ref e = table_find(map_table(map), wr_nonnull(key));
  if (e) gc_ephemeron_mark_dead(as_ephemeron(e));
  return e != 0;
}

ref hoot_make_weak_ref(ref *sp, ref target) {
  return ephemeron_new(sp, wr_nonnull(target), wr_i31(0));
}

ref hoot_weak_ref_deref(ref weak, ref otherwise) {
  ref target = ephemeron_key(weak_checked(weak, hoot_ephemeron_type));
  return target ? target : otherwise;
}
