// Runs a program over a string. What to come back to after a failure lies on a stack that grows by malloc, and so do
// the old values of registers that changed since: both are taken off it in turn, down to the next choice.
#include <stdlib.h>

#include "regexp-code.h"

enum re_entry_kind {
  RE_E_CHOICE,    // at, here: where to go on
  RE_E_UNDO,      // at: a register, here: what it was
  RE_E_FORWARD,   // at: behind a repetition, which can give back characters from `here` down to `bound`
  RE_E_BACKWARD,  // the same of one that matched backwards: from `here` up to `bound`
  RE_E_LAZY,      // at: a repetition that stopped `here`, after `bound` characters
};

#define RE_E_SHIFT 29
#define RE_E_PLACE ((1u << RE_E_SHIFT) - 1)
_Static_assert(REGEXP_MOST_PROGRAM <= RE_E_PLACE, "an entry holds a place in the program beside its kind");

struct re_entry {
  u32 at, here, bound;
};

#define RE_MOST_ENTRIES (REGEXP_MOST_STACK / sizeof(struct re_entry))
#define RE_FIRST_ENTRIES 128
#define RE_FIRST_REGISTERS 64

struct re_matcher {
  const u32 *program, *classes;
  const u8 *text;
  u32 end;
  u32 *registers;
  struct re_entry *stack;
  u32 count, room;
  bool is_full;
  struct re_entry first_entries[RE_FIRST_ENTRIES];
  u32 first_registers[RE_FIRST_REGISTERS];
};

// --- The stack

static WR_COLD bool re_grow_stack(struct re_matcher *m) {
  u32 room = 2 * m->room;
  bool is_first = m->stack == m->first_entries;
  struct re_entry *larger = NULL;
  if (room <= RE_MOST_ENTRIES) larger = realloc(is_first ? NULL : m->stack, room * sizeof *larger);
  if (!larger) {
    m->is_full = true;
    return false;
  }
  if (is_first) memcpy(larger, m->first_entries, sizeof m->first_entries);
  m->stack = larger;
  m->room = room;
  return true;
}

// If there is no room, the match fails, and `is_full` tells why.
WR_INLINE bool re_keep(struct re_matcher *m, enum re_entry_kind kind, u32 at, u32 here, u32 bound) {
  if (wr_unlikely(m->count == m->room) && !re_grow_stack(m)) return false;
  m->stack[m->count++] = (struct re_entry){(u32)kind << RE_E_SHIFT | at, here, bound};
  return true;
}

WR_INLINE bool re_set_register(struct re_matcher *m, u32 number, u32 value) {
  if (!re_keep(m, RE_E_UNDO, number, m->registers[number], 0)) return false;
  m->registers[number] = value;
  return true;
}

static void re_drop_to(struct re_matcher *m, u32 count) {
  while (m->count > count) {
    const struct re_entry *entry = &m->stack[--m->count];
    if (entry->at >> RE_E_SHIFT == RE_E_UNDO) m->registers[entry->at & RE_E_PLACE] = entry->here;
  }
}

// What a lookaround could still try is dropped; what it changed is undone if something before it fails.
static void re_drop_choices(struct re_matcher *m, u32 count) {
  u32 kept = count;
  for (u32 i = count; i < m->count; i++)
    if (m->stack[i].at >> RE_E_SHIFT == RE_E_UNDO) m->stack[kept++] = m->stack[i];
  m->count = kept;
}

// --- One character

WR_INLINE bool re_class_has(const u32 *class, u32 c) {
  if (wr_likely(c < 0x80)) return class[RE_CLASS_BITS + c / 32] >> c % 32 & 1;
  const u32 *ranges = class + RE_CLASS_RANGES;
  u32 low = 0, high = class[RE_CLASS_COUNT], count = high;
  while (low < high) {
    u32 middle = low + (high - low) / 2;
    if (ranges[2 * middle + 1] < c) low = middle + 1;
    else high = middle;
  }
  return low < count && ranges[2 * low] <= c;
}

