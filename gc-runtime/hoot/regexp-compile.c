// A tree → a program. What is still to be done with the tree lies on a stack of work.
#include <stdlib.h>

#include "regexp-code.h"

// --- Failure and memory

WR_NORETURN void re_fail(struct re_compiler *c, const char *message) {
  c->message = message;
  longjmp(c->failed, 1);
}

void *re_grow(struct re_compiler *c, void *array, size_t count, size_t *room, size_t size, size_t most) {
  if (wr_likely(count < *room)) return array;
  if (count >= most) re_fail(c, "Regular expression too large");
  size_t wanted = count < 8 ? 16 : 2 * count;
  void *larger = realloc(array, wanted * size);
  if (!larger) re_fail(c, NULL);
  *room = wanted;
  return larger;
}

static void re_free_compiler(struct re_compiler *c) {
  free(c->nodes);
  free(c->frames);
  free(c->names);
  free(c->name_bytes);
  for (u32 i = 0; i < 2 * RE_MOST_CLASS_DEPTH; i++) free(c->open_sets[i].at);
  free(c->scratch.at);
  free(c->property.at);
  free(c->exceptions.at);
  free(c->id_start.at);
  free(c->id_continue.at);
  free(c->classes);
  free(c->code);
  free(c->work);
}

// --- Instructions

static void re_word(struct re_compiler *c, u32 word) { RE_PUSH(c, code, code_words, code_room, word); }

// The next instruction's address. Nothing extends the literal that ends here: something may go on behind it.
static u32 re_here(struct re_compiler *c) {
  c->string_at = 0;
  return (u32)c->code_words;
}

static void re_op(struct re_compiler *c, u32 op) {
  re_here(c);
  re_word(c, op);
}

static void re_op1(struct re_compiler *c, u32 op, u32 operand) {
  re_op(c, op);
  re_word(c, operand);
}

static void re_op2(struct re_compiler *c, u32 op, u32 first, u32 second) {
  re_op1(c, op, first);
  re_word(c, second);
}

// Returns where the target is to be written.
static u32 re_jump(struct re_compiler *c, u32 op) {
  re_op1(c, op, 0);
  return (u32)c->code_words - 1;
}

static void re_land(struct re_compiler *c, u32 at) { c->code[at] = re_here(c); }

static u32 re_new_registers(struct re_compiler *c, u32 count) {
  c->registers += count;
  return c->registers - count;
}

// --- One character

static void re_append_byte(struct re_compiler *c, u8 byte) {
  u32 *op = &c->code[c->string_at], length = *op >> RE_COUNT_SHIFT;
  if (length % 4 == 0) re_word(c, 0);
  c->code[c->string_at] += 1u << RE_COUNT_SHIFT;
  c->code[c->string_at + 1 + length / 4] |= (u32)byte << length % 4 * 8;
}

#define RE_LONGEST_STRING 0xffff0u  // which leaves room in the count for one character more

static void re_emit_literal(struct re_compiler *c, u32 character, u32 direction) {
  bool extends = c->string_at && !direction && c->code[c->string_at] >> RE_COUNT_SHIFT < RE_LONGEST_STRING;
  if (!extends) {
    re_op(c, RE_STRING | direction);
    c->string_at = c->code_words - 1;
  }
  u8 bytes[4];
  u32 size = re_put(character, bytes);
  for (u32 i = 0; i < size; i++) re_append_byte(c, bytes[i]);
  if (direction) re_here(c);
}

static void re_emit_character(struct re_compiler *c, u32 character, u32 direction) {
  u32 to[RE_MOST_EQUIVALENTS] = {character}, count = 1;
  if (c->ignores_case) count = re_equivalents(character, c->unicode, to);
  if (count == 1) {
    re_emit_literal(c, to[0], direction);
    return;
  }
  re_op(c, RE_ONE_OF | direction | count << RE_COUNT_SHIFT);
  for (u32 i = 0; i < count; i++) re_word(c, to[i]);
}

static bool re_emit_one(struct re_compiler *c, const struct re_node *node, u32 direction) {
  switch (node->kind) {
  case RE_N_CHARACTER: re_emit_character(c, node->a, direction); return true;
  case RE_N_CLASS: re_op1(c, RE_CLASS | direction, node->a); return true;
  case RE_N_DOT: re_op(c, (c->dot_all ? RE_ANY : RE_NOT_LINE_END) | direction); return true;
  default: return false;
  }
}

// --- Work

