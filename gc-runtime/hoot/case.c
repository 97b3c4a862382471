// string-upcase and string-downcase, by Unicode's full mappings for no locale: what JavaScript's toUpperCase
// and toLowerCase give.
#include "strings.h"

#include "hoot.h"

struct case_run { u32 first, last, step; i32 delta; };
struct case_expansion { u32 from, count, to[3]; };

#include "hoot/case_mappings.inc"

struct case_tables {
  const struct case_run *runs;
  u32 run_count;
  const struct case_expansion *expansions;
  u32 expansion_count;
};

#define CASE_COUNT(TABLE) (sizeof(TABLE) / sizeof *(TABLE))
#define CASE_TABLES(NAME) \
  {NAME##_runs, CASE_COUNT(NAME##_runs), NAME##_expansions, CASE_COUNT(NAME##_expansions)}
static const struct case_tables to_upper = CASE_TABLES(upper), to_lower = CASE_TABLES(lower);

static const struct case_run *run_of(const struct case_tables *tables, u32 c) {
  u32 low = 0, high = tables->run_count;
  while (low < high) {
    u32 middle = low + (high - low) / 2;
    if (tables->runs[middle].last < c) low = middle + 1;
    else high = middle;
  }
  const struct case_run *run = &tables->runs[low];
  bool found = low < tables->run_count && c >= run->first && (c - run->first) % run->step == 0;
  return found ? run : NULL;
}

// Writes what `c` becomes; returns how many characters that is.
static u32 map_character(const struct case_tables *tables, u32 c, u32 *to) {
  const struct case_run *run = run_of(tables, c);
  if (run) {
    to[0] = c + (u32)run->delta;
    return 1;
  }
  if (c >= 0x80) {
    for (u32 i = 0; i < tables->expansion_count; i++) {
      const struct case_expansion *expansion = &tables->expansions[i];
      if (expansion->from != c) continue;
      memcpy(to, expansion->to, sizeof expansion->to);
      return expansion->count;
    }
  }
  to[0] = c;
  return 1;
}

// --- WTF-8, which the module made: taken to be well formed, and never read beyond its end if it is not

static u32 next_character(struct hoot_string string, u32 *at) {
  u32 lead = string.bytes[(*at)++];
  u32 more = lead < 0xc0 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  u32 c = more ? lead & (0x3fu >> more) : lead;
  for (; more && *at < string.length; more--) c = c << 6 | (string.bytes[(*at)++] & 0x3f);
  return c;
}

static u32 put_character(u32 c, u8 *to) {
  if (c < 0x80) {
    to[0] = (u8)c;
    return 1;
  }
  u32 more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  for (u32 i = more; i > 0; i--, c >>= 6) to[i] = (u8)(0x80 | (c & 0x3f));
  to[0] = (u8)((0xff00u >> (more + 1)) | c);
  return more + 1;
}

// --- Greek has a small sigma of its own for the ends of words: after a letter, and before none

static bool is_cased(u32 c) {
  return run_of(&to_upper, c) || run_of(&to_lower, c);
}

// Marks and apostrophes, which do not end a word.
static bool is_ignored(u32 c) {
  return c - 0x300 < 0x70 || c == '\'' || c == '.' || c == ':' || c == 0xad || c == 0xb7 || c == 0x2019;
}

static bool letter_follows(struct hoot_string string, u32 at) {
  while (at < string.length) {
    u32 c = next_character(string, &at);
    if (!is_ignored(c)) return is_cased(c);
  }
  return false;
}

// Writes the mapped string, or nothing if `to` is NULL; returns its length.
static u64 map_string(const struct case_tables *tables, struct hoot_string string, u8 *to) {
  u64 length = 0;
  bool after_letter = false;
  for (u32 at = 0; at < string.length;) {
    u32 mapped[3], c = next_character(string, &at);
    u32 count = map_character(tables, c, mapped);
    if (c == 0x3a3 && tables == &to_lower && after_letter && !letter_follows(string, at)) mapped[0] = 0x3c2;
    if (!is_ignored(c)) after_letter = is_cased(c);
    for (u32 i = 0; i < count; i++) {
      u8 bytes[4];
      u32 size = put_character(mapped[i], bytes);
      if (to) memcpy(to + length, bytes, size);
      length += size;
    }
  }
  return length;
}

static ref mapped(ref *sp, ref string, const struct case_tables *tables) {
  u64 length = map_string(tables, hoot_string_of(string), NULL);
  if (length > 0xffffffffu) wr_trap(WR_TRAP_HEAP);
  sp[0] = string;
  ref result = hoot_string_allocate(sp + 1, (u32)length);
  map_string(tables, hoot_string_of(sp[0]), hoot_string_place(result));
  return result;
}

ref hoot_string_upcase(ref *sp, ref string) {
  return mapped(sp, string, &to_upper);
}

ref hoot_string_downcase(ref *sp, ref string) {
  return mapped(sp, string, &to_lower);
}
