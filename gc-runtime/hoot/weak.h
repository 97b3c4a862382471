// Weak maps and weak references. What is neither where one is expected traps as a failed cast.
#ifndef HOOT_WEAK_H
#define HOOT_WEAK_H

#include "ref.h"

// In entry.c, with the program's types: arrays of references, and WR_KIND_EPHEMERON.
extern const u32 hoot_weak_map_type, hoot_ephemeron_type;

ref hoot_make_weak_map(ref *sp);
ref hoot_weak_map_get(ref map, ref key, ref otherwise);
void hoot_weak_map_set(ref *sp, ref map, ref key, ref value);
u32 hoot_weak_map_delete(ref map, ref key);  // whether it was there
ref hoot_make_weak_ref(ref *sp, ref target);
ref hoot_weak_ref_deref(ref weak, ref otherwise);

#endif
