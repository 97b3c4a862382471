// A pattern → a tree (ECMA-262 §22.2.1, B.1.2). Groups that are open lie on a stack of frames.
#include <stdlib.h>

#include "regexp-code.h"

u32 re_take(struct re_compiler *c) { return re_next(c->text, c->length, &c->at); }

// --- The tree

static u32 re_new_node(struct re_compiler *c, enum re_kind kind, u32 a) {
  bool is_empty = kind >= RE_N_LOOK;
  struct re_node node = {.kind = (u8)kind, .a = a, .can_be_empty = is_empty, .always_empty = is_empty};
  if (kind == RE_N_BACKREF || kind == RE_N_NAMED) node.always_empty = false;
  if (kind == RE_N_SEQUENCE) node.can_be_empty = node.always_empty = true;
  if (kind == RE_N_ALTERNATIVES) node.always_empty = true;
  RE_PUSH(c, nodes, node_count, node_room, node);
  return (u32)(c->node_count - 1);
}

static void re_append(struct re_compiler *c, u32 parent, u32 child) {
  struct re_node *to = &c->nodes[parent];
  if (to->last) {
    c->nodes[to->last].next = child;
    c->nodes[child].previous = to->last;
  } else {
    to->first = child;
  }
  to->last = child;
}

static void re_append_term(struct re_compiler *c, u32 sequence, u32 term) {
  re_append(c, sequence, term);
  c->nodes[sequence].can_be_empty &= c->nodes[term].can_be_empty;
  c->nodes[sequence].always_empty &= c->nodes[term].always_empty;
}

static void re_append_sequence(struct re_compiler *c, u32 alternatives, u32 sequence) {
  re_append(c, alternatives, sequence);
  c->nodes[alternatives].can_be_empty |= c->nodes[sequence].can_be_empty;
  c->nodes[alternatives].always_empty &= c->nodes[sequence].always_empty;
}

// --- Escapes

static u32 re_digit_of(u8 byte, u32 radix) {
  u32 digit = re_is_digit(byte) ? byte - (u32)'0' : re_is_letter(byte) ? (byte | 32u) - 'a' + 10 : radix;
  return digit < radix ? digit : RE_INFINITE;
}

// Exactly `count` hexadecimal digits; else nothing is taken.
static bool re_take_hex(struct re_compiler *c, u32 count, u32 *value) {
  u32 sum = 0;
  for (u32 i = 0; i < count; i++) {
    u32 digit = re_digit_of(re_peek(c, i), 16);
    if (digit == RE_INFINITE) return false;
    sum = sum << 4 | digit;
  }
  c->at += count;
  *value = sum;
  return true;
}

// Behind `\u`. Two surrogates in a row are one character.
static bool re_take_unicode(struct re_compiler *c, bool unicode, u32 *value) {
  u32 start = c->at;
  if (unicode && re_eat(c, '{')) {
    u32 sum = 0, digits = 0;
    for (u32 digit; (digit = re_digit_of(re_peek(c, 0), 16)) != RE_INFINITE; digits++, c->at++)
      sum = sum <= RE_LAST_CHARACTER ? sum << 4 | digit : sum;
    if (digits && sum <= RE_LAST_CHARACTER && re_eat(c, '}')) {
      *value = sum;
      return true;
    }
    c->at = start;
    return false;
  }
  if (!re_take_hex(c, 4, value)) return false;
  u32 behind = c->at, low;
  if (*value - 0xd800 < 0x400 && re_eat(c, '\\') && re_eat(c, 'u') && re_take_hex(c, 4, &low) &&
      low - 0xdc00 < 0x400)
    *value = 0x10000 + ((*value - 0xd800) << 10) + (low - 0xdc00);
  else
    c->at = behind;
  return true;
}

static u32 re_take_octal(struct re_compiler *c) {
  u32 value = 0;
  for (u32 i = 0; i < 3; i++) {
    u32 digit = re_digit_of(re_peek(c, 0), 8);
    if (digit == RE_INFINITE || value * 8 + digit > 255) break;
    value = value * 8 + digit;
    c->at++;
  }
  return value;
}

