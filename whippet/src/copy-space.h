// Small objects in blocks, all of which are moved: the blocks that hold them
// when a collection begins are empty when it ends.
//
// The space is an array of 64 KiB blocks.  An object never crosses a block's
// border, nor comes closer than COPY_SLOP to its end.
//
//   leaving  a byte per block: nonzero during a collection if it is being
//            vacated, and then for which space
//   table    one entry per block
//   empty    the numbers of the empty ones; the last comes first
//
// A block that was vacated just now is in the cache, and comes before the
// others; those whose memory was never touched come last.  If the space is
// guarded, they cannot be accessed while empty, and it is the other way round:
// so that the use of a reference that nobody updated faults.
//
// Fragmentation.  A block is left when an object, of no more than the large
// threshold, does not fit.  So what it holds is at least COPY_BLOCK_YIELD, and
// what lies in n full blocks needs, in whatever order it is copied, no more
// than copy_blocks_for(n), and one that is not full for each thread that
// copies.
#ifndef COPY_SPACE_H
#define COPY_SPACE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "copy-words.h"
#include "gc-allocate.h"
#include "gc-platform.h"

#define COPY_BLOCK_SHIFT 16
#define COPY_BLOCK_SIZE ((size_t)1 << COPY_BLOCK_SHIFT)
#define COPY_BLOCK_USABLE (COPY_BLOCK_SIZE - COPY_SLOP)
#define COPY_BLOCK_YIELD (COPY_BLOCK_USABLE - gc_allocator_large_threshold())
#define COPY_NO_BLOCK UINT32_MAX

struct copy_block {
  uint32_t fill;      // bytes, once it has been left
  uint8_t is_used;
  uint8_t is_dirty;   // may hold nonzero bytes
  uint8_t has_survivors;
};

enum copy_leaving { COPY_STAYS, COPY_FOR_OLD, COPY_FOR_YOUNG };

struct copy_space {
  uintptr_t base;
  uint32_t reserved;   // blocks
  uint32_t committed;  // of these, those that are or were accessible
  uint32_t in_use;     // outside of a collection
  int is_guarded;
  uint8_t *leaving;
  struct copy_block *table;
  uint32_t *empty;
  int32_t empty_count;
};

static inline uint32_t copy_blocks_for(size_t blocks) {
  return (uint32_t)((blocks * COPY_BLOCK_USABLE + COPY_BLOCK_YIELD - 1)
                    / COPY_BLOCK_YIELD);
}

static inline uintptr_t copy_block_address(struct copy_space *space,
                                           uint32_t block) {
  return space->base + ((uintptr_t)block << COPY_BLOCK_SHIFT);
}

static inline uintptr_t copy_block_end(struct copy_space *space,
                                       uint32_t block) {
  return copy_block_address(space, block) + COPY_BLOCK_USABLE;
}

static inline size_t copy_space_size(struct copy_space *space) {
  return (size_t)space->reserved << COPY_BLOCK_SHIFT;
}

// Empty blocks

static inline void copy_space_guard(struct copy_space *space, uint32_t block) {
  if (space->is_guarded)
    gc_platform_forbid_access(copy_block_address(space, block),
                              COPY_BLOCK_SIZE);
}

static inline int copy_block_rank(struct copy_space *space, uint32_t block) {
  int rank = space->leaving[block] ? 2 : space->table[block].is_dirty;
  return space->is_guarded ? 2 - rank : rank;
}

static inline void copy_space_list_empty(struct copy_space *space) {
  int32_t count = 0;
  for (int rank = 0; rank <= 2; rank++)
    for (uint32_t i = space->committed; i-- > 0;)
      if (!space->table[i].is_used && copy_block_rank(space, i) == rank)
        space->empty[count++] = i;
  space->empty_count = count;
  space->in_use = space->committed - (uint32_t)count;
}

// Nonzero if so many blocks are accessible, or will be once they are taken.
static inline int copy_space_commit(struct copy_space *space,
                                    uint32_t blocks) {
  if (blocks > space->reserved) return 0;
  if (blocks <= space->committed) return 1;
  size_t more = (size_t)(blocks - space->committed) << COPY_BLOCK_SHIFT;
  if (!gc_platform_allow_access(copy_block_address(space, space->committed),
                                more)) return 0;
  space->committed = blocks;
  copy_space_list_empty(space);
  return 1;
}

static inline void copy_space_open(struct copy_space *space, uint32_t block) {
  if (space->is_guarded)
    gc_platform_allow_access(copy_block_address(space, block),
                             COPY_BLOCK_SIZE);
}

