// Small objects in blocks, marked in place and, where that is cheap, moved:
// after Wingo's nofl space (arXiv 2503.16971), itself after Immix (PLDI 2008).
//
// The space is an array of 64 KiB blocks.  An object never crosses a block's
// border, and allocation bumps a pointer through holes: the stretches of a
// block in which no live object lies, whatever their size.
//
//   live     one bit per granule, set for each granule of an object that is
//            known to live.  So a marked object is one whose first bit is set,
//            a hole is a run of zeros, and finding one looks at 64 granules at
//            a time: of 8 bytes, 512 bytes of heap per word.
//   table    one entry per block
//
// Nofl has a byte per granule, with the end of each object marked.  Bits are
// an eighth of that, so that the bits of 4 KiB of heap share a cache line; they
// are written once more when an object's size is known, after its edges.
//
// Between collections objects are born into the current hole, whose bits are
// set when it is left.  So `live` and the hole together describe every object,
// and those of a run of bits lie one after the other.
//
// With generations the bits of what was born are a table of their own, `born`,
// so that the old are those under bits of `live`, which a minor collection adds
// to and does not clear.  Without, it is another name of `live`.
//
//   state      bits                           on list
//   EMPTY      none                           -
//   PARTIAL    of the last collection         -, ahead of the cursor
//   USED       also of what was born since    -, behind the cursor, or without
//                                             a hole that was of use
//
// Blocks are used in the order of their addresses: the cursor sweeps lazily,
// and there is nothing to be done for a block until it gets there.
#ifndef NOFL_SPACE_H
#define NOFL_SPACE_H

#include <stdint.h>
#include <string.h>

#include "gc-assert.h"
#include "gc-config.h"
#include "gc-inline.h"
#include "gc-platform.h"
#include "gc-ref.h"
#include "granule-bits.h"

#define NOFL_BLOCK_SHIFT 16
#define NOFL_BLOCK_SIZE ((size_t)1 << NOFL_BLOCK_SHIFT)
#define NOFL_BLOCK_GRANULES (NOFL_BLOCK_SIZE / GC_GRANULE)
#define NOFL_BLOCK_WORDS (NOFL_BLOCK_GRANULES / 64)
#define NOFL_NO_BLOCK UINT32_MAX
// Blocks never used before are populated together, so many that they are a 16th of those
// that were, and 2 MB at most.  A fault for each page was a tenth of the ephemerons' longest
// pause, and a tenth of the time of a program with 20 MB.
#define NOFL_POPULATED_MOST (((uint32_t)2 << 20) / NOFL_BLOCK_SIZE)

enum nofl_state { NOFL_EMPTY, NOFL_PARTIAL, NOFL_USED };

struct nofl_block {
  uint32_t live;       // bytes found live by the last collection
  uint32_t old;        // bytes found live by the collection before
  uint32_t young;      // bytes born since the last collection
  uint8_t state;
  uint8_t is_dirty;    // may hold nonzero bytes
  uint8_t is_leaving;  // its objects are being moved elsewhere
  uint8_t has_pinned;  // so they must not be
};

// A stretch of a block in which nothing lies.
struct nofl_hole {
  uintptr_t low, high;
};

struct nofl_space {
  uintptr_t base;
  size_t reserved;     // bytes
  uint32_t committed;  // blocks from the first on that are accessible
  uint32_t populated;  // of which these have, or had, their pages
  uint32_t in_use;     // blocks that are not EMPTY
  uint32_t cursor;     // the block to look at next for a PARTIAL one
  uint32_t empty_cursor;
  uint64_t *live;
  uint64_t *born;      // until the next collection
  uint64_t *pinned;    // first granules; NULL as long as nothing was pinned
  struct nofl_block *table;
};

static inline int nofl_contains(struct nofl_space *space, uintptr_t addr) {
  return addr - space->base < space->reserved;
}

static inline uint32_t nofl_block_count(struct nofl_space *space) {
  return (uint32_t)(space->reserved >> NOFL_BLOCK_SHIFT);
}

static inline uint32_t nofl_block_index(struct nofl_space *space,
                                        uintptr_t addr) {
  return (uint32_t)((addr - space->base) >> NOFL_BLOCK_SHIFT);
}

