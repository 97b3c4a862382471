// Objects over the large threshold: page-aligned, never moved.
//
// The space is a range of 4 KiB pages, divided into runs.  A run is either
// free or holds one object.  `pages[i]` describes the run that begins at page
// i; the last page of a run repeats its length and whether it is free, so that
// a freed run can find both neighbours in constant time.  Entries inside a run
// are LOS_INSIDE.  Page 0 is never used: index 0 ends a list.
//
//   state       on list    meaning
//   FREE        a bin      no object; `dirty` if it may hold nonzero bytes
//   white       condemned  (during a collection) not yet reached
//   black       grey       reached, edges not yet visited
//   black       live       reached, or allocated since the last collection
//
// The two colours swap at the start of each collection, so nothing is ever
// repainted; what remains on the condemned list at the end is garbage, and the
// cost of a collection is that of its survivors and its dead, not of the range.
//
// Free runs sit in bins by length: exact up to 63 pages, then four bins per
// power of two.  Allocation takes the first run of the first bin that cannot
// be too short, then looks through the one bin that can, then takes new pages.
// Dirty runs have bins of their own, which come first: their pages are there,
// while each of a clean run's costs a fault.
#ifndef LARGE_OBJECT_SPACE_H
#define LARGE_OBJECT_SPACE_H

#include <stdint.h>
#include <string.h>

#include "gc-assert.h"
#include "gc-config.h"
#include "gc-platform.h"
#include "gc-ref.h"

#define LOS_PAGE_SHIFT 12
#define LOS_PAGE_SIZE ((size_t)1 << LOS_PAGE_SHIFT)
#define LOS_BIN_WORDS 3
#define LOS_BINS (LOS_BIN_WORDS * 64)
#define LOS_MAX_PAGES ((size_t)1 << 31)

enum los_state { LOS_INSIDE, LOS_FREE, LOS_COLOUR_A, LOS_COLOUR_B };
enum los_list { LOS_LIVE, LOS_CONDEMNED, LOS_GREY, LOS_LISTS };

struct los_page {
  uint32_t length;  // of the run, in pages
  uint32_t next, prev;
  uint8_t state;
  uint8_t dirty;
  uint8_t pointerless;
};

_Static_assert(sizeof(struct los_page) == 16, "0.4 % of the range");

struct los_bins {
  uint32_t first[LOS_BINS];
  uint64_t map[LOS_BIN_WORDS];  // which of them are not empty
};

struct large_object_space {
  uintptr_t base;
  size_t reserved;   // bytes
  size_t committed;  // bytes from base that are accessible
  uint32_t top;      // first page that was never part of a run
  uint8_t black;
  size_t live_pages;
  size_t dirty_free_pages;
  size_t taken_pages;   // by what was allocated since the last collection
  size_t wanted_pages;  // of late from one collection to the next
  uint64_t allocated_bytes;
  struct los_page *pages;
  uint32_t lists[LOS_LISTS];
  struct los_bins bins[2];  // of clean runs, of dirty ones
};

static inline size_t los_live_bytes(struct large_object_space *los) {
  return los->live_pages << LOS_PAGE_SHIFT;
}

static inline int los_contains(struct large_object_space *los,
                               uintptr_t addr) {
  return addr - los->base < los->reserved;
}

static inline uintptr_t los_page_address(struct large_object_space *los,
                                         uint32_t page) {
  return los->base + ((uintptr_t)page << LOS_PAGE_SHIFT);
}

static inline uint32_t los_page_index(struct large_object_space *los,
                                      uintptr_t addr) {
  return (uint32_t)((addr - los->base) >> LOS_PAGE_SHIFT);
}

// Lists

static inline void los_list_push(struct large_object_space *los,
                                 uint32_t *head, uint32_t page) {
  struct los_page *p = &los->pages[page];
  p->prev = 0;
  p->next = *head;
  if (*head) los->pages[*head].prev = page;
  *head = page;
}

static inline void los_list_remove(struct large_object_space *los,
                                   uint32_t *head, uint32_t page) {
  struct los_page *p = &los->pages[page];
  if (p->prev) los->pages[p->prev].next = p->next;
  else *head = p->next;
  if (p->next) los->pages[p->next].prev = p->prev;
}

// Bins

static inline unsigned los_bin(uint32_t length) {
  if (length < 64) return length;
  unsigned log = 31u - (unsigned)__builtin_clz(length);
  return 64 + (log - 6) * 4 + ((length >> (log - 2)) & 3);
}

