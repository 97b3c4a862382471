// Standard input, output and error as streams: reads and writes are promises. Facts of Hoot's runner under node, whose
// streams are those of the WHATWG's standard:
//
//  - Output is text. What is no UTF-8 becomes U+FFFD, also where a chunk ends within a character and another goes on; a byte
//    order mark at the beginning is left out, the beginning of a character at the end is lost.
//  - A stream is ready for output one turn of the event loop after it was made; it writes one chunk a turn. The promise of a
//    write is kept a turn later. So programs see what else is done in which order.
//  - An error of standard input is its end. A program may have several streams of it, which share what comes.
//
// Unlike node's, a stream of which nobody wants input does not keep a program alive, and nothing is read ahead.
//
//   stream        an array of one word: its number, and whether it is the stream, its reader or its writer
//   read result   an array of one reference: the bytes, or null at the end
#include "streams.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "alloc.h"
#include "cast.h"
#include "console.h"
#include "events.h"
#include "held.h"
#include "host.h"
#include "promises.h"
#include "reflect.h"
#include "strings.h"
#include "uint8arrays.h"

#include "hoot.h"

// In entry.c.
extern const u32 hoot_stream_type, hoot_read_result_type;

// A chunk to be written or, in the end, none: the stream is to be closed.
struct request {
  bool closes;
  u32 promise, chunk;  // held
  struct request *next;
};

// One for each time that a program asks for a stream; none is ever forgotten.
struct stream {
  int fd;
  bool is_locked, is_ready, is_closing, has_begun;
  struct hoot_decoder decoder;
  struct request *first, *last;
};

static struct stream *streams;
static u32 stream_count;

// --- References to streams

enum role { STREAM, READER, WRITER, ROLES };

static ref stream_ref(ref *sp, u32 number, enum role role) {
  ref object = wr_array_new(sp, hoot_stream_type, 1, 3);
  *(u64 *)wr_array_items(object) = (u64)ROLES * number + role;
  return object;
}

static u32 stream_number(ref object, enum role role) {
  u64 word = *(u64 *)wr_array_items(wr_as_any(object, hoot_stream_type, 0));
  if (wr_unlikely(word % ROLES != role)) wr_trap(WR_TRAP_CAST);
  return (u32)(word / ROLES);
}

static ref stream_new(ref *sp, int fd) {
  if ((stream_count & (stream_count - 1)) == 0)
    streams = hoot_grown(streams, stream_count ? 2 * (size_t)stream_count : 1, sizeof *streams);
  streams[stream_count] = (struct stream){.fd = fd};
  if (fd != STDIN_FILENO) hoot_stream_later(stream_count);
  return stream_ref(sp, stream_count++, STREAM);
}

ref hoot_stream_stdin(ref *sp) { return stream_new(sp, STDIN_FILENO); }
ref hoot_stream_stdout(ref *sp) { return stream_new(sp, STDOUT_FILENO); }
ref hoot_stream_stderr(ref *sp) { return stream_new(sp, STDERR_FILENO); }

// JavaScript throws what Scheme cannot catch.
static ref locked(ref *sp, ref object, enum role role) {
  u32 number = stream_number(object, STREAM);
  struct stream *stream = &streams[number];
  if ((stream->fd == STDIN_FILENO) != (role == READER)) wr_trap(WR_TRAP_CAST);
  if (stream->is_locked) wr_die("a stream has a reader or writer already");
  stream->is_locked = true;
  return stream_ref(sp, number, role);
}

ref hoot_stream_get_reader(ref *sp, ref stream) { return locked(sp, stream, READER); }
ref hoot_stream_get_writer(ref *sp, ref stream) { return locked(sp, stream, WRITER); }

// --- Input

enum { MOST_INPUT = 1 << 16 };  // as node reads

// Held, in the order in which they were made.
static u32 *awaited;
static size_t awaited_count, awaited_room;
static bool input_has_ended;

bool hoot_input_is_awaited(void) { return awaited_count > 0; }

static void keep_promise(ref *sp, ref promise, ref chunk) {
  sp[0] = promise;
  sp[1] = chunk;
  ref result = wr_array_new_default(sp + 2, hoot_read_result_type, 1, WR_SLOT_SHIFT);
  wr_element_set(result, (slot *)wr_array_items(result), sp[1]);
  ref value = hoot_wrap(sp + 2, result);
  hoot_promise_settle(sp + 2, sp[0], HOOT_RESOLVED, value);
}

ref hoot_stream_read(ref *sp, ref reader) {
  stream_number(reader, READER);
  sp[0] = hoot_promise_new(sp);
  if (input_has_ended) {
    keep_promise(sp + 1, sp[0], 0);
    return sp[0];
  }
  if (awaited_count == awaited_room)
    awaited = hoot_grown(awaited, awaited_room = awaited_room ? 2 * awaited_room : 4, sizeof *awaited);
  awaited[awaited_count++] = hoot_hold(sp + 1, sp[0]);
  return sp[0];
}