static u32 re_control_escape(struct re_compiler *c, bool in_class) {
  u8 letter = re_peek(c, 0);
  bool is_lenient = in_class && !c->unicode && re_is_word(letter);
  if (re_is_letter(letter) || is_lenient) {
    c->at++;
    return letter & 31;
  }
  if (c->unicode) re_fail(c, "Invalid Unicode escape");
  // The backslash stands for itself, and the c is what comes next.
  c->at--;
  return '\\';
}

static u32 re_identity_escape(struct re_compiler *c) {
  u32 character = re_take(c);
  if (c->unicode) {
    if (character >= 0x80 || !character || !strchr("^$\\.*+?()[]{}|/", (int)character)) re_fail(c, "Invalid escape");
  } else if (character == 'k' && c->has_names) {
    re_fail(c, "Invalid escape");
  }
  return character;
}

u32 re_parse_character_escape(struct re_compiler *c, bool in_class) {
  u32 value;
  if (re_at_end(c)) re_fail(c, "\\ at end of pattern");
  u8 byte = re_peek(c, 0);
  switch (byte) {
  case 'f': c->at++; return '\f';
  case 'n': c->at++; return '\n';
  case 'r': c->at++; return '\r';
  case 't': c->at++; return '\t';
  case 'v': c->at++; return '\v';
  case 'c': c->at++; return re_control_escape(c, in_class);
  case 'x':
    c->at++;
    if (re_take_hex(c, 2, &value)) return value;
    if (c->unicode) re_fail(c, "Invalid escape");
    return 'x';
  case 'u':
    c->at++;
    if (re_take_unicode(c, c->unicode, &value)) return value;
    if (c->unicode) re_fail(c, "Invalid Unicode escape");
    return 'u';
  case '0':
    if (!re_is_digit(re_peek(c, 1))) {
      c->at++;
      return 0;
    }
    break;
  }
  if (re_is_digit(byte)) {
    if (c->unicode) re_fail(c, byte < '8' ? "Invalid decimal escape" : "Invalid escape");
    return byte < '8' ? re_take_octal(c) : re_take(c);
  }
  if (in_class && c->unicode && byte == '-') return re_take(c);
  return re_identity_escape(c);
}

// --- Names

static void re_put_name(struct re_compiler *c, u32 character) {
  u8 bytes[4];
  u32 size = re_put(character, bytes);
  for (u32 i = 0; i < size; i++) RE_PUSH(c, name_bytes, name_byte_count, name_byte_room, bytes[i]);
}

// Behind `<`, with the `>`: the name without its escapes.
static struct re_name re_parse_name(struct re_compiler *c) {
  const char *message = "Invalid capture group name";
  struct re_name name = {.at = (u32)c->name_byte_count, .group = c->group};
  for (;;) {
    if (re_at_end(c)) re_fail(c, message);
    u32 character = re_take(c);
    if (character == '>') break;
    if (character == '\\' && !(re_eat(c, 'u') && re_take_unicode(c, true, &character)))
      re_fail(c, "Invalid Unicode escape");
    bool is_first = name.at == c->name_byte_count;
    if (!(is_first ? re_is_id_start(c, character) : re_is_id_continue(c, character))) re_fail(c, message);
    re_put_name(c, character);
  }
  name.length = (u32)c->name_byte_count - name.at;
  if (!name.length) re_fail(c, message);
  return name;
}

static int re_compare_texts(const u8 *a, u32 a_length, const u8 *b, u32 b_length) {
  int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
  return order ? order : (a_length > b_length) - (a_length < b_length);
}

static int re_compare_names(const void *left, const void *right) {
  const struct re_name *a = left, *b = right;
  return re_compare_texts(a->bytes, a->length, b->bytes, b->length);
}

static u32 re_group_of(struct re_compiler *c, const struct re_node *reference) {
  struct re_name wanted = {.bytes = c->name_bytes + reference->a, .length = reference->b};
  const struct re_name *name = NULL;
  if (c->name_count) name = bsearch(&wanted, c->names, c->name_count, sizeof wanted, re_compare_names);
  if (!name) re_fail(c, "Invalid named capture referenced");
  return name->group;
}

