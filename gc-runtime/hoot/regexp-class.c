// Classes: [...] and their escapes, and with the flag v nested ones and their operations (ECMA-262 §22.2.1, B.1.2).
#include "regexp-code.h"

// Sets that differ only in case are one where the flags i and v meet; operations on them are then those on sets of
// folded characters, which the specification has.
static void re_settle(struct re_compiler *c, struct re_set *set) {
  re_set_normalise(set);
  if (c->ignores_case && c->sets) re_set_close(c, set);
}

// --- \d \w \s \p

static void re_add_spaces(struct re_compiler *c, struct re_set *set) {
  static const struct re_range spaces[] = {
    {9, 13}, {0x20, 0x20}, {0xa0, 0xa0}, {0x1680, 0x1680}, {0x2000, 0x200a}, {0x2028, 0x2029},
    {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff},
  };
  for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) re_set_add(c, set, spaces[i].first, spaces[i].last);
}

static void re_add_word(struct re_compiler *c, struct re_set *set) {
  re_set_add(c, set, '0', '9');
  re_set_add(c, set, 'A', 'Z');
  re_set_add(c, set, '_', '_');
  re_set_add(c, set, 'a', 'z');
  if (!c->unicode || !c->ignores_case) return;
  // They fold to s and k.
  re_set_add(c, set, 0x17f, 0x17f);
  re_set_add(c, set, 0x212a, 0x212a);
}

static void re_add_braced_property(struct re_compiler *c, struct re_set *set, bool in_class) {
  const char *message = in_class ? "Invalid property name in character class" : "Invalid property name";
  if (!re_eat(c, '{')) re_fail(c, message);
  u32 start = c->at;
  while (!re_at_end(c) && re_peek(c, 0) != '}') c->at++;
  u32 length = c->at - start;
  if (!re_eat(c, '}')) re_fail(c, message);
  if (!re_set_add_property(c, set, c->text + start, length)) re_fail(c, message);
}

bool re_parse_class_escape(struct re_compiler *c, struct re_set *set, bool in_class) {
  u8 byte = re_peek(c, 0), kind = byte | 32;
  if (kind != 'd' && kind != 'w' && kind != 's' && !(kind == 'p' && c->unicode)) return false;
  c->at++;
  struct re_set *property = &c->property;
  property->count = 0;
  switch (kind) {
  case 'd': re_set_add(c, property, '0', '9'); break;
  case 'w': re_add_word(c, property); break;
  case 's': re_add_spaces(c, property); break;
  default: re_add_braced_property(c, property, in_class); break;
  }
  re_settle(c, property);
  if (byte != kind) re_set_invert(c, property);
  re_set_add_all(c, set, property);
  return true;
}

// --- What a program has of a class

static bool re_is_kept(const struct re_compiler *c, u32 place, const u32 *bits, const struct re_range *ranges,
                       u32 count) {
  const u32 *class = c->classes + place;
  return class[RE_CLASS_COUNT] == count && !memcmp(class, bits, 16) &&
         !memcmp(class + RE_CLASS_RANGES, ranges, count * sizeof *ranges);
}

u32 re_keep_class(struct re_compiler *c, struct re_set *set) {
  re_set_normalise(set);
  if (c->ignores_case) re_set_close(c, set);
  u32 bits[4] = {0};
  size_t wide = 0;
  for (; wide < set->count && set->at[wide].first < 0x80; wide++) {
    for (u32 i = set->at[wide].first; i <= set->at[wide].last && i < 0x80; i++) bits[i / 32] |= 1u << i % 32;
    if (set->at[wide].last < 0x80) continue;
    set->at[wide].first = 0x80;
    break;
  }
  // memcmp takes no null, not even for no bytes.
  static const struct re_range none;
  const struct re_range *ranges = wide < set->count ? set->at + wide : &none;
  u32 count = (u32)(set->count - wide);
  // The same class comes often, and \p{L} is large: the last few are looked through.
  u32 kept = sizeof c->recent_classes / sizeof *c->recent_classes;
  for (u32 i = 0; i < kept; i++) {
    if (!c->recent_classes[i]) break;
    if (re_is_kept(c, c->recent_classes[i] - 1, bits, ranges, count)) return c->recent_classes[i] - 1;
  }
  u32 place = (u32)c->class_words;
  for (u32 i = 0; i < 4; i++) RE_PUSH(c, classes, class_words, class_room, bits[i]);
  RE_PUSH(c, classes, class_words, class_room, count);
  for (u32 i = 0; i < count; i++) {
    RE_PUSH(c, classes, class_words, class_room, ranges[i].first);
    RE_PUSH(c, classes, class_words, class_room, ranges[i].last);
  }
  c->recent_classes[c->recent_class++ % kept] = place + 1;
  return place;
}