static void input_ends(ref *sp) {
  input_has_ended = true;
  for (size_t i = 0; i < awaited_count; i++) keep_promise(sp, hoot_release(sp, awaited[i]), 0);
  awaited_count = 0;
}

void hoot_input_has_come(ref *sp) {
  static u8 input[MOST_INPUT];
  ssize_t got = read(STDIN_FILENO, input, sizeof input);
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (got <= 0) {
    input_ends(sp);
    return;
  }
  ref chunk = hoot_make_uint8array(sp, (u32)got);
  memcpy(hoot_bytes_of(chunk).at, input, (size_t)got);
  sp[0] = chunk;
  ref promise = hoot_release(sp + 1, awaited[0]);
  memmove(awaited, awaited + 1, --awaited_count * sizeof *awaited);
  keep_promise(sp + 1, promise, sp[0]);
}

static ref chunk_of(ref result) {
  return slot_ref(*(slot *)wr_array_items(wr_as_any(result, hoot_read_result_type, 0)));
}

u32 hoot_stream_result_done(ref result) {
  return chunk_of(result) == 0;
}

ref hoot_stream_result_chunk(ref result) {
  ref chunk = chunk_of(result);
  return wr_cast_checked(chunk, chunk != 0);
}

// --- Output

static void write_text(struct stream *stream, struct hoot_bytes bytes) {
  u8 text[HOOT_MOST_DECODED];
  for (u32 at = 0; at < bytes.length; at += HOOT_PIECE) {
    u32 count = bytes.length - at < HOOT_PIECE ? bytes.length - at : HOOT_PIECE;
    u32 length = hoot_decode(&stream->decoder, bytes.at + at, count, false, text);
    bool has_mark = !stream->has_begun && length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3);
    stream->has_begun |= length > 0;
    hoot_write_bytes(stream->fd, text + 3 * has_mark, length - 3 * has_mark);
  }
}

// Writes the first request's chunk. It is done, and the next one's turn comes, one turn later.
static void begin_first(ref *sp, u32 number) {
  struct stream *stream = &streams[number];
  if (!stream->first) return;
  if (!stream->first->closes) write_text(stream, hoot_bytes_of(hoot_held(sp, stream->first->chunk)));
  hoot_stream_later(number);
}

static void finish_first(ref *sp, struct stream *stream) {
  struct request *done = stream->first;
  stream->first = done->next;
  if (!done->closes) hoot_release(sp, done->chunk);
  ref promise = hoot_release(sp, done->promise);
  free(done);
  hoot_promise_settle(sp, promise, HOOT_RESOLVED, HOOT_FALSE);  // false is Hoot's undefined
}

void hoot_stream_go_on(ref *sp, u32 number) {
  struct stream *stream = &streams[number];
  if (stream->is_ready)
    finish_first(sp, stream);
  else
    stream->is_ready = true;
  begin_first(sp, number);
}

// A promise that is rejected, with a text that is no Scheme string.
static ref refused(ref *sp) {
  sp[0] = hoot_promise_new(sp);
  ref text = hoot_string_from(sp + 1, "the stream is closed");
  ref value = hoot_wrap(sp + 1, text);
  hoot_promise_settle(sp + 1, sp[0], HOOT_REJECTED, value);
  return sp[0];
}

static ref requested(ref *sp, u32 number, ref chunk) {
  sp[0] = chunk;
  sp[1] = hoot_promise_new(sp + 1);
  struct request *request = hoot_grown(NULL, 1, sizeof *request);
  *request = (struct request){.closes = !chunk, .promise = hoot_hold(sp + 2, sp[1])};
  if (chunk) request->chunk = hoot_hold(sp + 2, sp[0]);
  struct stream *stream = &streams[number];
  bool is_alone = !stream->first;
  if (is_alone)
    stream->first = request;
  else
    stream->last->next = request;
  stream->last = request;
  if (is_alone && stream->is_ready) begin_first(sp + 2, number);
  return sp[1];
}

ref hoot_stream_write(ref *sp, ref writer, ref chunk) {
  u32 number = stream_number(writer, WRITER);
  hoot_bytes_of(chunk);
  return streams[number].is_closing ? refused(sp) : requested(sp, number, chunk);
}

ref hoot_stream_close_writer(ref *sp, ref writer) {
  u32 number = stream_number(writer, WRITER);
  if (streams[number].is_closing) return refused(sp);
  streams[number].is_closing = true;
  return requested(sp, number, 0);
}