static void re_resolve_names(struct re_compiler *c) {
  for (size_t i = 0; i < c->name_count; i++) c->names[i].bytes = c->name_bytes + c->names[i].at;
  if (c->name_count) qsort(c->names, c->name_count, sizeof *c->names, re_compare_names);
  for (size_t i = 1; i < c->name_count; i++)
    if (re_compare_names(&c->names[i - 1], &c->names[i]) == 0)
      re_fail(c, "Duplicate capture group name");
  for (size_t i = 0; i < c->node_count; i++) {
    struct re_node *node = &c->nodes[i];
    if (node->kind != RE_N_NAMED) continue;
    node->a = re_group_of(c, node);
    node->kind = RE_N_BACKREF;
  }
}

// Counts the groups before anything is parsed: what \7 and \k mean depends on those behind them, too.
static void re_count_groups(struct re_compiler *c) {
  u32 depth = 0;  // of classes, which nest with the flag v
  for (u32 i = 0; i < c->length; i++) {
    u8 byte = c->text[i];
    if (byte == '\\') i++;
    else if (byte == '[') depth = c->sets ? depth + 1 : 1;
    else if (byte == ']') depth -= depth > 0;
    if (byte != '(' || depth) continue;
    const u8 *behind = c->text + i + 1;
    u32 left = c->length - i - 1;
    bool is_special = left && behind[0] == '?';
    bool is_named = left > 2 && is_special && behind[1] == '<' && behind[2] != '=' && behind[2] != '!';
    c->has_names |= is_named;
    c->group_count += !is_special || is_named;
  }
  if (c->group_count > REGEXP_MOST_GROUPS) re_fail(c, "Too many captures");
}

// --- Atoms

static u32 re_set_node(struct re_compiler *c, struct re_set *set) {
  return re_new_node(c, RE_N_CLASS, re_keep_class(c, set));
}

static u32 re_parse_named_reference(struct re_compiler *c) {
  if (!re_eat(c, '<')) re_fail(c, "Invalid named reference");
  struct re_name name = re_parse_name(c);
  u32 node = re_new_node(c, RE_N_NAMED, name.at);
  c->nodes[node].b = name.length;
  return node;
}

// A reference, if there is a group of that number; else 0, and nothing is taken.
static u32 re_parse_number_reference(struct re_compiler *c) {
  u32 start = c->at, number = 0;
  while (re_is_digit(re_peek(c, 0))) {
    number = number < 100000 ? number * 10 + re_peek(c, 0) - '0' : number;
    c->at++;
  }
  if (number <= c->group_count) return re_new_node(c, RE_N_BACKREF, number);
  if (c->unicode) re_fail(c, "Invalid escape");
  c->at = start;
  return 0;
}

static u32 re_parse_escape(struct re_compiler *c, bool *is_assertion) {
  u8 byte = re_peek(c, 0);
  if (byte == 'b' || byte == 'B') {
    c->at++;
    *is_assertion = true;
    return re_new_node(c, RE_N_ASSERTION, byte == 'b' ? RE_WORD_EDGE : RE_NO_WORD_EDGE);
  }
  if (byte == 'k' && (c->unicode || c->has_names)) {
    c->at++;
    return re_parse_named_reference(c);
  }
  if (byte != '0' && re_is_digit(byte)) {
    u32 node = re_parse_number_reference(c);
    if (node) return node;
  }
  struct re_set *set = &c->open_sets[0];
  set->count = 0;
  if (re_parse_class_escape(c, set, false)) return re_set_node(c, set);
  return re_new_node(c, RE_N_CHARACTER, re_parse_character_escape(c, false));
}