static inline uintptr_t nofl_block_address(struct nofl_space *space,
                                           uint32_t block) {
  return space->base + ((uintptr_t)block << NOFL_BLOCK_SHIFT);
}

// Holes

// The first from addr on in its block; low == high if there is none.
static inline struct nofl_hole nofl_find_hole(struct nofl_space *space,
                                              uint32_t block,
                                              uintptr_t addr) {
  size_t end = ((size_t)block + 1) * NOFL_BLOCK_GRANULES;
  size_t from = granule_of(space->base, addr);
  size_t low = from < end ? granule_find_bit(space->live, from, end, 0) : end;
  size_t high = low < end ? granule_find_bit(space->live, low, end, 1) : end;
  return (struct nofl_hole){space->base + low * GC_GRANULE,
                            space->base + high * GC_GRANULE};
}

// Objects were born into [low, hp) and no more will be.
static inline void nofl_leave_hole(struct nofl_space *space, uintptr_t low,
                                   uintptr_t hp) {
  if (low == hp) return;
  size_t from = granule_of(space->base, low);
  granule_set_many(space->born, from, granule_of(space->base, hp));
  space->table[nofl_block_index(space, low)].young += (uint32_t)(hp - low);
}

// Objects were copied into [low, hp) of a block that was empty: they live.
static inline void nofl_settle(struct nofl_space *space, uintptr_t low,
                               uintptr_t hp) {
  if (low == hp) return;
  size_t from = granule_of(space->base, low);
  granule_set_many(space->live, from, granule_of(space->base, hp));
  space->table[nofl_block_index(space, low)].live += (uint32_t)(hp - low);
}

// Blocks

static inline int nofl_commit(struct nofl_space *space, uint32_t block) {
  if (block < space->committed) return 1;
  enum { AT_ONCE = GC_HUGE_PAGE / NOFL_BLOCK_SIZE };
  uint32_t end = (block / AT_ONCE + 1) * AT_ONCE;
  if (end > nofl_block_count(space)) end = nofl_block_count(space);
  if (!gc_platform_allow_access(
        nofl_block_address(space, space->committed),
        (size_t)(end - space->committed) << NOFL_BLOCK_SHIFT)) return 0;
  space->committed = end;
  return 1;
}

// The block is committed.
static inline void nofl_populate(struct nofl_space *space, uint32_t block) {
  if (block < space->populated) return;
  uint32_t count = block / 16, left = space->committed - block;
  if (count < 1) count = 1;
  if (count > NOFL_POPULATED_MOST) count = NOFL_POPULATED_MOST;
  if (count > left) count = left;
  gc_platform_populate(nofl_block_address(space, block),
                       (size_t)count << NOFL_BLOCK_SHIFT);
  space->populated = block + count;
}

static inline void nofl_use(struct nofl_space *space, uint32_t block) {
  struct nofl_block *b = &space->table[block];
  if (b->state == NOFL_EMPTY) space->in_use++;
  b->state = NOFL_USED;
}

// The next block with holes, or NOFL_NO_BLOCK.
static inline uint32_t nofl_take_partial(struct nofl_space *space) {
  while (space->cursor < space->committed) {
    uint32_t block = space->cursor++;
    if (space->table[block].state != NOFL_PARTIAL) continue;
    nofl_use(space, block);
    return block;
  }
  return NOFL_NO_BLOCK;
}

// If fewer than `limit` blocks are in use, an empty one, or NOFL_NO_BLOCK.
static inline uint32_t nofl_take_empty(struct nofl_space *space,
                                       uint32_t limit) {
  if (space->in_use >= limit) return NOFL_NO_BLOCK;
  while (space->empty_cursor < nofl_block_count(space)) {
    uint32_t block = space->empty_cursor++;
    if (space->table[block].state != NOFL_EMPTY) continue;
    if (!nofl_commit(space, block)) return NOFL_NO_BLOCK;
    nofl_populate(space, block);
    nofl_use(space, block);
    return block;
  }
  return NOFL_NO_BLOCK;
}