// --- Without the flag v

// A character, or RE_INFINITE for an escape that adds a set.
static u32 re_parse_class_atom(struct re_compiler *c, struct re_set *set) {
  if (!re_eat(c, '\\')) return re_take(c);
  if (re_at_end(c)) re_fail(c, "\\ at end of pattern");
  if (re_eat(c, 'b')) return '\b';
  if (re_parse_class_escape(c, set, true)) return RE_INFINITE;
  return re_parse_character_escape(c, true);
}

static void re_parse_members(struct re_compiler *c, struct re_set *set) {
  for (;;) {
    if (re_at_end(c)) re_fail(c, "Unterminated character class");
    if (re_eat(c, ']')) return;
    u32 first = re_parse_class_atom(c, set), last = first;
    bool is_range = re_peek(c, 0) == '-' && c->length - c->at > 1 && re_peek(c, 1) != ']';
    if (is_range) {
      c->at++;
      last = re_parse_class_atom(c, set);
    }
    if (is_range && (first == RE_INFINITE || last == RE_INFINITE)) {
      if (c->unicode) re_fail(c, "Invalid character class");
      // Annex B: [\d-x] has the hyphen as a member.
      re_set_add(c, set, '-', '-');
      if (first != RE_INFINITE) re_set_add(c, set, first, first);
      if (last != RE_INFINITE) re_set_add(c, set, last, last);
    } else if (first != RE_INFINITE) {
      if (last < first) re_fail(c, "Range out of order in character class");
      re_set_add(c, set, first, last);
    }
  }
}

// --- With the flag v

static bool re_is_double(const struct re_compiler *c, const char *punctuators) {
  u8 byte = re_peek(c, 0);
  return byte && byte < 0x80 && re_peek(c, 1) == byte && strchr(punctuators, byte);
}

static u32 re_parse_set_character(struct re_compiler *c) {
  if (re_at_end(c)) re_fail(c, "Unterminated character class");
  if (re_is_double(c, "&!#$%*+,.:;<=>?@^`~")) re_fail(c, "Invalid set operation in character class");
  u32 character = re_take(c);
  if (character == '\\') {
    u8 byte = re_peek(c, 0);
    if (re_eat(c, 'b')) return '\b';
    if (byte && byte < 0x80 && strchr("&-!#%,:;<=>@`~", byte)) return re_take(c);
    return re_parse_character_escape(c, false);
  }
  if (character && character < 0x80 && strchr("()[]{}/-|", (int)character))
    re_fail(c, "Invalid character in character class");
  return character;
}

// Behind \q: the alternatives between braces, of one character each.
static void re_parse_strings(struct re_compiler *c, struct re_set *set) {
  if (!re_eat(c, '{')) re_fail(c, "Invalid escape");
  do {
    u32 character = re_parse_set_character(c);
    if (re_peek(c, 0) != '|' && re_peek(c, 0) != '}')
      re_fail(c, "Strings in character classes are not supported");
    re_set_add(c, set, character, character);
  } while (re_eat(c, '|'));
  if (!re_eat(c, '}')) re_fail(c, "Invalid escape");
}

struct re_open_class {
  bool is_negated, has_range;
  char operation;  // 0: a union or what is still nothing; '&' or '-'
};

// The set of a class that is open, and that of the operand which is read.
static struct re_set *re_members(struct re_compiler *c) { return &c->open_sets[2 * c->class_depth - 2]; }
static struct re_set *re_operand(struct re_compiler *c) { return &c->open_sets[2 * c->class_depth - 1]; }