WR_INLINE bool re_matches_string(const struct re_matcher *m, const u32 *op, u32 *at) {
  u32 size = *op >> RE_COUNT_SHIFT;
  bool is_backward = *op & RE_BACKWARD;
  if (size > (is_backward ? *at : m->end - *at)) return false;
  u32 from = is_backward ? *at - size : *at;
  if (memcmp(m->text + from, op + 1, size)) return false;
  *at = is_backward ? from : from + size;
  return true;
}

WR_INLINE bool re_is_one_of(const u32 *op, u32 c) {
  for (u32 i = 0; i < *op >> RE_COUNT_SHIFT; i++)
    if (op[1 + i] == c) return true;
  return false;
}

// An instruction that matches a character, or the string that one is: moves *at if it does.
WR_INLINE bool re_matches(const struct re_matcher *m, const u32 *op, u32 *at) {
  u32 here = *at, c;
  if ((*op & RE_OP_MASK) == RE_STRING) return re_matches_string(m, op, at);
  if (*op & RE_BACKWARD) {
    if (here == 0) return false;
    u32 from = here = re_before(m->text, here, 0);
    c = re_next(m->text, *at, &from);
  } else {
    if (here == m->end) return false;
    c = re_next(m->text, m->end, &here);
  }
  bool matches = true;
  switch (*op & RE_OP_MASK) {
  case RE_ONE_OF: matches = re_is_one_of(op, c); break;
  case RE_CLASS: matches = re_class_has(m->classes + op[1], c); break;
  case RE_NOT_LINE_END: matches = !re_is_line_end(c); break;
  }
  if (matches) *at = here;
  return matches;
}

// --- Instructions that need more than a line

static bool re_is_word_at(const struct re_matcher *m, u32 at, u32 op) {
  if (at >= m->end) return false;
  u32 c = re_next(m->text, m->end, &at);
  bool folds = (op & (RE_FOLDS | RE_UNICODE)) == (RE_FOLDS | RE_UNICODE);
  return re_is_word(c) || (folds && (c == 0x17f || c == 0x212a));
}

static bool re_is_word_edge(const struct re_matcher *m, u32 at, u32 op) {
  bool before = at > 0 && re_is_word_at(m, re_before(m->text, at, 0), op);
  return before != re_is_word_at(m, at, op);
}

static bool re_begins_line(const struct re_matcher *m, u32 at) {
  if (at == 0) return true;
  u32 before = re_before(m->text, at, 0);
  return re_is_line_end(re_next(m->text, m->end, &before));
}

static bool re_ends_line(const struct re_matcher *m, u32 at) {
  return at == m->end || re_is_line_end(re_next(m->text, m->end, &at));
}

// The text of a group once more, letters perhaps in another case, which may be of another length.
static bool re_matches_folded(const struct re_matcher *m, u32 op, u32 from, u32 to, u32 *at) {
  bool is_backward = op & RE_BACKWARD, unicode = op & RE_UNICODE;
  u32 here = *at;
  while (from < to) {
    u32 wanted, c, read;
    if (is_backward) {
      if (here == 0) return false;
      u32 behind = here;
      read = here = re_before(m->text, here, 0);
      c = re_next(m->text, behind, &read);
      behind = to;
      read = to = re_before(m->text, to, from);
      wanted = re_next(m->text, behind, &read);
    } else {
      if (here >= m->end) return false;
      c = re_next(m->text, m->end, &here);
      wanted = re_next(m->text, to, &from);
    }
    if (c != wanted && re_canonical(c, unicode) != re_canonical(wanted, unicode)) return false;
  }
  *at = here;
  return true;
}