// Pinning
//
// A block with a pinned object is not vacated, so that whoever marks and moves
// need not ask.  Of such a block a collection drops the pins of what has died,
// before anything else can be born there.

// 0 if there is no memory for the bits.
static inline int nofl_pin(struct nofl_space *space, uintptr_t addr) {
  if (!space->pinned)
    space->pinned = gc_platform_map_table(space->reserved / GC_GRANULE / 8);
  if (!space->pinned) return 0;
  granule_set_bit(space->pinned, granule_of(space->base, addr));
  space->table[nofl_block_index(space, addr)].has_pinned = 1;
  return 1;
}

static inline void nofl_unpin_dead(struct nofl_space *space, uint32_t block) {
  struct nofl_block *b = &space->table[block];
  if (!b->has_pinned) return;
  b->has_pinned = 0;
  size_t end = ((size_t)block + 1) * NOFL_BLOCK_WORDS;
  for (size_t i = end - NOFL_BLOCK_WORDS; i < end; i++) {
    space->pinned[i] &= space->live[i];
    b->has_pinned |= space->pinned[i] != 0;
  }
}

// Collection

// Forgets what lived and what was born.
static inline void nofl_start_gc(struct nofl_space *space) {
  memset(space->live, 0,
         (size_t)space->committed * NOFL_BLOCK_WORDS * sizeof *space->live);
  for (uint32_t i = 0; i < space->committed; i++) {
    space->table[i].old = space->table[i].live;
    space->table[i].live = 0;
  }
  space->empty_cursor = 0;
}

// Forgets what was born: what lived, does.
static inline void nofl_start_minor_gc(struct nofl_space *space) {
  for (uint32_t i = 0; i < space->committed; i++)
    space->table[i].old = space->table[i].live;
  space->empty_cursor = 0;
}

static inline void nofl_forget_born(struct nofl_space *space,
                                    uint32_t block) {
  if (space->born == space->live || !space->table[block].young) return;
  memset(&space->born[(size_t)block * NOFL_BLOCK_WORDS], 0,
         NOFL_BLOCK_WORDS * sizeof *space->born);
}

// What lives of what was born since the last collection, in 1024ths, or `else_`
// if too little was.  Known exactly of the blocks that held nothing before
// (those that objects were moved to are among them), and of those that were
// vacated if what they held before still lives.  But empty blocks are filled last,
// shortly before the collection, when more lives than later.  So where all blocks
// together hold less than that and what they held before, that counts: a block is
// better vacated in vain than never.
struct nofl_counts { size_t young, old, live; };

static inline void nofl_count(struct nofl_counts *counts,
                              struct nofl_block *block) {
  counts->young += block->young;
  counts->old += block->old;
  counts->live += block->live;
}

static inline uint32_t nofl_counted_survival(struct nofl_counts counts) {
  size_t survived = counts.live > counts.old ? counts.live - counts.old : 0;
  return (uint32_t)(gc_min_size(survived, counts.young) * 1024 / counts.young);
}

static inline uint32_t nofl_survival(struct nofl_space *space,
                                     uint32_t else_) {
  struct nofl_counts all = {0, 0, 0}, known = {0, 0, 0};
  for (uint32_t i = 0; i < space->committed; i++) {
    struct nofl_block *b = &space->table[i];
    nofl_count(&all, b);
    if (!b->old || b->is_leaving) nofl_count(&known, b);
  }
  uint32_t survival = else_;
  if (known.young >= NOFL_BLOCK_SIZE) survival = nofl_counted_survival(known);
  if (all.young < NOFL_BLOCK_SIZE) return survival;
  uint32_t least = nofl_counted_survival(all);
  return least < survival ? least : survival;
}

// Nothing was born there though the mutator looked for a hole, and a minor
// collection frees none of what is old: it need not look again.  (In mt-gcbench it
// did so for two thirds of the time.)
static inline int nofl_has_no_use(struct nofl_block *block, int is_minor) {
  return is_minor && block->state == NOFL_USED && !block->young
    && !block->is_leaving;
}

