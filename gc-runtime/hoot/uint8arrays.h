// Arrays of bytes.
#ifndef HOOT_UINT8ARRAYS_H
#define HOOT_UINT8ARRAYS_H

#include "ref.h"

// Points into the heap: valid until the next allocation.
struct hoot_bytes {
  u8 *at;
  u32 length;
};

// Traps if it is none.
struct hoot_bytes hoot_bytes_of(ref array);

#endif