// Every run of this bin and of those above is long enough.
static inline unsigned los_sufficient_bin(uint32_t length) {
  if (length < 64) return length;
  unsigned log = 31u - (unsigned)__builtin_clz(length);
  uint32_t low_bits = ((uint32_t)1 << (log - 2)) - 1;
  return los_bin(length) + ((length & low_bits) != 0);
}

static inline unsigned los_first_bin_from(const struct los_bins *bins,
                                          unsigned bin) {
  for (unsigned i = bin / 64; i < LOS_BIN_WORDS; i++) {
    uint64_t word = bins->map[i];
    if (i == bin / 64) word &= ~(uint64_t)0 << (bin % 64);
    if (word) return i * 64 + (unsigned)__builtin_ctzll(word);
  }
  return LOS_BINS;
}

// Runs

static inline void los_set_run(struct large_object_space *los, uint32_t page,
                               uint32_t length, uint8_t state) {
  struct los_page *last = &los->pages[page + length - 1];
  last->length = length;
  last->state = state == LOS_FREE ? LOS_FREE : LOS_INSIDE;
  los->pages[page].length = length;
  los->pages[page].state = state;
}

static inline void los_bin_insert(struct large_object_space *los,
                                  uint32_t page, uint32_t length, int dirty) {
  unsigned bin = los_bin(length);
  struct los_bins *bins = &los->bins[dirty];
  los_set_run(los, page, length, LOS_FREE);
  los->pages[page].dirty = (uint8_t)dirty;
  if (dirty) los->dirty_free_pages += length;
  los_list_push(los, &bins->first[bin], page);
  bins->map[bin / 64] |= (uint64_t)1 << (bin % 64);
}

// The run's two boundary entries become LOS_INSIDE: it is about to be
// swallowed by, or to become, another run.
static inline void los_bin_remove(struct large_object_space *los,
                                  uint32_t page) {
  uint32_t length = los->pages[page].length;
  unsigned bin = los_bin(length);
  struct los_bins *bins = &los->bins[los->pages[page].dirty];
  los_list_remove(los, &bins->first[bin], page);
  if (!bins->first[bin]) bins->map[bin / 64] &= ~((uint64_t)1 << (bin % 64));
  if (los->pages[page].dirty) los->dirty_free_pages -= length;
  los->pages[page].state = LOS_INSIDE;
  los->pages[page + length - 1].state = LOS_INSIDE;
}

static inline uint32_t los_find_in_bins(struct large_object_space *los,
                                        const struct los_bins *bins,
                                        uint32_t length) {
  unsigned bin = los_first_bin_from(bins, los_sufficient_bin(length));
  if (bin < LOS_BINS) return bins->first[bin];
  uint32_t page = bins->first[los_bin(length)];
  while (page && los->pages[page].length < length)
    page = los->pages[page].next;
  return page;
}

static inline uint32_t los_find_free_run(struct large_object_space *los,
                                         uint32_t length) {
  uint32_t page = los_find_in_bins(los, &los->bins[1], length);
  return page ? page : los_find_in_bins(los, &los->bins[0], length);
}

// Returns the first of `length` pages; the remainder goes back to a bin.
static inline uint32_t los_take_free_run(struct large_object_space *los,
                                         uint32_t page, uint32_t length) {
  uint32_t rest = los->pages[page].length - length;
  int dirty = los->pages[page].dirty;
  los_bin_remove(los, page);
  if (rest) los_bin_insert(los, page + length, rest, dirty);
  los->pages[page].dirty = (uint8_t)dirty;
  return page;
}

static inline int los_commit(struct large_object_space *los, size_t size) {
  if (size <= los->committed) return 1;
  size_t wanted = gc_min_size(gc_round_up(size, GC_HUGE_PAGE), los->reserved);
  if (!gc_platform_allow_access(los->base + los->committed,
                                wanted - los->committed)) return 0;
  los->committed = wanted;
  return 1;
}

// 0 if the range or the memory is exhausted.
static inline uint32_t los_take_new_pages(struct large_object_space *los,
                                          uint32_t length) {
  uint32_t page = los->top;
  size_t end = ((size_t)page + length) << LOS_PAGE_SHIFT;
  if (end > los->reserved || !los_commit(los, end)) return 0;
  los->top = page + length;
  los->pages[page].dirty = 0;
  return page;
}

