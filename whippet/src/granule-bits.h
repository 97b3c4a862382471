// Bitmaps of a space, with a bit for each granule.
#ifndef GRANULE_BITS_H
#define GRANULE_BITS_H

#include <stddef.h>
#include <stdint.h>

#include "gc-config.h"
#include "gc-inline.h"

static inline GC_ALWAYS_INLINE size_t
granule_of(uintptr_t base, uintptr_t addr) {
  return (addr - base) / GC_GRANULE;
}

static inline GC_ALWAYS_INLINE int
granule_bit(const uint64_t *live, size_t granule) {
  return live[granule / 64] >> (granule % 64) & 1;
}

// Nonzero if it was set before.
static inline GC_ALWAYS_INLINE int
granule_set_bit(uint64_t *live, size_t granule) {
  uint64_t *word = &live[granule / 64];
  uint64_t bit = (uint64_t)1 << (granule % 64);
  if (*word & bit) return 1;
  *word |= bit;
  return 0;
}

static inline void granule_clear_bit(uint64_t *live, size_t granule) {
  live[granule / 64] &= ~((uint64_t)1 << (granule % 64));
}

static GC_NEVER_INLINE void granule_set_many(uint64_t *live, size_t granule,
                                          size_t end) {
  for (; granule % 64 && granule < end; granule++)
    live[granule / 64] |= (uint64_t)1 << (granule % 64);
  for (; granule + 64 <= end; granule += 64) live[granule / 64] = ~(uint64_t)0;
  if (granule < end)
    live[granule / 64] |= ((uint64_t)1 << (end - granule)) - 1;
}

static inline void granule_clear_many(uint64_t *live, size_t granule,
                                   size_t end) {
  for (; granule % 64 && granule < end; granule++)
    granule_clear_bit(live, granule);
  for (; granule + 64 <= end; granule += 64) live[granule / 64] = 0;
  for (; granule < end; granule++) granule_clear_bit(live, granule);
}

// Few objects cross a word of bits, and few are longer than one.
static inline GC_ALWAYS_INLINE void
granule_set_bits(uint64_t *live, size_t granule, size_t count) {
  size_t first = granule % 64;
  if (GC_LIKELY(first + count < 64))
    live[granule / 64] |= (((uint64_t)1 << count) - 1) << first;
  else granule_set_many(live, granule, granule + count);
}

// The first granule from here on whose bit is `set`, or else `end`, which is
// a multiple of 64.
static inline size_t granule_find_bit(const uint64_t *live, size_t granule,
                                   size_t end, int set) {
  uint64_t flip = set ? 0 : ~(uint64_t)0;
  uint64_t mask = ~(uint64_t)0 << (granule % 64);
  for (size_t i = granule / 64; i < end / 64; i++, mask = ~(uint64_t)0) {
    uint64_t found = (live[i] ^ flip) & mask;
    if (found) return i * 64 + (size_t)__builtin_ctzll(found);
  }
  return end;
}

#endif // GRANULE_BITS_H