static void re_apply(struct re_compiler *c, const struct re_open_class *class) {
  struct re_set *members = re_members(c), *operand = re_operand(c);
  re_settle(c, operand);
  if (!class->operation) {
    re_set_add_all(c, members, operand);
  } else {
    re_set_normalise(members);
    if (class->operation == '-') re_set_invert(c, operand);
    re_set_intersect(c, members, operand);
  }
  operand->count = 0;
}

// What stands between two operands. A class has operators of one kind, or none.
static void re_parse_operator(struct re_compiler *c, struct re_open_class *class, u32 operands) {
  bool is_operator = re_is_double(c, "&-");
  char operation = is_operator ? (char)re_peek(c, 0) : 0;
  bool is_mixed = operands > 1 && operation != class->operation;
  if (is_mixed || (is_operator && (operands == 0 || class->has_range)))
    re_fail(c, "Invalid set operation in character class");
  class->operation = operation;
  if (!is_operator) return;
  c->at += 2;
  if (operation == '&' && re_peek(c, 0) == '&') re_fail(c, "Invalid character in character class");
}

static void re_open_nested(struct re_compiler *c, struct re_open_class *class, u32 *operands) {
  if (c->class_depth == RE_MOST_CLASS_DEPTH) re_fail(c, "Regular expression too large");
  c->class_depth++;
  re_members(c)->count = re_operand(c)->count = 0;
  *class = (struct re_open_class){.is_negated = re_eat(c, '^')};
  *operands = 0;
}

static bool re_starts_range(const struct re_compiler *c) { return re_peek(c, 0) == '-' && re_peek(c, 1) != '-'; }

// A character, a range where there is no operator, or an escape.
static void re_parse_operand(struct re_compiler *c, struct re_open_class *class) {
  struct re_set *operand = re_operand(c);
  if (re_peek(c, 0) == '\\' && c->length - c->at > 1) {
    c->at++;
    if (re_eat(c, 'q')) {
      re_parse_strings(c, operand);
      return;
    }
    if (re_parse_class_escape(c, operand, true)) {
      if (re_starts_range(c)) re_fail(c, "Invalid character class");
      return;
    }
    c->at--;
  }
  u32 first = re_parse_set_character(c), last = first;
  if (!class->operation && re_starts_range(c)) {
    c->at++;
    class->has_range = true;
    if (re_peek(c, 0) == '\\' && re_peek(c, 1) && strchr("dDwWsSpP", re_peek(c, 1)))
      re_fail(c, "Invalid character class");
    last = re_parse_set_character(c);
    if (last < first) re_fail(c, "Range out of order in character class");
  }
  re_set_add(c, operand, first, last);
}

static void re_parse_nested(struct re_compiler *c) {
  struct re_open_class open[RE_MOST_CLASS_DEPTH];
  u32 operands[RE_MOST_CLASS_DEPTH];
  c->class_depth = 0;
  re_open_nested(c, &open[0], &operands[0]);
  while (c->class_depth) {
    u32 top = c->class_depth - 1;
    if (re_at_end(c)) re_fail(c, "Unterminated character class");
    if (re_eat(c, ']')) {
      struct re_set *members = re_members(c);
      re_set_normalise(members);
      if (open[top].is_negated) re_set_invert(c, members);
      c->class_depth--;
      if (!c->class_depth) return;
      re_set_add_all(c, re_operand(c), members);
      top--;
    } else {
      re_parse_operator(c, &open[top], operands[top]);
      if (re_eat(c, '[')) {
        re_open_nested(c, &open[top + 1], &operands[top + 1]);
        continue;
      }
      re_parse_operand(c, &open[top]);
    }
    re_apply(c, &open[top]);
    operands[top]++;
  }
}

u32 re_parse_class(struct re_compiler *c) {
  struct re_set *set = &c->open_sets[0];
  if (c->sets) {
    re_parse_nested(c);
    return re_keep_class(c, set);
  }
  set->count = 0;
  bool is_negated = re_eat(c, '^');
  re_parse_members(c, set);
  re_set_normalise(set);
  if (c->ignores_case) re_set_close(c, set);
  if (!is_negated) return re_keep_class(c, set);
  // Closed sets have closed complements: what `re_keep_class` adds is nothing.
  re_set_invert(c, set);
  return re_keep_class(c, set);
}
