// What the parts of the regular expressions share: programs, the tree that a pattern is parsed to, sets of characters.
// The pattern's way: regexp-parse.c and regexp-class.c make a tree, regexp-compile.c a program, regexp-match.c runs it.
// None of them recurses over the pattern's nesting, which is as deep as a guest likes.
#ifndef WR_HOOT_REGEXP_CODE_H
#define WR_HOOT_REGEXP_CODE_H

#include <setjmp.h>

#include "regexp-program.h"

// --- Programs: a header, instructions, classes

enum re_header {
  RE_WORDS,      // of the whole program
  RE_GROUPS,     // with the whole match
  RE_REGISTERS,  // a pair for each group, then those of loops and lookarounds
  RE_START,      // enum re_start
  RE_SCAN,       // where the literal or the set of bytes lies that each match starts with
  RE_SCAN_SIZE,  // of the literal, in bytes
  RE_CLASSES,    // where the classes start; instructions name one by its distance from here
  RE_CODE,       // the first instruction
};

// Where a match can start.
enum re_start { RE_ANYWHERE, RE_AT_START, RE_AT_BEGINNING, RE_AT_LITERAL, RE_AT_BYTE_OF_SET };

// An instruction is a word, the operation with flags and a count of 20 bits, and operands. Targets are distances from
// the program's first word, registers are numbers.
enum re_op {
  RE_MATCH,
  // One character, and the first of these any number of them
  RE_STRING,  // count: bytes, which follow
  RE_ONE_OF,  // count: characters, which follow
  RE_CLASS,   // class
  RE_ANY,
  RE_NOT_LINE_END,
  // Control
  RE_SPLIT,       // target: where to go on after a failure
  RE_SPLIT_AWAY,  // target: where to go on now; after a failure, the next instruction
  RE_JUMP,        // target
  RE_SAVE,        // register
  RE_ITERATE,     // register or 0, first capture, end: remembers where an iteration starts, resets its captures
  RE_NOT_EMPTY,   // register: fails if the iteration that started there is empty
  RE_INIT,        // register: counts from 0
  RE_LOOP,        // register, least, most, target for when it is over
  RE_AGAIN,       // register, least, target: the loop
  RE_REPEAT,      // least, most, target; the instruction that matches one character follows
  RE_LOOK,        // register
  RE_LOOK_END,    // register
  RE_LOOK_NOT,    // register, target: where to go on if what follows fails
  RE_LOOK_NOT_END,  // register
  RE_BACKREF,       // group
  // Assertions
  RE_BEGIN,
  RE_END,
  RE_LINE_BEGIN,
  RE_LINE_END,
  RE_WORD_EDGE,
  RE_NO_WORD_EDGE,
};

#define RE_OP_MASK 0x3fu
#define RE_BACKWARD 0x100u  // matches what ends here
#define RE_LAZY 0x200u
#define RE_FOLDS 0x400u    // without regard to case
#define RE_UNICODE 0x800u  // and by Unicode's folding, rather than by upper case
#define RE_COUNT_SHIFT 12

// A class: a bit for each ASCII character, a count, and as many sorted ranges beyond ASCII.
enum re_class_part { RE_CLASS_BITS, RE_CLASS_COUNT = 4, RE_CLASS_RANGES = 5 };

#define RE_INFINITE 0xffffffffu
#define RE_LAST_CHARACTER 0x10ffffu

