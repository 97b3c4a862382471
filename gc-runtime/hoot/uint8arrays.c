// Bytes that streams carry, as JavaScript has them: what lies outside of an array reads as 0 and is not written.
//
//   uint8array   an array of words: how many bytes, then these
#include "uint8arrays.h"

#include "alloc.h"
#include "cast.h"

#include "hoot.h"

// In entry.c.
extern const u32 hoot_uint8array_type;

#define MOST_BYTES ((u32)1 << 31)

static u64 *uint8array_words(ref array) {
  return wr_array_items(wr_as_any(array, hoot_uint8array_type, 0));
}

struct hoot_bytes hoot_bytes_of(ref array) {
  u64 *words = uint8array_words(array);
  return (struct hoot_bytes){(u8 *)(words + 1), (u32)words[0]};
}

ref hoot_make_uint8array(ref *sp, u32 length) {
  if (wr_unlikely(length >= MOST_BYTES)) wr_trap(WR_TRAP_HEAP);
  ref array = wr_array_new_default(sp, hoot_uint8array_type, 1 + (length + 7) / 8, 3);
  *(u64 *)wr_array_items(array) = length;
  return array;
}

u32 hoot_uint8array_length(ref array) {
  return hoot_bytes_of(array).length;
}

u32 hoot_uint8array_ref(ref array, u32 i) {
  struct hoot_bytes bytes = hoot_bytes_of(array);
  return i < bytes.length ? bytes.at[i] : 0;
}

void hoot_uint8array_set(ref array, u32 i, u32 byte) {
  struct hoot_bytes bytes = hoot_bytes_of(array);
  if (i < bytes.length) bytes.at[i] = (u8)byte;
}
