// Exceptions: a chain of setjmp buffers on the stack, and one static place for the exception in flight.
//
// Rules for emitted code, each learned from a miscompilation (traps.md):
//  - A function with a WR_TRY is marked WR_HAS_TRY, and calls no other function in tail position: the frame
//    that holds the buffer must live until the handler is popped.
//  - What the handler reads is on the side stack or volatile, also if the body does not change it: clang takes
//    setjmp for an ordinary call, moves `x + y` behind it into body and handler, and overwrites x in the body.
//  - The body leaves through WR_TRY_END on every path but a throw.
//  - The handler reads wr_exception.payload before its first safepoint: nothing else keeps it alive.
#ifndef WR_EXCEPTION_H
#define WR_EXCEPTION_H

#include "object.h"

#define WR_PAYLOAD_MAX 32

struct wr_exception {
  const struct wr_tag *tag;
  ref object;  // its exnref, if there is one already
  u64 payload[WR_PAYLOAD_MAX];
};
extern struct wr_exception wr_exception;

// clang has no __builtin_setjmp for AArch64; there, and only there, setjmp is a function of ours.
#if defined(__aarch64__)
#define WR_HANDLER_WORDS 22
__attribute__((returns_twice)) int wr_setjmp(void **buffer);
WR_NORETURN void wr_longjmp(void **buffer);
#else
#define WR_HANDLER_WORDS 5
#define wr_setjmp(buffer) __builtin_setjmp(buffer)
#define wr_longjmp(buffer) __builtin_longjmp(buffer, 1)
#endif

struct wr_handler {
  void *buffer[WR_HANDLER_WORDS];
  struct wr_handler *previous;
  ref *sp;
};
extern struct wr_handler *wr_handlers;

// In a function with very many tries: __builtin_setjmp gives gcc an edge from each call to each of them (400 of them take it
// 5.5 s, 800 24, 1600 more than a minute), and this is a function that returns twice (0.6, 1.9, 5.9 s).
#if defined(__x86_64__)
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wclobbered"  // variables that no handler reads
#endif
struct wr_saving_handler {
  struct wr_handler handler;
  void *registers[6];
};
__attribute__((returns_twice)) int wr_setjmp_saving(struct wr_saving_handler *handler);
#else
struct wr_saving_handler { struct wr_handler handler; };
#define wr_setjmp_saving(HANDLER) wr_setjmp((HANDLER)->handler.buffer)
#endif

// AddressSanitizer by clang would keep the frame's address in a slot that the body may take for something else, if it
// ends by a throw: to clang nothing is behind that.
#ifdef __clang__
#define WR_HAS_TRY __attribute__((noinline, disable_tail_calls, no_sanitize("address")))
#else
#define WR_HAS_TRY __attribute__((noinline))
#endif

// The chain of handlers tells what setjmp returned: clang may take that 1 from where the first return left a 0. gcc does
// not, and its programs take 1.6 % more instructions so (exceptions of corpora/ocaml).
#ifdef __clang__
#define wr_has_arrived(HANDLER, RETURNED) ((void)(RETURNED), wr_handlers != &(HANDLER))
#else
#define wr_has_arrived(HANDLER, RETURNED) ((RETURNED) != 0)
#endif

// 0 at first, with the handler in place; 1 when an exception has arrived, with the handler gone and SP as it was.
#define WR_TRY_BY(SETJMP, HANDLER, SP)                     \
  __extension__({                                          \
    (HANDLER).previous = wr_handlers;                      \
    (HANDLER).sp = (SP);                                   \
    wr_handlers = &(HANDLER);                              \
    int wr_returned = SETJMP;                              \
    wr_compiler_barrier();                                 \
    int wr_arrived = wr_has_arrived(HANDLER, wr_returned); \
    if (wr_arrived) (SP) = (HANDLER).sp;                   \
    wr_arrived;                                            \
  })
#define WR_TRY(HANDLER, SP) WR_TRY_BY(wr_setjmp((HANDLER).buffer), HANDLER, SP)
#define WR_TRY_SAVING(HANDLER, SP) WR_TRY_BY(wr_setjmp_saving(&(HANDLER)), (HANDLER).handler, SP)

#define WR_TRY_SAVING_END(HANDLER) WR_TRY_END((HANDLER).handler)
#define WR_TRY_END(HANDLER)             \
  do {                                  \
    wr_handlers = (HANDLER).previous;   \
    wr_compiler_barrier();              \
  } while (0)

// Throws wr_exception.payload.
WR_NORETURN WR_NOINLINE void wr_throw(const struct wr_tag *tag);
// To the next handler: no catch of this one matched.
WR_NORETURN WR_NOINLINE void wr_throw_again(void);
WR_NORETURN WR_NOINLINE void wr_throw_ref(ref exn);

// The exnref of the exception that has just arrived. Allocates; the payload stays readable.
ref wr_exception_object(ref *sp);

#endif
