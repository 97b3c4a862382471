// Throwing. The longjmp must not be in a function that calls setjmp, nor be inlined into one.
#include "exception.h"

#include "alloc.h"
#include "call.h"
#include "cast.h"

#if WR_ASAN
#include <sanitizer/asan_interface.h>
#endif

struct wr_exception wr_exception;
struct wr_handler *wr_handlers;

u64 wr_overflow[WR_OVERFLOW_MAX];
u64 wr_results[WR_OVERFLOW_MAX];
struct wr_pending_tail wr_pending_tail;

#if defined(__aarch64__)
__asm__(
  ".text\n"
  ".p2align 4\n"
  ".globl wr_setjmp\n"
  ".type wr_setjmp, %function\n"
  "wr_setjmp:\n"
  "  stp x19, x20, [x0]\n  stp x21, x22, [x0, #16]\n  stp x23, x24, [x0, #32]\n"
  "  stp x25, x26, [x0, #48]\n  stp x27, x28, [x0, #64]\n  stp x29, x30, [x0, #80]\n"
  "  stp d8, d9, [x0, #96]\n  stp d10, d11, [x0, #112]\n"
  "  stp d12, d13, [x0, #128]\n  stp d14, d15, [x0, #144]\n"
  "  mov x9, sp\n"
  "  str x9, [x0, #160]\n"
  "  mov w0, wzr\n"
  "  ret\n"
  ".size wr_setjmp, . - wr_setjmp\n"
  ".globl wr_longjmp\n"
  ".type wr_longjmp, %function\n"
  "wr_longjmp:\n"
  "  ldp x19, x20, [x0]\n  ldp x21, x22, [x0, #16]\n  ldp x23, x24, [x0, #32]\n"
  "  ldp x25, x26, [x0, #48]\n  ldp x27, x28, [x0, #64]\n  ldp x29, x30, [x0, #80]\n"
  "  ldp d8, d9, [x0, #96]\n  ldp d10, d11, [x0, #112]\n"
  "  ldp d12, d13, [x0, #128]\n  ldp d14, d15, [x0, #144]\n"
  "  ldr x9, [x0, #160]\n"
  "  mov sp, x9\n"
  "  mov w0, #1\n"
  "  ret\n"
  ".size wr_longjmp, . - wr_longjmp\n");
#endif

void wr_throw_again(void) {
  struct wr_handler *handler = wr_handlers;
  if (wr_unlikely(!handler)) wr_uncaught_exception(wr_exception.tag->name);
  wr_handlers = handler->previous;
#if WR_ASAN
  __asan_handle_no_return();
#endif
  wr_longjmp(handler->buffer);
}

void wr_throw(const struct wr_tag *tag) {
  wr_exception.tag = tag;
  wr_exception.object = 0;
  wr_throw_again();
}

void wr_throw_ref(ref exn) {
  if (wr_unlikely(!exn)) wr_trap(WR_TRAP_NULL);
  const struct wr_exn *object = (const struct wr_exn *)(void *)exn;
  wr_exception.tag = object->tag;
  wr_exception.object = exn;
  memcpy(wr_exception.payload, object->payload, 8 * (size_t)object->count);
  wr_throw_again();
}

static bool is_payload_ref(const struct wr_tag *tag, u32 i) {
  return tag->refs >> i & 1;
}

ref wr_exception_object(ref *sp) {
  if (wr_exception.object) return wr_exception.object;
  const struct wr_tag *tag = wr_exception.tag;
  size_t size = sizeof(struct wr_exn) + 8 * (size_t)tag->count;
  struct wr_exn *object = wr_allocate(size);
  if (wr_unlikely(!object)) {
    ref *free = sp;
    for (u32 i = 0; i < tag->count; i++)
      if (is_payload_ref(tag, i)) *free++ = wr_to_ref(wr_exception.payload[i]);
    object = wr_allocate_slow(free, size);
    free = sp;
    for (u32 i = 0; i < tag->count; i++)
      if (is_payload_ref(tag, i)) wr_exception.payload[i] = wr_from_ref(*free++);
  }
  object->type = WR_TYPE_EXN;
  object->count = tag->count;
  object->tag = tag;
  memcpy(object->payload, wr_exception.payload, 8 * (size_t)tag->count);
  return (ref)(void *)object;
}