static bool re_matches_group(const struct re_matcher *m, const u32 *op, u32 *at) {
  u32 from = m->registers[2 * op[1]], to = m->registers[2 * op[1] + 1], size = to - from;
  if (from == REGEXP_UNMATCHED || to == REGEXP_UNMATCHED || size == 0) return true;
  if (*op & RE_FOLDS) return re_matches_folded(m, *op, from, to, at);
  bool is_backward = *op & RE_BACKWARD;
  if (size > (is_backward ? *at : m->end - *at)) return false;
  u32 start = is_backward ? *at - size : *at;
  if (memcmp(m->text + start, m->text + from, size)) return false;
  *at = is_backward ? start : start + size;
  return true;
}

static bool re_iterate(struct re_matcher *m, const u32 *op, u32 at) {
  if (op[1] && !re_set_register(m, op[1], at)) return false;
  for (u32 i = op[2]; i < op[3]; i++)
    if (m->registers[i] != REGEXP_UNMATCHED && !re_set_register(m, i, REGEXP_UNMATCHED)) return false;
  return true;
}

// How many ASCII characters of a class stand here, which are most of those in loops.
WR_INLINE u32 re_count_class(const struct re_matcher *m, const u32 *class, u32 at, u32 most) {
  u32 left = m->end - at, limit = left < most ? left : most, count = 0;
  while (count < limit) {
    u32 byte = m->text[at + count];
    if (byte >= 0x80 || !(class[RE_CLASS_BITS + byte / 32] >> byte % 32 & 1)) break;
    count++;
  }
  return count;
}

// Matches as often as it must, and if it is greedy as often as it can.
WR_INLINE bool re_repeat(struct re_matcher *m, const u32 *op, u32 *at) {
  const u32 *one = op + 4;
  u32 least = op[1], most = op[2], here = *at, count = 0, place = (u32)(op - m->program);
  for (; count < least; count++)
    if (!re_matches(m, one, &here)) return false;
  u32 bound = here;
  if (*op & RE_LAZY) {
    *at = here;
    return least == most || re_keep(m, RE_E_LAZY, place, here, count);
  }
  bool is_class = (*one & (RE_OP_MASK | RE_BACKWARD)) == RE_CLASS;
  do {
    u32 more = is_class ? re_count_class(m, m->classes + one[1], here, most - count) : 0;
    count += more;
    here += more;
  } while (count < most && re_matches(m, one, &here) && ++count);
  *at = here;
  enum re_entry_kind kind = *op & RE_BACKWARD ? RE_E_BACKWARD : RE_E_FORWARD;
  return here == bound || re_keep(m, kind, op[3], here, bound);
}

// Where a repetition ends with fewer characters. If a literal follows, its first byte tells quickly where not:
// [a-z]+@ over words takes .56 of the time (gcc 12 -O2).
WR_INLINE u32 re_give_back(const struct re_matcher *m, const u32 *next, u32 here, u32 bound) {
  bool has_literal = (*next & (RE_OP_MASK | RE_BACKWARD)) == RE_STRING;
  u8 byte = has_literal ? (u8)next[1] : 0;
  do here = re_before(m->text, here, bound);
  while (has_literal && here != bound && m->text[here] != byte);
  return here;
}

// --- The loop

// Goes back to the last choice: where to go on, or 0 if there is none.
WR_INLINE u32 re_backtrack(struct re_matcher *m, u32 *at) {
  if (m->is_full) return 0;
  while (m->count) {
    struct re_entry *entry = &m->stack[m->count - 1];
    u32 place = entry->at & RE_E_PLACE;
    switch ((enum re_entry_kind)(entry->at >> RE_E_SHIFT)) {
    case RE_E_UNDO:
      m->registers[place] = entry->here;
      m->count--;
      continue;
    case RE_E_CHOICE:
      m->count--;
      *at = entry->here;
      return place;
    case RE_E_FORWARD:
      *at = entry->here = re_give_back(m, m->program + place, entry->here, entry->bound);
      m->count -= entry->here == entry->bound;
      return place;
    case RE_E_BACKWARD:
      re_next(m->text, entry->bound, &entry->here);
      *at = entry->here;
      m->count -= entry->here == entry->bound;
      return place;
    case RE_E_LAZY: {
      const u32 *op = m->program + place;
      if (!re_matches(m, op + 4, &entry->here)) {
        m->count--;
        continue;
      }
      *at = entry->here;
      if (++entry->bound == op[2]) m->count--;
      return op[3];
    }
    }
  }
  return 0;
}