// {n}, {n,} or {n,m}; else nothing is taken.
static bool re_take_braces(struct re_compiler *c, u32 *least, u32 *most) {
  u32 start = c->at, bounds[2] = {0, RE_INFINITE}, count = 0;
  bool has_digits = false, is_closed = false;
  c->at++;
  for (; count < 2; count++) {
    u64 value = 0;
    has_digits = false;
    for (; re_is_digit(re_peek(c, 0)); c->at++, has_digits = true)
      value = value < RE_INFINITE ? value * 10 + re_peek(c, 0) - '0' : value;
    if (has_digits) bounds[count] = value < RE_INFINITE ? (u32)value : RE_INFINITE;
    if (!has_digits && count == 0) break;
    if ((is_closed = re_eat(c, '}')) || !re_eat(c, ',')) break;
  }
  if (!is_closed) {
    c->at = start;
    return false;
  }
  *least = bounds[0];
  *most = count == 0 ? bounds[0] : bounds[1];
  return true;
}

static u32 re_quantify(struct re_compiler *c, u32 atom, u32 captures) {
  u32 least = 0, most = RE_INFINITE;
  switch (re_peek(c, 0)) {
  case '*': c->at++; break;
  case '+': c->at++; least = 1; break;
  case '?': c->at++; most = 1; break;
  case '{':
    if (re_take_braces(c, &least, &most)) break;
    if (c->unicode) re_fail(c, "Incomplete quantifier");
    return atom;
  default: return atom;
  }
  if (least > most) re_fail(c, "numbers out of order in {} quantifier");
  u32 node = re_new_node(c, RE_N_QUANTIFIER, least);
  struct re_node *quantifier = &c->nodes[node];
  quantifier->b = most;
  quantifier->c = captures + 1;
  quantifier->d = c->group + 1;
  quantifier->lazy = re_eat(c, '?');
  quantifier->can_be_empty = least == 0 || c->nodes[atom].can_be_empty;
  quantifier->always_empty = most == 0 || c->nodes[atom].always_empty;
  re_append(c, node, atom);
  return node;
}

// --- Groups

static void re_open(struct re_compiler *c, u32 node) {
  u32 alternatives = re_new_node(c, RE_N_ALTERNATIVES, 0), sequence = re_new_node(c, RE_N_SEQUENCE, 0);
  u32 captures = c->nodes[node].kind == RE_N_GROUP ? c->nodes[node].a - 1 : c->group;
  RE_PUSH(c, frames, frame_count, frame_room, (struct re_frame){node, alternatives, sequence, captures});
}

static struct re_frame *re_top(struct re_compiler *c) { return &c->frames[c->frame_count - 1]; }

static void re_next_alternative(struct re_compiler *c) {
  re_append_sequence(c, re_top(c)->alternatives, re_top(c)->sequence);
  u32 sequence = re_new_node(c, RE_N_SEQUENCE, 0);
  re_top(c)->sequence = sequence;
}

static u32 re_new_group(struct re_compiler *c) {
  c->group++;
  return re_new_node(c, RE_N_GROUP, c->group);
}

// Behind `(`: the group's node; that of (?:...) is node 0, which is the root.
static u32 re_parse_group_start(struct re_compiler *c) {
  if (!re_eat(c, '?')) return re_new_group(c);
  if (re_eat(c, ':')) return 0;
  if (re_eat(c, '=')) return re_new_node(c, RE_N_LOOK, RE_LOOK);
  if (re_eat(c, '!')) return re_new_node(c, RE_N_LOOK, RE_LOOK_NOT);
  if (!re_eat(c, '<')) re_fail(c, "Invalid group");
  if (re_eat(c, '=')) return re_new_node(c, RE_N_LOOK, RE_LOOK | RE_BACKWARD);
  if (re_eat(c, '!')) return re_new_node(c, RE_N_LOOK, RE_LOOK_NOT | RE_BACKWARD);
  u32 node = re_new_group(c);
  struct re_name name = re_parse_name(c);
  RE_PUSH(c, names, name_count, name_room, name);
  return node;
}

// The only term of the only alternative, or the alternatives.
static u32 re_simplest(const struct re_compiler *c, u32 alternatives) {
  u32 first = c->nodes[alternatives].first;
  if (first != c->nodes[alternatives].last) return alternatives;
  u32 term = c->nodes[first].first;
  return term && term == c->nodes[first].last ? term : alternatives;
}

