// Unicode's properties: what stands between the braces of \p{...} → a set. The tables, regexp-properties.inc, are made
// by tests/regexp/tables.rs:
//
//   re_categories      runs that cover all characters: the category in 5 bits, the length in 3, or behind it if that is 0
//   re_scripts         runs that cover all characters: a script's number, the length
//   re_extensions      for each script what Script_Extensions has or lacks: a count, then gaps and lengths
//   re_exceptions      for binary properties: gaps and lengths of what differs from a union of categories
//
// Lengths and gaps are numbers of 7 bits a byte, the lowest first, of which the last has no high bit. Lists of names
// have a line of alternatives for each number.
#include "regexp-code.h"

struct re_binary_property {
  u32 categories;
  u16 from, to;  // in re_exceptions
};


#include "hoot/regexp-properties.inc"

#define RE_UNKNOWN 0xffffffffu

static u32 re_read_number(const u8 **at) {
  u32 value = 0;
  for (u32 shift = 0;; shift += 7) {
    u32 byte = *(*at)++;
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
}

// Which line of the list has the name.
static u32 re_find_name(const char *list, const u8 *name, u32 length) {
  u32 line = 0;
  for (const char *at = list; *at; line += *at == '\n', at++) {
    size_t size = strcspn(at, " \n");
    if (size == length && !memcmp(at, name, length)) return line;
    at += size;
  }
  return RE_UNKNOWN;
}

static void re_add_categories(struct re_compiler *c, struct re_set *set, u32 wanted) {
  const u8 *at = re_categories, *end = at + sizeof re_categories;
  for (u32 first = 0; at < end;) {
    u32 category = *at & 31, length = *at >> 5;
    at++;
    if (!length) length = re_read_number(&at);
    if (category == RE_UPPER_AND_LOWER) {
      for (u32 i = 0; i < length; i++)
        if (wanted >> (i % 2 ? RE_LOWER : RE_UPPER) & 1) re_set_add(c, set, first + i, first + i);
    } else if (wanted >> category & 1) {
      re_set_add(c, set, first, first + length - 1);
    }
    first += length;
  }
  re_set_normalise(set);
}

static void re_add_gaps(struct re_compiler *c, struct re_set *set, const u8 **at, const u8 *end, u32 count) {
  u32 first = 0;
  for (; count && *at < end; count--) {
    first += re_read_number(at);
    u32 length = re_read_number(at);
    re_set_add(c, set, first, first + length - 1);
    first += length;
  }
}

static void re_add_script(struct re_compiler *c, struct re_set *set, u32 script) {
  const u8 *at = re_scripts, *end = at + sizeof re_scripts;
  for (u32 first = 0; at < end;) {
    u32 number = *at++, length = re_read_number(&at);
    if (number == script) re_set_add(c, set, first, first + length - 1);
    first += length;
  }
}

static void re_add_extensions(struct re_compiler *c, struct re_set *set, u32 script) {
  const u8 *at = re_extensions, *end = at + sizeof re_extensions;
  struct re_set *exceptions = &c->exceptions;
  re_add_script(c, set, script);
  for (u32 i = 0; i <= script; i++) {
    exceptions->count = 0;
    u32 count = re_read_number(&at);
    re_add_gaps(c, exceptions, &at, end, count);
  }
  re_set_normalise(set);
  re_set_differ(c, set, exceptions);
}

static void re_add_binary(struct re_compiler *c, struct re_set *set, u32 number) {
  const struct re_binary_property *property = &re_binary_properties[number];
  const u8 *at = re_exceptions + property->from, *end = re_exceptions + property->to;
  re_add_categories(c, set, property->categories);
  c->exceptions.count = 0;
  re_add_gaps(c, &c->exceptions, &at, end, RE_INFINITE);
  re_set_differ(c, set, &c->exceptions);
}

static bool re_add_category(struct re_compiler *c, struct re_set *set, const u8 *name, u32 length) {
  u32 number = re_find_name(re_category_names, name, length), wanted = 1u << (number & 31);
  if (number == RE_UNKNOWN) {
    u32 group = re_find_name(re_category_group_names, name, length);
    if (group == RE_UNKNOWN) return false;
    wanted = re_category_groups[group];
  }
  re_add_categories(c, set, wanted);
  return true;
}

bool re_set_add_property(struct re_compiler *c, struct re_set *set, const u8 *name, u32 length) {
  const u8 *equals = memchr(name, '=', length);
  if (!equals) {
    if (re_add_category(c, set, name, length)) return true;
    u32 number = re_find_name(re_binary_names, name, length);
    if (number == RE_UNKNOWN) return false;
    re_add_binary(c, set, number);
    return true;
  }
  u32 name_length = (u32)(equals - name), value_length = length - name_length - 1;
  u32 property = re_find_name("General_Category gc\nScript sc\nScript_Extensions scx\n", name, name_length);
  if (property == 0) return re_add_category(c, set, equals + 1, value_length);
  u32 script = re_find_name(re_script_names, equals + 1, value_length);
  if (property == RE_UNKNOWN || script == RE_UNKNOWN) return false;
  if (property == 1) re_add_script(c, set, script);
  else re_add_extensions(c, set, script);
  return true;
}

// --- Names of groups

static bool re_set_has(const struct re_set *set, u32 character) {
  size_t low = 0, high = set->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (set->at[middle].last < character) low = middle + 1;
    else high = middle;
  }
  return low < set->count && set->at[low].first <= character;
}

// The sets are made when the first name is seen that is not ASCII.
static bool re_has_property(struct re_compiler *c, struct re_set *set, const char *name, u32 character) {
  if (!set->count) re_set_add_property(c, set, (const u8 *)name, (u32)strlen(name));
  return re_set_has(set, character);
}

bool re_is_id_start(struct re_compiler *c, u32 character) {
  if (character < 0x80) return re_is_letter(character) || character == '$' || character == '_';
  return re_has_property(c, &c->id_start, "ID_Start", character);
}

bool re_is_id_continue(struct re_compiler *c, u32 character) {
  if (character < 0x80) return re_is_word(character) || character == '$';
  bool is_joiner = character == 0x200c || character == 0x200d;
  return is_joiner || re_has_property(c, &c->id_continue, "ID_Continue", character);
}