enum re_task {
  RE_T_NODE,
  RE_T_ALTERNATIVE,   // node: a sequence whose code stands; at: the split before it
  RE_T_LAST,          // node: alternatives, all of which stand
  RE_T_OP1,           // at, operand: an instruction
  RE_T_LOOK_NOT_END,  // at: of the target, operand: the register
  RE_T_OPTION_END,    // at: of the target, operand: the register or 0
  RE_T_STAR_END,      // and the loop's start lies in front of that target
  RE_T_PLUS_END,      // at: where the body starts
  RE_T_LOOP_END,      // at: the loop
};

struct re_work {
  u8 task;
  u32 node, at, operand, direction;
};

static void re_push(struct re_compiler *c, struct re_work work) { RE_PUSH(c, work, work_count, work_room, work); }

static void re_push_node(struct re_compiler *c, u32 node, u32 direction) {
  re_push(c, (struct re_work){.task = RE_T_NODE, .node = node, .direction = direction});
}

// Backwards, the last term is matched first.
static void re_emit_sequence(struct re_compiler *c, const struct re_node *node, u32 direction) {
  u32 child = direction ? node->first : node->last;
  while (child) {
    re_push_node(c, child, direction);
    child = direction ? c->nodes[child].next : c->nodes[child].previous;
  }
}

static void re_emit_alternative(struct re_compiler *c, u32 node, u32 direction) {
  if (c->nodes[node].next) {
    u32 split = re_jump(c, RE_SPLIT);
    re_push(c, (struct re_work){.task = RE_T_ALTERNATIVE, .node = node, .at = split, .direction = direction});
  }
  re_push_node(c, node, direction);
}

// The jumps to the end of all alternatives are a list until the end is known; its head is in the last sequence.
static void re_next_emitted(struct re_compiler *c, const struct re_work *work) {
  u32 next = c->nodes[work->node].next, jump = re_jump(c, RE_JUMP);
  c->code[jump] = c->nodes[work->node].a;
  c->nodes[next].a = jump;
  re_land(c, work->at);
  re_emit_alternative(c, next, work->direction);
}

static void re_end_alternatives(struct re_compiler *c, u32 node) {
  u32 end = re_here(c), jump = c->nodes[c->nodes[node].last].a;
  while (jump) {
    u32 next = c->code[jump];
    c->code[jump] = end;
    jump = next;
  }
}

static void re_emit_alternatives(struct re_compiler *c, u32 index, u32 direction) {
  const struct re_node *node = &c->nodes[index];
  u32 first = node->first;
  if (first != node->last) re_push(c, (struct re_work){.task = RE_T_LAST, .node = index});
  re_emit_alternative(c, first, direction);
}

static void re_emit_group(struct re_compiler *c, const struct re_node *node, u32 direction) {
  u32 begin = 2 * node->a, end = begin + 1, inside = node->first;
  re_op1(c, RE_SAVE, direction ? end : begin);
  re_push(c, (struct re_work){.task = RE_T_OP1, .at = RE_SAVE, .operand = direction ? begin : end});
  re_push_node(c, inside, direction);
}

static void re_emit_look(struct re_compiler *c, const struct re_node *node) {
  u32 look = re_new_registers(c, 2), inside = node->first, direction = node->a & RE_BACKWARD;
  if ((node->a & RE_OP_MASK) == RE_LOOK) {
    re_op1(c, RE_LOOK, look);
    re_push(c, (struct re_work){.task = RE_T_OP1, .at = RE_LOOK_END, .operand = look});
  } else {
    re_op2(c, RE_LOOK_NOT, look, 0);
    re_push(c, (struct re_work){.task = RE_T_LOOK_NOT_END, .at = (u32)c->code_words - 1, .operand = look});
  }
  re_push_node(c, inside, direction);
}

// --- Quantifiers

static void re_emit_iterate(struct re_compiler *c, const struct re_node *node, u32 start) {
  // The only iteration there is finds its captures reset.
  u32 first = 2 * node->c, end = node->b == 1 ? first : 2 * node->d;
  if (!start && first == end) return;
  re_op(c, RE_ITERATE);
  re_word(c, start);
  re_word(c, first);
  re_word(c, end);
}

// Of what cannot be empty, or be it the first time.
static void re_emit_plus(struct re_compiler *c, const struct re_node *node, u32 direction) {
  u32 start = re_here(c), op = node->lazy ? RE_SPLIT : RE_SPLIT_AWAY;
  re_emit_iterate(c, node, 0);
  re_push(c, (struct re_work){.task = RE_T_PLUS_END, .at = start, .operand = op});
  re_push_node(c, node->first, direction);
}

