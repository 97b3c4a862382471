// Writing to standard output and error; text that comes in pieces.
#ifndef HOOT_CONSOLE_H
#define HOOT_CONSOLE_H

#include "strings.h"

// Ends the program if it cannot. Surrogates, which WTF-8 has and UTF-8 has not, are written as U+FFFD.
void hoot_write(int fd, struct hoot_string string);
void hoot_write_bytes(int fd, const void *bytes, size_t size);

// Bytes that were read and not yet handed on: at most the beginning of one character.
struct hoot_decoder {
  u8 pending[4];
  u32 pending_count;
};

#define HOOT_PIECE 1024
#define HOOT_MOST_DECODED (3 * (HOOT_PIECE + 4))

// Decodes a piece as browsers do: each longest broken beginning becomes one U+FFFD. What may go on in the next piece is left
// for that unless this is the `last`. Returns how many bytes of UTF-8 were written.
u32 hoot_decode(struct hoot_decoder *decoder, const u8 *piece, u32 count, bool last, u8 *to);

#endif
