// The module finalization.
//
//   registry   an array of references: the callback, the entries, how many are used
//   entries    an array of references, three for each: a weak reference to the object, the value that its callback gets, a
//              weak reference to a token by which it is taken out again, or null
//
// Callbacks are tasks of the event loop, as in JavaScript, so a program without one never sees any: nobody asks what has died.
#include "finalization.h"

#include "alloc.h"
#include "cast.h"
#include "events.h"
#include "held.h"
#include "weak.h"

#include "hoot.h"

enum { REGISTRY_CALLBACK, REGISTRY_ENTRIES, REGISTRY_USED, REGISTRY_SLOTS };
enum { ENTRY_OBJECT, ENTRY_VALUE, ENTRY_TOKEN, ENTRY_SLOTS };

#define FIRST_ENTRIES 4u
#define MOST_ENTRIES ((u32)1 << 24)

// What hoot_hold says of each registry: none is ever forgotten.
static u32 *registries;
static u32 registry_count;
static u64 notified_collections;

static slot *registry_item(ref array, u32 i) { return (slot *)wr_array_items(array) + i; }
static ref registry_get(ref array, u32 i) { return slot_ref(*registry_item(array, i)); }
static void registry_set(ref array, u32 i, ref value) { wr_element_set(array, registry_item(array, i), value); }

static u32 used_entries(ref registry) { return (u32)wr_host_ref_payload(registry_get(registry, REGISTRY_USED)); }
static void set_used_entries(ref registry, u32 count) { registry_set(registry, REGISTRY_USED, wr_host_ref(count)); }

static ref registry_checked(ref registry) { return wr_as_any(registry, hoot_registry_type, 0); }

static ref entries_new(ref *sp, u32 count) {
  return wr_array_new_default(sp, hoot_registry_type, ENTRY_SLOTS * count, WR_SLOT_SHIFT);
}

ref hoot_make_finalization_registry(ref *sp, ref callback) {
  sp[0] = callback;
  sp[1] = entries_new(sp + 1, FIRST_ENTRIES);
  ref registry = wr_array_new_default(sp + 2, hoot_registry_type, REGISTRY_SLOTS, WR_SLOT_SHIFT);
  registry_set(registry, REGISTRY_CALLBACK, sp[0]);
  registry_set(registry, REGISTRY_ENTRIES, sp[1]);
  set_used_entries(registry, 0);
  if (!hoot_can_hold()) return registry;
  registries = hoot_grown(registries, registry_count + 1, sizeof *registries);
  sp[0] = registry;
  registries[registry_count++] = hoot_hold(sp + 1, registry);
  return sp[0];
}

// Makes room for one more in the registry in sp[0].
static void ensure_entry(ref *sp) {
  ref entries = registry_get(sp[0], REGISTRY_ENTRIES);
  u32 used = used_entries(sp[0]);
  if (ENTRY_SLOTS * used < wr_array_length(entries)) return;
  if (used >= MOST_ENTRIES) wr_trap(WR_TRAP_HEAP);
  ref larger = entries_new(sp + 1, 2 * used);
  entries = registry_get(sp[0], REGISTRY_ENTRIES);
  for (u32 i = 0; i < ENTRY_SLOTS * used; i++) registry_set(larger, i, registry_get(entries, i));
  registry_set(sp[0], REGISTRY_ENTRIES, larger);
}

static void add_entry(ref *sp, ref registry, ref object, ref value, ref token) {
  sp[0] = registry_checked(registry);
  sp[1] = value;
  sp[2] = object;
  sp[3] = token ? hoot_make_weak_ref(sp + 3, token) : 0;
  sp[2] = hoot_make_weak_ref(sp + 4, sp[2]);
  sp[4] = sp[0];
  ensure_entry(sp + 4);
  u32 used = used_entries(sp[0]);
  ref entries = registry_get(sp[0], REGISTRY_ENTRIES);
  registry_set(entries, ENTRY_SLOTS * used + ENTRY_OBJECT, sp[2]);
  registry_set(entries, ENTRY_SLOTS * used + ENTRY_VALUE, sp[1]);
  registry_set(entries, ENTRY_SLOTS * used + ENTRY_TOKEN, sp[3]);
  set_used_entries(sp[0], used + 1);
}

void hoot_finalization_registry_register(ref *sp, ref registry, ref object, ref value) {
  add_entry(sp, registry, object, value, 0);
}

void hoot_finalization_registry_register_with_token(ref *sp, ref registry, ref object, ref value, ref token) {
  add_entry(sp, registry, object, value, token);
}

// The last entry takes its place.
static void remove_entry(ref registry, u32 i) {
  ref entries = registry_get(registry, REGISTRY_ENTRIES);
  u32 last = used_entries(registry) - 1;
  for (u32 k = 0; k < ENTRY_SLOTS; k++) {
    registry_set(entries, ENTRY_SLOTS * i + k, registry_get(entries, ENTRY_SLOTS * last + k));
    registry_set(entries, ENTRY_SLOTS * last + k, 0);
  }
  set_used_entries(registry, last);
}

u32 hoot_finalization_registry_unregister(ref registry, ref token) {
  registry_checked(registry);
  u32 removed = 0;
  for (u32 i = used_entries(registry); i-- > 0;) {
    ref weak = registry_get(registry_get(registry, REGISTRY_ENTRIES), ENTRY_SLOTS * i + ENTRY_TOKEN);
    if (!weak || hoot_weak_ref_deref(weak, 0) != token) continue;
    remove_entry(registry, i);
    removed = 1;
  }
  return removed;
}

static void notify_registry(ref *sp, ref registry) {
  sp[0] = registry;
  for (u32 i = used_entries(registry); i-- > 0;) {
    ref entries = registry_get(sp[0], REGISTRY_ENTRIES);
    if (hoot_weak_ref_deref(registry_get(entries, ENTRY_SLOTS * i + ENTRY_OBJECT), 0)) continue;
    ref value = registry_get(entries, ENTRY_SLOTS * i + ENTRY_VALUE);
    remove_entry(sp[0], i);
    hoot_call_later(sp + 1, registry_get(sp[0], REGISTRY_CALLBACK), value);
  }
}

void hoot_registries_notify(ref *sp) {
  if (notified_collections == wr_heap_facts.collections) return;
  notified_collections = wr_heap_facts.collections;
  for (u32 i = 0; i < registry_count; i++) notify_registry(sp, hoot_held(sp, registries[i]));
}
