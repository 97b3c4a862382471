// References that the host keeps outside of the heap, by numbers: in a table of reflect.wat's, which is a root.
#ifndef HOOT_HELD_H
#define HOOT_HELD_H

#include "reflect.h"

// Whether the program has that table.
WR_INLINE bool hoot_can_hold(void) { return hoot_reflect_hold != NULL; }

u32 hoot_hold(ref *sp, ref value);
ref hoot_held(ref *sp, u32 number);
ref hoot_release(ref *sp, u32 number);  // what was held; the number will be another's

// realloc for `count` things of `size` bytes that ends the program if there is no memory.
void *hoot_grown(void *array, size_t count, size_t size);

#endif