// None or one, or none or more.
static void re_emit_star(struct re_compiler *c, const struct re_node *node, u32 direction) {
  bool is_loop = node->b != 1;
  u32 inside = node->first, start = c->nodes[inside].can_be_empty ? re_new_registers(c, 1) : 0;
  u32 target = re_jump(c, node->lazy ? RE_SPLIT_AWAY : RE_SPLIT);
  re_emit_iterate(c, node, start);
  u8 task = is_loop ? RE_T_STAR_END : RE_T_OPTION_END;
  re_push(c, (struct re_work){.task = task, .at = target, .operand = start});
  re_push_node(c, inside, direction);
}

static void re_emit_counted(struct re_compiler *c, const struct re_node *node, u32 direction) {
  u32 counter = re_new_registers(c, 2), inside = node->first;
  re_op1(c, RE_INIT, counter);
  re_op(c, RE_LOOP | (node->lazy ? RE_LAZY : 0));
  u32 loop = (u32)c->code_words - 1;
  re_word(c, counter);
  re_word(c, node->a);
  re_word(c, node->b);
  re_word(c, 0);
  re_emit_iterate(c, node, counter + 1);
  re_push(c, (struct re_work){.task = RE_T_LOOP_END, .at = loop});
  re_push_node(c, inside, direction);
}

static void re_emit_quantifier(struct re_compiler *c, const struct re_node *quantifier, u32 direction) {
  struct re_node copy = *quantifier, *node = &copy;
  const struct re_node *inside = &c->nodes[node->first];
  // An iteration that is not demanded may not be empty; of those that are, all would do the same.
  if (node->b == 0 || (inside->always_empty && node->a == 0)) return;
  if (inside->always_empty || (node->a == 1 && node->b == 1)) {
    re_push_node(c, node->first, direction);
    return;
  }
  if (inside->kind == RE_N_CHARACTER || inside->kind == RE_N_CLASS || inside->kind == RE_N_DOT) {
    re_op(c, RE_REPEAT | direction | (node->lazy ? RE_LAZY : 0));
    u32 repeat = (u32)c->code_words;
    re_word(c, node->a);
    re_word(c, node->b);
    re_word(c, 0);
    re_emit_one(c, inside, direction);
    re_land(c, repeat + 2);
    return;
  }
  if (node->a == 0 && (node->b == 1 || node->b == RE_INFINITE))
    re_emit_star(c, node, direction);
  else if (node->a == 1 && node->b == RE_INFINITE && !inside->can_be_empty)
    re_emit_plus(c, node, direction);
  else
    re_emit_counted(c, node, direction);
}

static void re_end_star(struct re_compiler *c, const struct re_work *work) {
  if (work->operand) re_op1(c, RE_NOT_EMPTY, work->operand);
  if (work->task == RE_T_STAR_END) re_op1(c, RE_JUMP, work->at - 1);
  re_land(c, work->at);
}

static void re_end_loop(struct re_compiler *c, u32 loop) {
  u32 counter = c->code[loop + 1], least = c->code[loop + 2];
  re_op2(c, RE_AGAIN, counter, least);
  re_word(c, loop);
  re_land(c, loop + 4);
}

// --- The whole tree

static void re_emit_node(struct re_compiler *c, u32 index, u32 direction) {
  const struct re_node *node = &c->nodes[index];
  if (re_emit_one(c, node, direction)) return;
  u32 folding = (c->ignores_case ? RE_FOLDS : 0) | (c->unicode ? RE_UNICODE : 0);
  switch (node->kind) {
  case RE_N_ALTERNATIVES: re_emit_alternatives(c, index, direction); break;
  case RE_N_SEQUENCE: re_emit_sequence(c, node, direction); break;
  case RE_N_GROUP: re_emit_group(c, node, direction); break;
  case RE_N_LOOK: re_emit_look(c, node); break;
  case RE_N_QUANTIFIER: re_emit_quantifier(c, node, direction); break;
  case RE_N_BACKREF: re_op1(c, RE_BACKREF | direction | folding, node->a); break;
  default: re_op(c, node->a | folding); break;
  }
}