static inline uint32_t copy_space_use(struct copy_space *space,
                                      int32_t left) {
  if (left <= 0) return COPY_NO_BLOCK;
  uint32_t block = space->empty[left - 1];
  space->table[block].is_used = 1;
  copy_space_open(space, block);
  return block;
}

// From addr on, for the mutator.
static inline void copy_space_clear(struct copy_space *space, uint32_t block,
                                    uintptr_t addr) {
  struct copy_block *b = &space->table[block];
  if (GC_ALLOCATIONS_ZEROED && b->is_dirty)
    memset((void *)addr, 0, copy_block_end(space, block) - addr);
  b->is_dirty = 1;
}

// An empty block for the mutator, or COPY_NO_BLOCK.
static inline uint32_t copy_space_take(struct copy_space *space) {
  uint32_t block = copy_space_use(space, space->empty_count);
  if (block == COPY_NO_BLOCK) return block;
  space->empty_count--;
  space->in_use++;
  space->table[block].has_survivors = 0;
  copy_space_clear(space, block, copy_block_address(space, block));
  return block;
}

// One to copy to, for one thread or for several at once.
static inline uint32_t copy_space_take_target(struct copy_space *space,
                                              int shared) {
  int32_t left = shared
    ? __atomic_fetch_sub(&space->empty_count, 1, __ATOMIC_RELAXED)
    : space->empty_count--;
  uint32_t block = copy_space_use(space, left);
  if (block == COPY_NO_BLOCK) return block;
  space->table[block].is_dirty = 1;
  space->table[block].has_survivors = 1;
  return block;
}

// Objects lie in it up to hp, and it is left.
static inline void copy_space_leave(struct copy_space *space, uint32_t block,
                                    uintptr_t hp) {
  if (block != COPY_NO_BLOCK)
    space->table[block].fill =
      (uint32_t)(hp - copy_block_address(space, block));
}

// Collection

static inline void copy_space_start_gc(struct copy_space *space) {
  for (uint32_t i = 0; i < space->committed; i++)
    space->leaving[i] = space->table[i].is_used ? COPY_FOR_OLD : COPY_STAYS;
}

// Of the young: what has not survived before remains young.
static inline void copy_space_start_minor_gc(struct copy_space *space) {
  copy_space_start_gc(space);
  for (uint32_t i = 0; i < space->committed; i++)
    if (space->leaving[i] && !space->table[i].has_survivors)
      space->leaving[i] = COPY_FOR_YOUNG;
}

// Blocks were taken, and none was vacated.
static inline void copy_space_count_targets(struct copy_space *space) {
  if (space->empty_count < 0) space->empty_count = 0;
  space->in_use = space->committed - (uint32_t)space->empty_count;
}

static inline void copy_space_finish_gc(struct copy_space *space) {
  for (uint32_t i = 0; i < space->committed; i++) {
    if (!space->leaving[i]) continue;
    space->table[i].is_used = 0;
    copy_space_guard(space, i);
  }
  copy_space_list_empty(space);
  memset(space->leaving, 0, space->committed);
}

// Of the blocks that were left.
static inline size_t copy_space_bytes(struct copy_space *space) {
  size_t bytes = 0;
  for (uint32_t i = 0; i < space->committed; i++)
    if (space->table[i].is_used) bytes += space->table[i].fill;
  return bytes;
}

// Memory of empty blocks goes back to the system, those first that would come
// last, until no more than `keep` blocks of it remain.
static inline void copy_space_discard(struct copy_space *space,
                                      uint32_t keep) {
  uint32_t dirty = 0;
  for (int32_t i = 0; i < space->empty_count; i++)
    dirty += space->table[space->empty[i]].is_dirty;
  for (int32_t i = 0; i < space->empty_count && dirty > keep; i++) {
    uint32_t block = space->empty[i];
    if (!space->table[block].is_dirty) continue;
    gc_platform_discard(copy_block_address(space, block), COPY_BLOCK_SIZE);
    space->table[block].is_dirty = 0;
    dirty--;
  }
}

// `leaving` has room for as many blocks.
static inline int copy_space_init(struct copy_space *space, uintptr_t base,
                                  uint32_t blocks, uint8_t *leaving,
                                  int is_guarded) {
  memset(space, 0, sizeof *space);
  space->base = base;
  space->reserved = blocks;
  space->leaving = leaving;
  space->is_guarded = is_guarded;
  space->table = gc_platform_map_table(blocks * sizeof *space->table);
  space->empty = gc_platform_map_table(blocks * sizeof *space->empty);
  return space->table && space->empty;
}

#endif // COPY_SPACE_H
