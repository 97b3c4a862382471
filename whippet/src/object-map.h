// Where objects begin, for references that may point anywhere.
//
// The space knows which granules belong to objects, not where each of them
// begins.  Noting that when they are born would cost every allocation a
// read-modify-write of a bit.  But objects lie one after the other, and each
// knows its size: so a block is walked, once per collection, when the first
// ambiguous word points into it.  Words of a stack point into few blocks.
//
// The map is that of the heap as it was when the collection began.  Blocks have to
// be walked before anything in them is moved.
//
// If several threads collect, two of them may walk a block at once: they store the
// same words, once each.  To wait for the other would take as long, and longer if that
// one has to wait for its processor.
#ifndef OBJECT_MAP_H
#define OBJECT_MAP_H

#include "gc-allocate.h"
#include "gc-embedder-api.h"
#include "nofl-space.h"

struct object_map {
  uint64_t *objects;  // their granules
  uint64_t *starts;   // their first granules, in the blocks that were walked
  uint8_t *walked;
};

static inline int object_map_init(struct object_map *map,
                                  struct nofl_space *space) {
  size_t size = space->reserved / GC_GRANULE / 8;
  map->objects = gc_platform_map_table(size);
  map->starts = gc_platform_map_table(size);
  map->walked = gc_platform_map_table(nofl_block_count(space));
  return map->objects && map->starts && map->walked;
}

// Before the marks of the last collection are forgotten.
static inline void object_map_begin_block(struct object_map *map,
                                          struct nofl_space *space,
                                          uint32_t block) {
  size_t end = ((size_t)block + 1) * NOFL_BLOCK_WORDS;
  for (size_t i = end - NOFL_BLOCK_WORDS; i < end; i++)
    map->objects[i] = space->live[i] | space->born[i];
  map->walked[block] = 0;
}

static inline void object_map_begin(struct object_map *map,
                                    struct nofl_space *space) {
  for (uint32_t block = 0; block < space->committed; block++)
    object_map_begin_block(map, space, block);
}

static inline size_t object_map_granules(struct gc_heap *heap,
                                         uintptr_t addr) {
  return gc_round_to_granule(gc_trace_object(gc_ref(addr), NULL, heap, NULL))
    / GC_GRANULE;
}

// Of `starts`.
static inline GC_ALWAYS_INLINE uint64_t object_map_word(struct object_map *map,
                                                        size_t i) {
  return GC_PARALLEL ? __atomic_load_n(&map->starts[i], __ATOMIC_RELAXED)
    : map->starts[i];
}

static inline GC_ALWAYS_INLINE void
object_map_set_word(struct object_map *map, size_t i, uint64_t word) {
  if (GC_PARALLEL) __atomic_store_n(&map->starts[i], word, __ATOMIC_RELAXED);
  else map->starts[i] = word;
}

static inline GC_ALWAYS_INLINE int object_map_is_walked(struct object_map *map,
                                                        uint32_t block) {
  return GC_PARALLEL ? __atomic_load_n(&map->walked[block], __ATOMIC_ACQUIRE)
    : map->walked[block];
}

static inline GC_ALWAYS_INLINE void
object_map_set_walked(struct object_map *map, uint32_t block) {
  if (GC_PARALLEL)
    __atomic_store_n(&map->walked[block], 1, __ATOMIC_RELEASE);
  else map->walked[block] = 1;
}

// The first granule of the object behind this one, or `end`.
static inline GC_ALWAYS_INLINE size_t
object_map_next(struct object_map *map, struct nofl_space *space,
                struct gc_heap *heap, size_t at, size_t end) {
  at += object_map_granules(heap, space->base + at * GC_GRANULE);
  if (at >= end || granule_bit(map->objects, at)) return at;
  return granule_find_bit(map->objects, at, end, 1);
}

static GC_NEVER_INLINE void object_map_walk(struct object_map *map,
                                            struct nofl_space *space,
                                            struct gc_heap *heap,
                                            uint32_t block) {
  size_t i = (size_t)block * NOFL_BLOCK_WORDS, end = i + NOFL_BLOCK_WORDS;
  size_t at = granule_find_bit(map->objects, i * 64, end * 64, 1);
  for (; i < end; i++) {
    uint64_t word = 0;
    for (; at < (i + 1) * 64; at = object_map_next(map, space, heap, at, end * 64))
      word |= (uint64_t)1 << (at % 64);
    object_map_set_word(map, i, word);
  }
  object_map_set_walked(map, block);
}

static inline GC_ALWAYS_INLINE int object_map_is_start(struct object_map *map,
                                                       size_t granule) {
  return object_map_word(map, granule / 64) >> (granule % 64) & 1;
}

// The last granule up to this one at which an object begins; there is one.
static inline size_t object_map_start_before(struct object_map *map,
                                             size_t granule) {
  size_t i = granule / 64;
  uint64_t word = object_map_word(map, i)
    & (~(uint64_t)0 >> (63 - granule % 64));
  while (!word) word = object_map_word(map, --i);
  return i * 64 + 63 - (size_t)__builtin_clzll(word);
}

// The object at an address in the space, or if `interior` around it; 0 if there
// is none.
static inline GC_ALWAYS_INLINE uintptr_t
object_map_find(struct object_map *map, struct nofl_space *space,
                struct gc_heap *heap, uintptr_t addr, int interior) {
  size_t granule = granule_of(space->base, addr);
  if (!granule_bit(map->objects, granule)) return 0;
  uint32_t block = nofl_block_index(space, addr);
  if (GC_UNLIKELY(!object_map_is_walked(map, block)))
    object_map_walk(map, space, heap, block);
  if (interior) granule = object_map_start_before(map, granule);
  else if (addr % GC_GRANULE || !object_map_is_start(map, granule)) return 0;
  return space->base + granule * GC_GRANULE;
}

#endif // OBJECT_MAP_H