// Sorts the blocks into empty and partial ones, and returns the live bytes.
static inline size_t nofl_finish_gc(struct nofl_space *space, int is_minor) {
  size_t live = 0;
  space->in_use = 0;
  for (uint32_t i = 0; i < space->committed; i++) {
    struct nofl_block *b = &space->table[i];
    if (b->state != NOFL_EMPTY) b->is_dirty = 1;
    nofl_forget_born(space, i);
    nofl_unpin_dead(space, i);
    if (!nofl_has_no_use(b, is_minor))
      b->state = b->live ? NOFL_PARTIAL : NOFL_EMPTY;
    b->young = 0;
    b->is_leaving = 0;
    space->in_use += b->live != 0;
    live += b->live;
  }
  space->cursor = space->empty_cursor = 0;
  return live;
}

// Memory of empty blocks goes back to the system, the last ones first, until
// no more than `keep` blocks of it remain.
static inline void nofl_discard_empty(struct nofl_space *space, uint32_t keep) {
  uint32_t dirty = 0;
  for (uint32_t i = 0; i < space->committed; i++) {
    struct nofl_block *b = &space->table[i];
    if (b->state != NOFL_EMPTY || !b->is_dirty || dirty++ < keep) continue;
    gc_platform_discard(nofl_block_address(space, i), NOFL_BLOCK_SIZE);
    b->is_dirty = 0;
  }
}

// Which blocks to vacate: those from which the fewest bytes would have to be
// moved, as many as these fit into `room` bytes, and never those that are
// nearly full.  What was born since the last collection is expected to live
// in the proportion in which it did then, of 1024.
static inline size_t nofl_expected_live(struct nofl_block *block,
                                        uint32_t survival) {
  return block->live + (size_t)((uint64_t)block->young * survival / 1024);
}

// In a minor collection nothing old can be moved: not all that refers to it is
// looked at.
static inline int nofl_may_leave(struct nofl_block *block, int is_minor) {
  return block->state != NOFL_EMPTY && !block->has_pinned
    && !(is_minor && block->live);
}

#define NOFL_BINS 64

static inline unsigned nofl_bin(size_t live) {
  return (unsigned)(live * (NOFL_BINS - 1) / NOFL_BLOCK_SIZE);
}

// Returns how many were chosen.  `fullest`: the last bin that is worth it.
static inline uint32_t nofl_choose_leaving(struct nofl_space *space,
                                           size_t room, uint32_t survival,
                                           unsigned fullest, int is_minor) {
  size_t bins[NOFL_BINS] = {0};
  for (uint32_t i = 0; i < space->committed; i++) {
    struct nofl_block *b = &space->table[i];
    if (!nofl_may_leave(b, is_minor)) continue;
    size_t live = nofl_expected_live(b, survival);
    bins[nofl_bin(live)] += live;
  }
  unsigned end = 0;
  for (; end <= fullest && bins[end] <= room; end++) room -= bins[end];
  // The last bin that is looked at may fit in part only.
  size_t left = end <= fullest ? room : 0;
  uint32_t chosen = 0;
  for (uint32_t i = 0; i < space->committed; i++) {
    struct nofl_block *b = &space->table[i];
    if (!nofl_may_leave(b, is_minor)) continue;
    size_t live = nofl_expected_live(b, survival);
    b->is_leaving = nofl_bin(live) < end;
    if (nofl_bin(live) == end && live <= left) {
      b->is_leaving = 1;
      left -= live;
    }
    chosen += b->is_leaving;
  }
  return chosen;
}

// Bits of `live` there are for `covered` bytes, of which the blocks are the first.
static inline int nofl_init(struct nofl_space *space, uintptr_t base,
                            size_t reserved, size_t covered) {
  memset(space, 0, sizeof *space);
  space->base = base;
  space->reserved = gc_round_down(reserved, NOFL_BLOCK_SIZE);
  size_t blocks = nofl_block_count(space);
  space->live = gc_platform_map_table(covered / GC_GRANULE / 8 + 8);
  space->born = !GC_GENERATIONAL ? space->live
    : gc_platform_map_table(space->reserved / GC_GRANULE / 8);
  space->table = gc_platform_map_table(blocks * sizeof *space->table);
  return space->live && space->born && space->table;
}

#endif // NOFL_SPACE_H
