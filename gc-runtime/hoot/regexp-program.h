// JavaScript's regular expressions (ECMA-262, 2024, §22.2 with annex B.1.2): compiled to a program of words, which is
// then run over a string. Nothing here knows of the heap: a program is without pointers, and can be copied into an
// object; `regexp_exec` allocates by malloc, and only while it runs.
//
// Supported: the flags d g i m s u v y; everything of the grammar, with annex B's leniency where neither u nor v is
// set; lookbehind; named groups; \p{...} with u or v, of General_Category, Script, Script_Extensions and the binary
// properties that regexp-properties.inc names; with v nested classes, `--`, `&&` and \q.
// Not supported, and an error: strings of other lengths than one in \q, properties of strings (\p{RGI_Emoji}), scripts
// and binary properties without a table; what came after 2024, as (?i:...) and two groups of one name.
//
// Text is WTF-8, and a character is a code point, also without the flag u. There JavaScript goes by UTF-16's units: it
// sees two of them where a character lies beyond U+FFFF, so that `^.$` does not match one, and \uD83D\uDE00 in a class
// are two members. Here it matches, and they are one. Text that is not well formed gives odd matches and no more.
//
// Matching backtracks, on a stack of its own: some patterns take time that is exponential in the subject's length.
#ifndef WR_HOOT_REGEXP_PROGRAM_H
#define WR_HOOT_REGEXP_PROGRAM_H

#include "base.h"

struct regexp_text {
  const u8 *bytes;
  u32 length;
};

// Longer patterns and programs are "Regular expression too large", more groups are "Too many captures".
#define REGEXP_MOST_PATTERN (1u << 20)  // bytes
#define REGEXP_MOST_PROGRAM (1u << 22)  // words
#define REGEXP_MOST_GROUPS 65535u

// The most that `regexp_exec` keeps to come back to, in bytes.
#define REGEXP_MOST_STACK (1u << 28)

// What `regexp_compile` makes: a program or an error, by malloc. Neither: there was no memory.
struct regexp_made {
  u32 *program;
  u32 count;     // of words
  char *error;   // "Invalid regular expression: /(/: Unterminated group": WTF-8, as the pattern is
  size_t error_length;
};

struct regexp_made regexp_compile(struct regexp_text pattern, struct regexp_text flags);
void regexp_made_free(struct regexp_made *made);

// How many pairs of captures `regexp_exec` writes: one for the whole match and one for each group.
u32 regexp_capture_count(const u32 *program);

enum regexp_outcome { REGEXP_MATCH, REGEXP_NO_MATCH, REGEXP_NO_MEMORY };

#define REGEXP_UNMATCHED 0xffffffffu

// The first match at byte `start` or behind it; with the flag y only there. `start` is the offset of a character, or
// the subject's length; beyond that there is no match. Writes pairs of byte offsets, begin and end, which are
// REGEXP_UNMATCHED for a group that takes no part; nothing unless there is a match. REGEXP_NO_MEMORY: malloc failed, or
// more than REGEXP_MOST_STACK would be needed.
enum regexp_outcome regexp_exec(const u32 *program, struct regexp_text subject, u32 start, u32 *captures);

#endif
