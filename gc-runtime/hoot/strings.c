#include "strings.h"

#include "cast.h"
#include "hoot.h"

static ref checked(ref string) {
  if (wr_unlikely(!wr_is_object(string) || wr_type_of(string) != hoot_string_type)) wr_trap(WR_TRAP_CAST);
  return string;
}

ref hoot_wtf8_to_string(ref bytes) {
  if (wr_unlikely(!bytes)) wr_trap(WR_TRAP_NULL);
  return bytes;
}

ref hoot_string_to_wtf8(ref string) {
  return checked(string);
}

struct hoot_string hoot_string_of(ref string) {
  checked(string);
  return (struct hoot_string){wr_array_items(string), wr_array_length(string)};
}

ref hoot_string_allocate(ref *sp, u32 length) {
  return wr_array_new(sp, hoot_string_type, length, 0);
}

ref hoot_string_from(ref *sp, const char *text) {
  size_t length = strlen(text);
  ref string = hoot_string_allocate(sp, (u32)length);
  memcpy(hoot_string_place(string), text, length);
  return string;
}
