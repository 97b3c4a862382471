// Strings of the module, seen from the host.
#ifndef HOOT_STRINGS_H
#define HOOT_STRINGS_H

#include "alloc.h"
#include "ref.h"

// The type word of the module's strings, from its entry.c.
extern const u32 hoot_string_type;

// Points into the heap: valid until the next allocation.
struct hoot_string {
  const u8 *bytes;
  u32 length;
};

// Traps if it is no string.
struct hoot_string hoot_string_of(ref string);

// A string of `length` bytes, not initialised.
ref hoot_string_allocate(ref *sp, u32 length);
ref hoot_string_from(ref *sp, const char *text);

WR_INLINE u8 *hoot_string_place(ref string) { return wr_array_items(string); }

#endif
