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

#if defined(__x86_64__)
// The handler that an exception is on its way to.
__attribute__((used)) static struct wr_handler *arriving_at;

// What __builtin_longjmp takes are rbp, an address and rsp; the rest is restored there. rsp is that of the call, at whose
// return address something else may lie by then.
__asm__(".text\n"
        ".globl wr_setjmp_saving\n"
        ".hidden wr_setjmp_saving\n"
        ".type wr_setjmp_saving, @function\n"
        "wr_setjmp_saving:\n"
        "  lea 1f(%rip), %rdx\n"
        "  mov (%rsp), %rcx\n"
        "  mov %rbp, 0(%rdi)\n"
        "  mov %rdx, 8(%rdi)\n"
        "  mov %rsp, 16(%rdi)\n"
        "  mov %rcx, 56(%rdi)\n"
        "  mov %rbx, 64(%rdi)\n"
        "  mov %r12, 72(%rdi)\n"
        "  mov %r13, 80(%rdi)\n"
        "  mov %r14, 88(%rdi)\n"
        "  mov %r15, 96(%rdi)\n"
        "  xor %eax, %eax\n"
        "  ret\n"
        "1:\n"
        "  mov arriving_at(%rip), %rdi\n"
        "  mov 56(%rdi), %rcx\n"
        "  mov 64(%rdi), %rbx\n"
        "  mov 72(%rdi), %r12\n"
        "  mov 80(%rdi), %r13\n"
        "  mov 88(%rdi), %r14\n"
        "  mov 96(%rdi), %r15\n"
        "  mov %rcx, (%rsp)\n"
        "  mov $1, %eax\n"
        "  ret\n"
        ".size wr_setjmp_saving, . - wr_setjmp_saving\n");
_Static_assert(offsetof(struct wr_saving_handler, registers) == 56, "the assembly's offsets");
#endif

void wr_throw_again(void) {
  struct wr_handler *handler = wr_handlers;
  if (wr_unlikely(!handler)) wr_uncaught_exception(wr_exception.tag->name);
  wr_handlers = handler->previous;
#if WR_ASAN
  __asan_handle_no_return();
#endif
#if defined(__x86_64__)
  arriving_at = handler;
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