WR_INLINE u32 re_length_of(u32 c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

// The character at *at < end.
WR_INLINE u32 re_next(const u8 *text, u32 end, u32 *at) {
  u32 c = text[(*at)++];
  if (wr_likely(c < 0xc0)) return c;
  u32 more = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
  c &= 0x3fu >> more;
  for (; more && *at < end; more--) c = c << 6 | (text[(*at)++] & 0x3fu);
  return c;
}

// Where the character starts that ends at `at` > floor.
WR_INLINE u32 re_before(const u8 *text, u32 at, u32 floor) {
  at--;
  for (u32 more = 3; more && at > floor && (text[at] & 0xc0) == 0x80; more--) at--;
  return at;
}

// Returns how many bytes it wrote.
u32 re_put(u32 c, u8 *to);

WR_INLINE bool re_is_line_end(u32 c) { return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029; }

WR_INLINE bool re_is_digit(u32 c) { return c - '0' < 10; }
WR_INLINE bool re_is_letter(u32 c) { return (c | 32) - 'a' < 26; }
WR_INLINE bool re_is_word(u32 c) { return re_is_letter(c) || re_is_digit(c) || c == '_'; }

// --- Case (§22.2.2.7.3)

// Which character stands for `c` and those that differ from it in case.
u32 re_canonical(u32 c, bool unicode);

#define RE_MOST_EQUIVALENTS 8
// All that `re_canonical` maps to the same, `c` among them. Returns how many.
u32 re_equivalents(u32 c, bool unicode, u32 *to);

// --- Sets of characters

struct re_range {
  u32 first, last;
};

// Sorted and disjoint after `re_set_normalise`, in any order before.
struct re_set {
  struct re_range *at;
  size_t count, room;
};

struct re_compiler;

void re_set_add(struct re_compiler *c, struct re_set *set, u32 first, u32 last);
void re_set_add_all(struct re_compiler *c, struct re_set *set, const struct re_set *other);
void re_set_normalise(struct re_set *set);
// What follows takes normalised sets and leaves one.
void re_set_invert(struct re_compiler *c, struct re_set *set);
void re_set_intersect(struct re_compiler *c, struct re_set *set, const struct re_set *other);
// Keeps and adds what is in one of them only.
void re_set_differ(struct re_compiler *c, struct re_set *set, const struct re_set *other);
// Adds all that differs from a member in case only.
void re_set_close(struct re_compiler *c, struct re_set *set);

// A property by what stands between the braces of \p{...}; false if there is none of that name.
bool re_set_add_property(struct re_compiler *c, struct re_set *set, const u8 *name, u32 length);
// Whether a name can start with it, or go on.
bool re_is_id_start(struct re_compiler *c, u32 character);
bool re_is_id_continue(struct re_compiler *c, u32 character);

// --- The tree

enum re_kind {
  RE_N_ALTERNATIVES,  // of sequences
  RE_N_SEQUENCE,
  RE_N_CHARACTER,  // a: the character
  RE_N_CLASS,      // a: its place among the classes
  RE_N_DOT,
  RE_N_GROUP,  // a: its number
  RE_N_LOOK,   // a: the instruction, RE_LOOK or RE_LOOK_NOT, perhaps RE_BACKWARD
  RE_N_QUANTIFIER,  // a, b: least and most; c, d: the captures in it
  RE_N_BACKREF,     // a: the group
  RE_N_NAMED,       // a, b: where its name is, until the groups are known
  RE_N_ASSERTION,   // a: the instruction
};

struct re_node {
  u8 kind;
  bool can_be_empty, always_empty, lazy;
  u32 first, last, next, previous;  // 0: none
  u32 a, b, c, d;
};

struct re_name {
  u32 at, length;   // in `name_bytes`
  const u8 *bytes;  // there, once no more come
  u32 group;
};

// A group that is still open.
struct re_frame {
  u32 node, alternatives, sequence, captures;
};

#define RE_MOST_CLASS_DEPTH 100

struct re_compiler {
  jmp_buf failed;
  const char *message;  // NULL: no memory
  bool bare_message;    // not about the pattern
  const u8 *text;
  u32 length, at;
  bool ignores_case, multiline, dot_all, sticky, unicode, sets;  // unicode: u or v
  bool has_names;                                                // \k is a reference
  u32 group_count;                                               // all that the pattern has
  u32 group;                                                     // the last one opened
  struct re_node *nodes;
  size_t node_count, node_room;
  struct re_frame *frames;
  size_t frame_count, frame_room;
  struct re_name *names;
  size_t name_count, name_room;
  u8 *name_bytes;
  size_t name_byte_count, name_byte_room;
  struct re_set open_sets[2 * RE_MOST_CLASS_DEPTH], scratch, property, exceptions, id_start, id_continue;
  u32 class_depth;
  u32 *classes;
  size_t class_words, class_room;
  u32 recent_classes[16];
  u32 recent_class;
  u32 *code;
  size_t code_words, code_room;
  struct re_work *work;
  size_t work_count, work_room;
  u32 registers;
  size_t string_at;  // the instruction that a literal can extend, or 0
};

// Leaves `regexp_compile`.
WR_NORETURN void re_fail(struct re_compiler *c, const char *message);

// Makes room for one more of `size` bytes; more than `most` of them are too large.
void *re_grow(struct re_compiler *c, void *array, size_t count, size_t *room, size_t size, size_t most);
#define RE_PUSH(C, ARRAY, COUNT, ROOM, ...)                                                                      \
  ((C)->ARRAY = re_grow(C, (C)->ARRAY, (C)->COUNT, &(C)->ROOM, sizeof *(C)->ARRAY, REGEXP_MOST_PROGRAM), \
   (C)->ARRAY[(C)->COUNT++] = (__VA_ARGS__))

// --- Parsing

// The root of the tree.
u32 re_parse(struct re_compiler *c);

WR_INLINE bool re_at_end(const struct re_compiler *c) { return c->at >= c->length; }
// The byte `ahead` of here, or 0 behind the end; whether it is `byte`, which is not 0.
WR_INLINE u8 re_peek(const struct re_compiler *c, u32 ahead) {
  return ahead < c->length - c->at ? c->text[c->at + ahead] : 0;
}
WR_INLINE bool re_eat(struct re_compiler *c, char byte) {
  if (re_peek(c, 0) != (u8)byte) return false;
  c->at++;
  return true;
}
u32 re_take(struct re_compiler *c);

// The class behind `[`: its place among the classes.
u32 re_parse_class(struct re_compiler *c);
// \d \w \s \p and their complements, behind the backslash; false if it is none of these.
bool re_parse_class_escape(struct re_compiler *c, struct re_set *set, bool in_class);
// The class that `set` is.
u32 re_keep_class(struct re_compiler *c, struct re_set *set);
// A character's escape, behind the backslash.
u32 re_parse_character_escape(struct re_compiler *c, bool in_class);

#endif