// Returns the finished atom.
static u32 re_close(struct re_compiler *c, u32 *captures, bool *is_assertion) {
  struct re_frame frame = *re_top(c);
  c->frame_count--;
  re_append_sequence(c, frame.alternatives, frame.sequence);
  *captures = frame.captures;
  if (!frame.node) return re_simplest(c, frame.alternatives);
  struct re_node *node = &c->nodes[frame.node];
  re_append(c, frame.node, frame.alternatives);
  if (node->kind == RE_N_GROUP) {
    node->can_be_empty = c->nodes[frame.alternatives].can_be_empty;
    node->always_empty = c->nodes[frame.alternatives].always_empty;
  } else {
    // Annex B lets lookaheads be quantified.
    *is_assertion = c->unicode || node->a & RE_BACKWARD;
  }
  return frame.node;
}

static void re_refuse_braces(struct re_compiler *c) {
  u32 least, most;
  if (re_take_braces(c, &least, &most)) re_fail(c, "Nothing to repeat");
  if (c->unicode) re_fail(c, "Lone quantifier brackets");
}

// Anything but groups and bars.
static u32 re_parse_atom(struct re_compiler *c, bool *is_assertion) {
  u32 character = re_take(c);
  switch (character) {
  case '^':
    *is_assertion = true;
    return re_new_node(c, RE_N_ASSERTION, c->multiline ? RE_LINE_BEGIN : RE_BEGIN);
  case '$':
    *is_assertion = true;
    return re_new_node(c, RE_N_ASSERTION, c->multiline ? RE_LINE_END : RE_END);
  case '.': return re_new_node(c, RE_N_DOT, 0);
  case '[': {
    u32 class = re_parse_class(c);
    return re_new_node(c, RE_N_CLASS, class);
  }
  case '\\':
    if (re_at_end(c)) re_fail(c, "\\ at end of pattern");
    return re_parse_escape(c, is_assertion);
  case '*':
  case '+':
  case '?': re_fail(c, "Nothing to repeat");
  case '{':
    c->at--;
    re_refuse_braces(c);
    c->at++;
    break;
  case '}':
  case ']':
    if (c->unicode) re_fail(c, "Lone quantifier brackets");
    break;
  }
  return re_new_node(c, RE_N_CHARACTER, character);
}

static void re_refuse_quantifier(struct re_compiler *c) {
  u32 least, most;
  u8 byte = re_peek(c, 0);
  if (byte == '*' || byte == '+' || byte == '?' || (byte == '{' && re_take_braces(c, &least, &most)))
    re_fail(c, "Invalid quantifier");
}

static void re_parse_term(struct re_compiler *c) {
  bool is_assertion = false;
  u32 captures = c->group, atom;
  if (re_eat(c, ')')) {
    if (c->frame_count == 1) re_fail(c, "Unmatched ')'");
    atom = re_close(c, &captures, &is_assertion);
  } else {
    atom = re_parse_atom(c, &is_assertion);
  }
  if (!is_assertion) atom = re_quantify(c, atom, captures);
  else if (c->nodes[atom].kind == RE_N_LOOK) re_refuse_quantifier(c);
  re_append_term(c, re_top(c)->sequence, atom);
}

u32 re_parse(struct re_compiler *c) {
  re_count_groups(c);
  // Node 0 is no node's child.
  u32 root = re_new_node(c, RE_N_ALTERNATIVES, 0);
  re_open(c, root);
  while (!re_at_end(c)) {
    if (re_eat(c, '|')) {
      re_next_alternative(c);
    } else if (re_eat(c, '(')) {
      u32 node = re_parse_group_start(c);
      re_open(c, node);
    } else {
      re_parse_term(c);
    }
  }
  if (c->frame_count > 1) re_fail(c, "Unterminated group");
  u32 captures;
  bool is_assertion;
  root = re_close(c, &captures, &is_assertion);
  re_resolve_names(c);
  return root;
}
