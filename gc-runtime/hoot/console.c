// Standard input, output and error, and the debugger's printing.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "console.h"
#include "host.h"

#include "hoot.h"

// --- Output

// A program cannot learn that its output failed. A broken pipe ends it as it ends any filter.
static void check_written(bool written) {
  if (written) return;
  if (errno == EPIPE) {
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
  }
  wr_die("cannot write: %s", strerror(errno));
}

void hoot_write_bytes(int fd, const void *bytes, size_t size) {
  check_written(wr_write_all(fd, bytes, size));
}

// The length of a surrogate's three bytes at `at`, which WTF-8 has and UTF-8 has not; else 0.
static u32 surrogate_at(struct hoot_string string, u32 at) {
  return string.length - at >= 3 && string.bytes[at] == 0xed && string.bytes[at + 1] >= 0xa0 ? 3 : 0;
}

// What stands between surrogates as it is, and U+FFFD for each of those.
void hoot_write(int fd, struct hoot_string string) {
  u32 start = 0;
  for (u32 at = 0; at < string.length;) {
    const u8 *next = memchr(string.bytes + at, 0xed, string.length - at);
    if (!next) break;
    at = (u32)(next - string.bytes);
    u32 length = surrogate_at(string, at);
    if (length) {
      hoot_write_bytes(fd, string.bytes + start, at - start);
      hoot_write_bytes(fd, "\xef\xbf\xbd", 3);
      start = at + length;
    }
    at += length ? length : 1;
  }
  hoot_write_bytes(fd, string.bytes + start, string.length - start);
}

void hoot_write_stdout(ref string) {
  hoot_write(STDOUT_FILENO, hoot_string_of(string));
}

void hoot_write_stderr(ref string) {
  hoot_write(STDERR_FILENO, hoot_string_of(string));
}

// --- Input

// The length of the sequence that `lead` begins; 0 if no sequence begins with it.
static u32 sequence_length(u8 lead) {
  if (lead < 0x80) return 1;
  if (lead - 0xc2u < 0x1e) return 2;
  if (lead - 0xe0u < 0x10) return 3;
  return lead - 0xf0u < 5 ? 4 : 0;
}

// May `second` follow `lead`? Keeps out overlong forms, surrogates, and what lies beyond U+10FFFF.
static bool follows(u8 lead, u8 second) {
  switch (lead) {
  case 0xe0: return second >= 0xa0 && second <= 0xbf;
  case 0xed: return second >= 0x80 && second <= 0x9f;
  case 0xf0: return second >= 0x90 && second <= 0xbf;
  case 0xf4: return second >= 0x80 && second <= 0x8f;
  default: return (second & 0xc0) == 0x80;
  }
}

// How many of the `count` bytes belong to the character or the broken one at their start. `*valid`: a whole
// character; `*partial`: more bytes might complete it.
static u32 character_at(const u8 *bytes, u32 count, bool *valid, bool *partial) {
  u32 length = sequence_length(bytes[0]);
  *valid = *partial = false;
  u32 have = 1;
  while (have < length && have < count && (have == 1 ? follows(bytes[0], bytes[1]) : (bytes[have] & 0xc0) == 0x80))
    have++;
  *valid = length > 0 && have == length;
  *partial = have < length && have == count;
  return have;
}

u32 hoot_decode(struct hoot_decoder *decoder, const u8 *piece, u32 piece_count, bool last, u8 *to) {
  u8 bytes[sizeof decoder->pending + HOOT_PIECE];
  u32 count = decoder->pending_count + piece_count, written = 0;
  memcpy(bytes, decoder->pending, decoder->pending_count);
  memcpy(bytes + decoder->pending_count, piece, piece_count);
  decoder->pending_count = 0;
  for (u32 at = 0; at < count;) {
    bool valid, partial;
    u32 length = character_at(bytes + at, count - at, &valid, &partial);
    if (partial && !last) {
      memcpy(decoder->pending, bytes + at, length);
      decoder->pending_count = length;
      break;
    }
    memcpy(to + written, valid ? bytes + at : (const u8 *)"\xef\xbf\xbd", valid ? length : 3);
    written += valid ? length : 3;
    at += length;
  }
  return written;
}

ref hoot_read_stdin(ref *sp) {
  static struct hoot_decoder decoder;
  u8 piece[HOOT_PIECE], decoded[HOOT_MOST_DECODED];
  for (;;) {
    ssize_t got = read(STDIN_FILENO, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    bool last = got <= 0;  // an error is the end, too
    u32 length = hoot_decode(&decoder, piece, last ? 0 : (u32)got, last, decoded);
    if (!length && !last) continue;  // the beginning of one character, and no more
    ref string = hoot_string_allocate(sp, length);
    memcpy(hoot_string_place(string), decoded, length);
    return string;
  }
}

// --- Debugging: as Hoot's own hosts print it, to standard output

static void debug_line(ref string, const char *rest) {
  hoot_write_bytes(STDOUT_FILENO, "debug: ", 7);
  hoot_write(STDOUT_FILENO, hoot_string_of(string));
  hoot_write_bytes(STDOUT_FILENO, rest, strlen(rest));
}

void hoot_debug_str(ref string) {
  debug_line(string, "\n");
}

void hoot_debug_str_i32(ref string, u32 number) {
  char rest[32];
  snprintf(rest, sizeof rest, ": %d\n", (i32)number);
  debug_line(string, rest);
}

void hoot_debug_str_scm(ref string, ref value WR_UNUSED) {
  debug_line(string, ": #<scm>\n");
}