// Whether the program matches at `start`; if so, register 1 is where the match ends.
static bool re_run(struct re_matcher *m, u32 start) {
  const u32 *program = m->program, *op = program + RE_CODE;
  u32 *registers = m->registers;
  u32 at = start;
  for (;;) {
    bool matches = true;
    switch ((enum re_op)(*op & RE_OP_MASK)) {
    case RE_MATCH:
      registers[0] = start;
      registers[1] = at;
      return true;
    case RE_STRING:
      matches = re_matches_string(m, op, &at);
      op += 1 + ((*op >> RE_COUNT_SHIFT) + 3) / 4;
      break;
    case RE_ONE_OF:
      matches = re_matches(m, op, &at);
      op += 1 + (*op >> RE_COUNT_SHIFT);
      break;
    case RE_CLASS:
      matches = re_matches(m, op, &at);
      op += 2;
      break;
    case RE_ANY:
    case RE_NOT_LINE_END:
      matches = re_matches(m, op, &at);
      op += 1;
      break;
    case RE_SPLIT:
      matches = re_keep(m, RE_E_CHOICE, op[1], at, 0);
      op += 2;
      break;
    case RE_SPLIT_AWAY:
      matches = re_keep(m, RE_E_CHOICE, (u32)(op - program) + 2, at, 0);
      op = program + op[1];
      break;
    case RE_JUMP: op = program + op[1]; break;
    case RE_SAVE:
      matches = re_set_register(m, op[1], at);
      op += 2;
      break;
    case RE_ITERATE:
      matches = re_iterate(m, op, at);
      op += 4;
      break;
    case RE_NOT_EMPTY:
      matches = registers[op[1]] != at;
      op += 2;
      break;
    case RE_INIT:
      matches = re_set_register(m, op[1], 0);
      op += 2;
      break;
    case RE_LOOP: {
      u32 count = registers[op[1]], body = (u32)(op - program) + 5, away = op[4];
      bool is_lazy = *op & RE_LAZY;
      if (count < op[2]) {
        op += 5;
      } else if (count >= op[3]) {
        op = program + away;
      } else {
        matches = re_keep(m, RE_E_CHOICE, is_lazy ? body : away, at, 0);
        op = program + (is_lazy ? away : body);
      }
      break;
    }
    case RE_AGAIN: {
      u32 count = registers[op[1]];
      bool is_over = count >= op[2] && registers[op[1] + 1] == at;
      // Without a bound, only the least matters.
      u32 next = count == RE_INFINITE - 1 ? count : count + 1;
      matches = !is_over && re_set_register(m, op[1], next);
      op = program + op[3];
      break;
    }
    case RE_REPEAT: {
      u32 behind = op[3];
      matches = re_repeat(m, op, &at);
      op = program + behind;
      break;
    }
    // Nothing is to be undone in these two: they are not read when the lookaround is over.
    case RE_LOOK:
      registers[op[1]] = m->count;
      registers[op[1] + 1] = at;
      op += 2;
      break;
    case RE_LOOK_END:
      re_drop_choices(m, registers[op[1]]);
      at = registers[op[1] + 1];
      op += 2;
      break;
    case RE_LOOK_NOT:
      registers[op[1]] = m->count;
      matches = re_keep(m, RE_E_CHOICE, op[2], at, 0);
      op += 3;
      break;
    case RE_LOOK_NOT_END:
      re_drop_to(m, registers[op[1]]);
      matches = false;
      break;
    case RE_BACKREF:
      matches = re_matches_group(m, op, &at);
      op += 2;
      break;
    case RE_BEGIN:
      matches = at == 0;
      op++;
      break;
    case RE_END:
      matches = at == m->end;
      op++;
      break;
    case RE_LINE_BEGIN:
      matches = re_begins_line(m, at);
      op++;
      break;
    case RE_LINE_END:
      matches = re_ends_line(m, at);
      op++;
      break;
    case RE_WORD_EDGE:
      matches = re_is_word_edge(m, at, *op);
      op++;
      break;
    case RE_NO_WORD_EDGE:
      matches = !re_is_word_edge(m, at, *op);
      op++;
      break;
    }
    if (wr_likely(matches)) continue;
    u32 next = re_backtrack(m, &at);
    if (!next) return false;
    op = program + next;
  }
}