static void re_emit_all(struct re_compiler *c, u32 root) {
  c->registers = 2 * (c->group + 1);
  c->code_words = RE_CODE;
  re_push_node(c, root, 0);
  while (c->work_count) {
    struct re_work work = c->work[--c->work_count];
    switch ((enum re_task)work.task) {
    case RE_T_NODE: re_emit_node(c, work.node, work.direction); break;
    case RE_T_ALTERNATIVE: re_next_emitted(c, &work); break;
    case RE_T_LAST: re_end_alternatives(c, work.node); break;
    case RE_T_OP1: re_op1(c, work.at, work.operand); break;
    case RE_T_LOOK_NOT_END:
      re_op1(c, RE_LOOK_NOT_END, work.operand);
      re_land(c, work.at);
      break;
    case RE_T_OPTION_END:
    case RE_T_STAR_END: re_end_star(c, &work); break;
    case RE_T_PLUS_END: re_op1(c, work.operand, work.at); break;
    case RE_T_LOOP_END: re_end_loop(c, work.at); break;
    }
  }
  re_op(c, RE_MATCH);
}

// --- Where a match can start

static void re_add_first_byte(u32 *set, u32 byte) { set[byte / 32] |= 1u << byte % 32; }

// The first bytes of a range's characters are a range, too: longer characters have larger ones.
static void re_add_first_bytes(u32 *set, u32 first, u32 last) {
  u8 from[4], to[4];
  re_put(first, from);
  re_put(last, to);
  for (u32 byte = from[0]; byte <= to[0]; byte++) re_add_first_byte(set, byte);
}

static void re_add_class_bytes(const struct re_compiler *c, u32 place, u32 *set) {
  const u32 *class = c->classes + place;
  for (u32 i = 0; i < 4; i++) set[i] |= class[i];
  for (u32 i = 0; i < class[RE_CLASS_COUNT]; i++)
    re_add_first_bytes(set, class[RE_CLASS_RANGES + 2 * i], class[RE_CLASS_RANGES + 2 * i + 1]);
}

#define RE_MOST_STARTS 64

struct re_starts {
  u32 set[8], pending[RE_MOST_STARTS], count, looked_at;
};

static bool re_add_start(struct re_starts *starts, u32 at) {
  if (starts->count == RE_MOST_STARTS) return false;
  starts->pending[starts->count++] = at;
  return true;
}

// What is done before the first character; false if the set cannot be told, or has all bytes.
static bool re_follow_start(const struct re_compiler *c, struct re_starts *starts, u32 at) {
  const u32 *op = c->code + at;
  if (*op & RE_BACKWARD) return false;
  switch ((enum re_op)(*op & RE_OP_MASK)) {
  case RE_STRING: re_add_first_byte(starts->set, op[1] & 255); return true;
  case RE_ONE_OF:
    for (u32 i = 0; i < *op >> RE_COUNT_SHIFT; i++) re_add_first_bytes(starts->set, op[1 + i], op[1 + i]);
    return true;
  case RE_CLASS: re_add_class_bytes(c, op[1], starts->set); return true;
  case RE_SPLIT:
  case RE_SPLIT_AWAY: return re_add_start(starts, op[1]) && re_add_start(starts, at + 2);
  case RE_JUMP: return re_add_start(starts, op[1]);
  case RE_ITERATE: return re_add_start(starts, at + 4);
  case RE_SAVE:
  case RE_INIT:
  case RE_LOOK: return re_add_start(starts, at + 2);
  case RE_LOOP: return re_add_start(starts, at + 5) && (op[2] || re_add_start(starts, op[4]));
  case RE_REPEAT: return re_add_start(starts, at + 4) && (op[1] || re_add_start(starts, op[3]));
  case RE_LOOK_NOT: return re_add_start(starts, op[2]);
  case RE_BEGIN:
  case RE_LINE_BEGIN:
  case RE_WORD_EDGE:
  case RE_NO_WORD_EDGE: return re_add_start(starts, at + 1);
  default: return false;
  }
}

static bool re_find_starts(const struct re_compiler *c, struct re_starts *starts) {
  *starts = (struct re_starts){.pending = {RE_CODE}, .count = 1};
  while (starts->count) {
    if (starts->looked_at++ == 4 * RE_MOST_STARTS) return false;
    if (!re_follow_start(c, starts, starts->pending[--starts->count])) return false;
  }
  return true;
}

