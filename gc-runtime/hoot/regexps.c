// Regular expressions in JavaScript's syntax (regexp-program.h), as objects of the heap:
//
//   regexp     an array of words: the program, two of its words in each
//   match      an array of references: the string, the captures
//   captures   an array of words, one for each pair: where it begins in the low half, where it ends in the high one, in bytes
//
// Positions that a program sees are counted in characters, not in UTF-16's units as JavaScript's are: they are indices of
// Scheme's strings.
#include <stdlib.h>

#include "alloc.h"
#include "cast.h"
#include "held.h"
#include "host.h"
#include "regexp-program.h"
#include "strings.h"

#include "hoot.h"

// In entry.c.
extern const u32 hoot_regexp_type, hoot_match_type, hoot_captures_type;

enum { MATCH_STRING, MATCH_CAPTURES, MATCH_SLOTS };

static struct regexp_text regexp_text_of(ref string) {
  struct hoot_string text = hoot_string_of(string);
  return (struct regexp_text){text.bytes, text.length};
}

// JavaScript throws what Scheme cannot catch.
ref hoot_make_regexp(ref *sp, ref pattern, ref flags) {
  struct regexp_made made = regexp_compile(regexp_text_of(pattern), regexp_text_of(flags));
  if (made.error) wr_die("%.*s", (int)made.error_length, made.error);
  if (!made.program) wr_trap(WR_TRAP_HEAP);
  ref regexp = wr_array_new(sp, hoot_regexp_type, made.count / 2 + 1, 3);
  memcpy(wr_array_items(regexp), made.program, sizeof(u32) * made.count);
  regexp_made_free(&made);
  return regexp;
}

// Null if there is no match.
ref hoot_regexp_exec(ref *sp, ref regexp, ref string) {
  const u32 *program = wr_array_items(wr_as_any(regexp, hoot_regexp_type, 0));
  u32 count = regexp_capture_count(program);
  u32 *pairs = hoot_grown(NULL, 2 * (size_t)count, sizeof *pairs);
  enum regexp_outcome outcome = regexp_exec(program, regexp_text_of(string), 0, pairs);
  if (outcome != REGEXP_MATCH) {
    free(pairs);
    if (outcome == REGEXP_NO_MEMORY) wr_trap(WR_TRAP_HEAP);
    return 0;
  }
  sp[0] = string;
  sp[1] = wr_array_new(sp + 1, hoot_captures_type, count, 3);
  memcpy(wr_array_items(sp[1]), pairs, 2 * sizeof(u32) * count);
  free(pairs);
  ref match = wr_array_new(sp + 2, hoot_match_type, MATCH_SLOTS, WR_SLOT_SHIFT);
  slot *items = wr_array_items(match);
  items[MATCH_STRING] = ref_slot(sp[0]);
  items[MATCH_CAPTURES] = ref_slot(sp[1]);
  return match;
}

static ref match_item(ref match, u32 i) {
  return slot_ref(((slot *)wr_array_items(wr_as_any(match, hoot_match_type, 0)))[i]);
}

static u32 capture_bound(ref match, u32 i) {
  return ((const u32 *)wr_array_items(match_item(match, MATCH_CAPTURES)))[i];
}

static u32 characters_before(ref match, u32 offset) {
  struct hoot_string string = hoot_string_of(match_item(match, MATCH_STRING));
  u32 count = 0;
  for (u32 i = 0; i < offset; i++) count += (string.bytes[i] & 0xc0) != 0x80;
  return count;
}

ref hoot_regexp_match_string(ref match) { return match_item(match, MATCH_STRING); }
u32 hoot_regexp_match_start(ref match) { return characters_before(match, capture_bound(match, 0)); }
u32 hoot_regexp_match_end(ref match) { return characters_before(match, capture_bound(match, 1)); }
u32 hoot_regexp_match_count(ref match) { return wr_array_length(match_item(match, MATCH_CAPTURES)); }

// Null for a group that took no part, and for one that there is not.
ref hoot_regexp_match_substring(ref *sp, ref match, u32 group) {
  if (group >= hoot_regexp_match_count(match)) return 0;
  u32 start = capture_bound(match, 2 * group), end = capture_bound(match, 2 * group + 1);
  if (start == REGEXP_UNMATCHED) return 0;
  sp[0] = match;
  ref text = hoot_string_allocate(sp + 1, end - start);
  memcpy(hoot_string_place(text), hoot_string_of(match_item(sp[0], MATCH_STRING)).bytes + start, end - start);
  return text;
}