// --- Where to try

// The first place from `at` on where the literal is, or REGEXP_UNMATCHED.
static u32 re_find_literal(const struct re_matcher *m, u32 at) {
  const u8 *literal = (const u8 *)(m->program + m->program[RE_SCAN]);
  u32 size = m->program[RE_SCAN_SIZE];
  while (m->end - at >= size) {
    const u8 *found = memchr(m->text + at, literal[0], m->end - at - size + 1);
    if (!found) break;
    at = (u32)(found - m->text);
    if (!memcmp(found, literal, size)) return at;
    at++;
  }
  return REGEXP_UNMATCHED;
}

static u32 re_find_byte(const struct re_matcher *m, u32 at) {
  const u32 *set = m->program + m->program[RE_SCAN];
  for (; at < m->end; at++) {
    u32 byte = m->text[at];
    if (set[byte / 32] >> byte % 32 & 1) return at;
  }
  return REGEXP_UNMATCHED;
}

static u32 re_find_candidate(const struct re_matcher *m, u32 at) {
  switch (m->program[RE_START]) {
  case RE_AT_LITERAL: return re_find_literal(m, at);
  case RE_AT_BYTE_OF_SET: return re_find_byte(m, at);
  case RE_AT_BEGINNING: return at == 0 ? 0 : REGEXP_UNMATCHED;
  default: return at;
  }
}

static enum regexp_outcome re_search(struct re_matcher *m, u32 start) {
  bool only_here = m->program[RE_START] == RE_AT_START || m->program[RE_START] == RE_AT_BEGINNING;
  for (u32 at = start;;) {
    at = re_find_candidate(m, at);
    if (at == REGEXP_UNMATCHED) return REGEXP_NO_MATCH;
    if (re_run(m, at)) return REGEXP_MATCH;
    if (m->is_full) return REGEXP_NO_MEMORY;
    if (only_here || at == m->end) return REGEXP_NO_MATCH;
    re_next(m->text, m->end, &at);
  }
}

enum regexp_outcome regexp_exec(const u32 *program, struct regexp_text subject, u32 start, u32 *captures) {
  if (start > subject.length) return REGEXP_NO_MATCH;
  struct re_matcher m;
  u32 registers = program[RE_REGISTERS];
  m.program = program;
  m.classes = program + program[RE_CLASSES];
  m.text = subject.bytes;
  m.end = subject.length;
  m.registers = registers <= RE_FIRST_REGISTERS ? m.first_registers : malloc(registers * sizeof *m.registers);
  m.stack = m.first_entries;
  m.count = 0;
  m.room = RE_FIRST_ENTRIES;
  m.is_full = false;
  if (!m.registers) return REGEXP_NO_MEMORY;
  // A failed attempt leaves those of groups as they were.
  for (u32 i = 0; i < registers; i++) m.registers[i] = REGEXP_UNMATCHED;
  enum regexp_outcome outcome = re_search(&m, start);
  if (outcome == REGEXP_MATCH) memcpy(captures, m.registers, program[RE_GROUPS] * 2 * sizeof *captures);
  if (m.stack != m.first_entries) free(m.stack);
  if (m.registers != m.first_registers) free(m.registers);
  return outcome;
}