static void re_find_start(struct re_compiler *c) {
  struct re_starts starts;
  u32 at = RE_CODE, how = RE_ANYWHERE;
  while (c->code[at] == RE_SAVE) at += 2;
  u32 op = c->code[at] & (RE_OP_MASK | RE_BACKWARD);
  if (c->sticky) {
    how = RE_AT_START;
  } else if (op == RE_BEGIN) {
    how = RE_AT_BEGINNING;
  } else if (op == RE_STRING) {
    how = RE_AT_LITERAL;
    c->code[RE_SCAN] = at + 1;
    c->code[RE_SCAN_SIZE] = c->code[at] >> RE_COUNT_SHIFT;
  } else if (re_find_starts(c, &starts)) {
    how = RE_AT_BYTE_OF_SET;
    c->code[RE_SCAN] = re_here(c);
    for (u32 i = 0; i < 8; i++) re_word(c, starts.set[i]);
  }
  c->code[RE_START] = how;
}

// --- What the host calls

static void re_read_flags(struct re_compiler *c, struct regexp_text flags) {
  static const char known[] = "dgimsuyv";
  u32 seen = 0;
  for (u32 i = 0; i < flags.length; i++) {
    const char *flag = flags.bytes[i] ? strchr(known, flags.bytes[i]) : NULL;
    u32 bit = flag ? 1u << (flag - known) : seen;
    if (!flag || seen & bit) re_fail(c, "");
    seen |= bit;
  }
  c->ignores_case = seen & 4;
  c->multiline = seen & 8;
  c->dot_all = seen & 16;
  c->sticky = seen & 64;
  c->sets = seen & 128;
  c->unicode = seen & (32 | 128);
  if ((seen & 32) && c->sets) re_fail(c, "");
}

static void re_compile(struct re_compiler *c, struct regexp_text flags) {
  c->bare_message = true;
  re_read_flags(c, flags);
  c->bare_message = false;
  if (c->length > REGEXP_MOST_PATTERN) re_fail(c, "Regular expression too large");
  for (u32 i = 0; i < RE_CODE; i++) re_word(c, 0);
  re_emit_all(c, re_parse(c));
  re_find_start(c);
  c->code[RE_CLASSES] = re_here(c);
  for (size_t i = 0; i < c->class_words; i++) re_word(c, c->classes[i]);
  c->code[RE_WORDS] = (u32)c->code_words;
  c->code[RE_GROUPS] = c->group + 1;
  c->code[RE_REGISTERS] = c->registers;
}

// The parts one after the other; or NULL.
static char *re_join(const struct regexp_text *parts, size_t count, size_t *length) {
  *length = 0;
  for (size_t i = 0; i < count; i++) *length += parts[i].length;
  char *text = malloc(*length + 1);
  if (!text) return NULL;
  char *at = text;
  for (size_t i = 0; i < count; i++) {
    if (parts[i].length) memcpy(at, parts[i].bytes, parts[i].length);
    at += parts[i].length;
  }
  *at = 0;
  return text;
}

static struct regexp_text re_text(const char *text) {
  return (struct regexp_text){(const u8 *)text, (u32)strlen(text)};
}

static void re_describe(const struct re_compiler *c, struct regexp_text pattern, struct regexp_text flags,
                        struct regexp_made *made) {
  if (c->bare_message) {
    struct regexp_text parts[] = {re_text("Invalid flags supplied to RegExp constructor '"), flags, re_text("'")};
    made->error = re_join(parts, 3, &made->error_length);
  } else {
    struct regexp_text parts[] = {re_text("Invalid regular expression: /"), pattern, re_text("/"), flags,
                                  re_text(": "), re_text(c->message)};
    made->error = re_join(parts, 6, &made->error_length);
  }
}

struct regexp_made regexp_compile(struct regexp_text pattern, struct regexp_text flags) {
  struct regexp_made made = {NULL, 0, NULL, 0};
  struct re_compiler *c = calloc(1, sizeof *c);
  if (!c) return made;
  c->text = pattern.bytes;
  c->length = pattern.length;
  if (setjmp(c->failed) == 0) {
    re_compile(c, flags);
    made.program = c->code;
    made.count = (u32)c->code_words;
    c->code = NULL;
  } else if (c->message) {
    re_describe(c, pattern, flags, &made);
  }
  re_free_compiler(c);
  free(c);
  return made;
}

void regexp_made_free(struct regexp_made *made) {
  free(made->program);
  free(made->error);
  *made = (struct regexp_made){NULL, 0, NULL, 0};
}

u32 regexp_capture_count(const u32 *program) { return program[RE_GROUPS]; }