static inline void los_free_run(struct large_object_space *los,
                                uint32_t page) {
  uint32_t length = los->pages[page].length;
  int dirty = 1;
  los->live_pages -= length;
  los->pages[page].state = LOS_INSIDE;
  uint32_t after = page + length;
  if (after < los->top && los->pages[after].state == LOS_FREE) {
    length += los->pages[after].length;
    los_bin_remove(los, after);
  }
  if (page > 1 && los->pages[page - 1].state == LOS_FREE) {
    uint32_t before = page - los->pages[page - 1].length;
    length += los->pages[before].length;
    los_bin_remove(los, before);
    page = before;
  }
  los_bin_insert(los, page, length, dirty);
}

// Gives memory of free runs back to the system, whole runs, the longest first, but
// leaves `keep` bytes of it, or as much as was taken between collections of late:
// a program that makes large objects all the time would only get it back a page
// fault at a time (of 0.70 s, 0.25 in one that multiplies long numbers).  They are
// not all alike, least of all minor ones and major ones.
static inline void los_discard_free_runs(struct large_object_space *los,
                                         size_t keep) {
  los->wanted_pages = gc_max_size(los->taken_pages,
                                  los->wanted_pages - los->wanted_pages / 8);
  los->taken_pages = 0;
  size_t most = gc_max_size(keep >> LOS_PAGE_SHIFT, los->wanted_pages);
  for (unsigned bin = LOS_BINS; bin-- > 0;) {
    uint32_t next;
    for (uint32_t page = los->bins[1].first[bin]; page; page = next) {
      uint32_t length = los->pages[page].length;
      next = los->pages[page].next;
      if (most + length > los->dirty_free_pages) continue;
      gc_platform_discard(los_page_address(los, page),
                          (size_t)length << LOS_PAGE_SHIFT);
      los_bin_remove(los, page);
      los_bin_insert(los, page, length, 0);
    }
  }
}

// Where the run of an inside page begins, for references to its middle.  What is
// left there of runs that are no more is told by the length of what begins there.
static inline void los_note_inside(struct large_object_space *los,
                                   uint32_t page, uint32_t length) {
  for (uint32_t i = 1; i < length; i++) los->pages[page + i].prev = page;
}

// The interface

// Bytes of heap that an object of this size occupies; 0 if it cannot exist.
static inline size_t los_footprint(struct large_object_space *los,
                                   size_t size) {
  if (size > los->reserved - LOS_PAGE_SIZE) return 0;
  return gc_round_up(size, LOS_PAGE_SIZE);
}

static inline int los_init(struct large_object_space *los, uintptr_t base,
                           size_t reserved) {
  memset(los, 0, sizeof *los);
  reserved = gc_min_size(reserved, LOS_MAX_PAGES << LOS_PAGE_SHIFT);
  los->base = base;
  los->reserved = reserved;
  los->top = 1;
  los->black = LOS_COLOUR_A;
  los->pages = gc_platform_map_table((reserved >> LOS_PAGE_SHIFT)
                                     * sizeof(struct los_page));
  return los->pages != NULL;
}

// 0 if there is no room.  The memory is zero if zeroed is set.
static inline uintptr_t los_allocate(struct large_object_space *los,
                                     size_t footprint, int zeroed,
                                     int pointerless) {
  uint32_t length = (uint32_t)(footprint >> LOS_PAGE_SHIFT);
  uint32_t page = los_find_free_run(los, length);
  page = page ? los_take_free_run(los, page, length)
    : los_take_new_pages(los, length);
  if (!page) return 0;
  struct los_page *p = &los->pages[page];
  los_set_run(los, page, length, los->black);
  p->pointerless = (uint8_t)pointerless;
  if (GC_CONSERVATIVE_ROOTS) los_note_inside(los, page, length);
  los_list_push(los, &los->lists[LOS_LIVE], page);
  los->live_pages += length;
  los->taken_pages += length;
  los->allocated_bytes += footprint;
  uintptr_t addr = los_page_address(los, page);
  if (zeroed && p->dirty) memset((void *)addr, 0, footprint);
  return addr;
}

static inline void los_start_gc(struct large_object_space *los) {
  los->black = los->black == LOS_COLOUR_A ? LOS_COLOUR_B : LOS_COLOUR_A;
  los->lists[LOS_CONDEMNED] = los->lists[LOS_LIVE];
  los->lists[LOS_LIVE] = 0;
}

