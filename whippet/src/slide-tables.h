// What sliding (slide.h) knows of the small objects that live, and of where they go.
#ifndef SLIDE_TABLES_H
#define SLIDE_TABLES_H

#include <stdlib.h>
#include <string.h>

#include "gc-allocate.h"
#include "gc-platform.h"
#include "granule-bits.h"
#include "mark-stack.h"
#include "ref-vector.h"

#define SLIDE_LINE ((size_t)64 * GC_GRANULE)

struct slide {
  uintptr_t base;            // small objects lie here, and this far
  size_t size;
  uint64_t *live;            // a bit for each granule
  uintptr_t *lines;          // see slide_forward
  size_t bits_size, lines_size;
  struct mark_stack marks;
  struct mark_cursor cursor;
  struct ref_vector roots;   // addresses of slots
  struct ref_vector outside;
  uintptr_t to, to_end;      // where the next object goes
};

static void slide_close(struct slide *slide) {
  if (slide->live) gc_platform_unmap_table(slide->live, slide->bits_size);
  if (slide->lines) gc_platform_unmap_table(slide->lines, slide->lines_size);
  slide->live = NULL;
  slide->lines = NULL;
}

// Their memory is taken where it is used, and kept.  0 if there is none.
static int slide_open(struct slide *slide, uintptr_t base, size_t size) {
  if (slide->live) return 1;
  slide->base = base;
  slide->size = size;
  slide->bits_size = gc_round_up(size / GC_GRANULE / 8 + 8, GC_COMMIT_UNIT);
  slide->lines_size = gc_round_up((size / SLIDE_LINE + 1) * sizeof *slide->lines,
                                  GC_COMMIT_UNIT);
  slide->live = gc_platform_map_table(slide->bits_size);
  slide->lines = gc_platform_map_table(slide->lines_size);
  if (slide->live && slide->lines
      && mark_stack_init(&slide->marks, size / GC_GRANULE)) return 1;
  slide_close(slide);
  return 0;
}

static inline size_t slide_granule(struct slide *slide, uintptr_t addr) {
  return granule_of(slide->base, addr);
}

static inline int slide_is_small(struct slide *slide, struct gc_ref ref) {
  return !gc_ref_is_immediate(ref)
    && gc_ref_value(ref) - slide->base < slide->size;
}

static inline int slide_is_marked(struct slide *slide, uintptr_t addr) {
  return granule_bit(slide->live, slide_granule(slide, addr));
}

#endif // SLIDE_TABLES_H