// Only the first `fresh` objects of the list may die.
static inline void los_start_minor_gc(struct large_object_space *los,
                                      size_t fresh) {
  uint8_t white = los->black == LOS_COLOUR_A ? LOS_COLOUR_B : LOS_COLOUR_A;
  for (; fresh; fresh--) {
    uint32_t page = los->lists[LOS_LIVE];
    los_list_remove(los, &los->lists[LOS_LIVE], page);
    los->pages[page].state = white;
    los_list_push(los, &los->lists[LOS_CONDEMNED], page);
  }
}

static inline void los_mark(struct large_object_space *los,
                            struct gc_ref ref) {
  uint32_t page = los_page_index(los, gc_ref_value(ref));
  struct los_page *p = &los->pages[page];
  if (p->state == los->black) return;
  GC_ASSERT(p->state == LOS_COLOUR_A || p->state == LOS_COLOUR_B);
  GC_ASSERT(los_page_address(los, page) == gc_ref_value(ref));
  los_list_remove(los, &los->lists[LOS_CONDEMNED], page);
  p->state = los->black;
  los_list_push(los, &los->lists[p->pointerless ? LOS_LIVE : LOS_GREY], page);
}

static inline int los_is_marked(struct large_object_space *los,
                                struct gc_ref ref) {
  return los->pages[los_page_index(los, gc_ref_value(ref))].state == los->black;
}

// The next object whose edges must be visited, or null.
static inline struct gc_ref los_pop_grey(struct large_object_space *los) {
  uint32_t page = los->lists[LOS_GREY];
  if (!page) return gc_ref_null();
  los_list_remove(los, &los->lists[LOS_GREY], page);
  los_list_push(los, &los->lists[LOS_LIVE], page);
  return gc_ref(los_page_address(los, page));
}

static inline void los_finish_gc(struct large_object_space *los) {
  uint32_t page = los->lists[LOS_CONDEMNED];
  los->lists[LOS_CONDEMNED] = 0;
  while (page) {
    uint32_t next = los->pages[page].next;
    los_free_run(los, page);
    page = next;
  }
}

// While others may be claiming it.
static inline uint8_t los_state(struct los_page *page) {
  return GC_PARALLEL ? __atomic_load_n(&page->state, __ATOMIC_RELAXED)
    : page->state;
}

static inline int los_is_object(struct los_page *page) {
  uint8_t state = los_state(page);
  return state == LOS_COLOUR_A || state == LOS_COLOUR_B;
}

// The object at an address in the space, or if `interior` around it; 0 if there
// is none.
static inline uintptr_t los_find_object(struct large_object_space *los,
                                        uintptr_t addr, int interior) {
  uint32_t page = los_page_index(los, addr);
  if (page >= los->top) return 0;
  uint32_t first = page;
  if (los_state(&los->pages[page]) == LOS_INSIDE)
    first = los->pages[page].prev;
  struct los_page *p = &los->pages[first];
  if (!los_is_object(p) || page - first >= p->length) return 0;
  uintptr_t object = los_page_address(los, first);
  return interior || object == addr ? object : 0;
}

// Without the grey list, for collectors that keep what is to be visited elsewhere:
// los_claim in place of los_mark, by several threads if `shared`.  Nonzero for the
// one that has reached the object first, if it has edges.
static inline int los_claim(struct large_object_space *los, struct gc_ref ref,
                            int shared) {
  struct los_page *p = &los->pages[los_page_index(los, gc_ref_value(ref))];
  uint8_t state = __atomic_load_n(&p->state, __ATOMIC_RELAXED);
  if (state == los->black) return 0;
  GC_ASSERT(state == LOS_COLOUR_A || state == LOS_COLOUR_B);
  if (!shared) p->state = los->black;
  else if (!__atomic_compare_exchange_n(&p->state, &state, los->black, 0,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    return 0;
  return !p->pointerless;
}

// Before los_finish_gc: the claimed are on the condemned list still.
static inline void los_keep_claimed(struct large_object_space *los) {
  for (uint32_t page = los->lists[LOS_CONDEMNED]; page;) {
    uint32_t next = los->pages[page].next;
    if (los->pages[page].state == los->black) {
      los_list_remove(los, &los->lists[LOS_CONDEMNED], page);
      los_list_push(los, &los->lists[LOS_LIVE], page);
    }
    page = next;
  }
}

// For the verifier; outside of a collection.
static inline int los_is_live_object(struct large_object_space *los,
                                     uintptr_t addr) {
  uint32_t page = los_page_index(los, addr);
  return page < los->top && los_page_address(los, page) == addr
    && los->pages[page].state == los->black;
}

#endif // LARGE_OBJECT_SPACE_H
