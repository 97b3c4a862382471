// Stacks, the switch between them, and the handler that turns faults into traps.
//
// wr_call saves the host's registers on the host's stack and calls guest code on the guest's. A trap comes
// back by restoring them, from whatever depth, also out of the signal handler: no setjmp, and no state of the
// compiler's is involved.
#define _GNU_SOURCE
#include "stack.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "exception.h"
#include "host.h"
#include "memory.h"
#include "object.h"

#if WR_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

struct gc_mutator_roots wr_roots;

struct span { char *low, *high; };

static bool span_has(struct span span, const void *address) {
  return (uintptr_t)address - (uintptr_t)span.low < (uintptr_t)(span.high - span.low);
}

static struct span guest_stack, guest_guard, side_guard, signal_stack;
static size_t page_size;

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

static struct span reserve(size_t size) {
  char *low = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  return low == MAP_FAILED ? (struct span){NULL, NULL} : (struct span){low, low + size};
}

// Huge pages would make a stack of two pages 2 MiB of resident memory.
static bool commit(struct span span) {
  if (mprotect(span.low, (size_t)(span.high - span.low), PROT_READ | PROT_WRITE)) return false;
  madvise(span.low, (size_t)(span.high - span.low), MADV_NOHUGEPAGE);
  return true;
}

// Under a limit of the address space (ulimit -v) a smaller stack is better than none.
static struct span reserve_stack(size_t size) {
  for (; size >= ((size_t)1 << 18); size /= 2) {
    struct span all = reserve(size + WR_STACK_GUARD_SIZE);
    if (all.low) return all;
  }
  wr_die("no address space for the stacks");
}

static void create_guest_stack(size_t size) {
  struct span all = reserve_stack(size);
  guest_guard = (struct span){all.low, all.low + WR_STACK_GUARD_SIZE};
  guest_stack = (struct span){guest_guard.high, all.high};
  if (!commit(guest_stack)) wr_die("cannot make the stack accessible");
}

static void create_side_stack(size_t size) {
  struct span all = reserve_stack(size);
  side_guard = (struct span){all.high - WR_STACK_GUARD_SIZE, all.high};
  if (!commit((struct span){all.low, side_guard.low})) wr_die("cannot make the side stack accessible");
  wr_roots.base = wr_roots.sp = wr_roots.unchanged = (ref *)(void *)all.low;
}

struct gc_stack_addr wr_stack_base(void) {
  return gc_stack_addr((uintptr_t)guest_stack.high);
}

// --- The switch. wr_stack_switch(&save, top, f, argument) calls f(argument) on the stack below `top`; 0 when f
// returned. wr_stack_escape(save, result) makes it return `result` instead. An unwinder stops here: the
// caller's frames are on another stack. wr_stack_borrow(top, f, argument) calls f(argument) below `top`, too; there it
// goes on to the caller's frames.

int wr_stack_switch(void **save, void *top, void (*f)(void *), void *argument) WR_HIDDEN;
WR_NORETURN void wr_stack_escape(void *saved, int result) WR_HIDDEN;
void wr_stack_borrow(void *top, void (*f)(void *), void *argument) WR_HIDDEN;

#if defined(__x86_64__)
__asm__(
  ".text\n"
  ".p2align 4\n"
  ".globl wr_stack_switch\n"
  ".hidden wr_stack_switch\n"
  ".type wr_stack_switch, @function\n"
  "wr_stack_switch:\n"
  "  .cfi_startproc\n"
  "  .cfi_undefined rip\n"
  "  pushq %rbp\n  pushq %rbx\n  pushq %r12\n  pushq %r13\n  pushq %r14\n  pushq %r15\n"
  "  subq $8, %rsp\n"
  "  stmxcsr (%rsp)\n"
  "  fnstcw 4(%rsp)\n"
  "  movq %rsp, (%rdi)\n"
  "  movq %rdi, %rbx\n"
  "  movq %rsi, %rsp\n"
  "  xorl %ebp, %ebp\n"
  "  movq %rcx, %rdi\n"
  "  callq *%rdx\n"
  "  movq (%rbx), %rsp\n"
  "  xorl %eax, %eax\n"
  ".Lwr_stack_restore:\n"
  "  ldmxcsr (%rsp)\n"
  "  fldcw 4(%rsp)\n"
  "  addq $8, %rsp\n"
  "  popq %r15\n  popq %r14\n  popq %r13\n  popq %r12\n  popq %rbx\n  popq %rbp\n"
  "  retq\n"
  "  .cfi_endproc\n"
  ".size wr_stack_switch, . - wr_stack_switch\n"
  ".globl wr_stack_escape\n"
  ".hidden wr_stack_escape\n"
  ".type wr_stack_escape, @function\n"
  "wr_stack_escape:\n"
  "  movq %rdi, %rsp\n"
  "  movl %esi, %eax\n"
  "  cld\n"
  "  jmp .Lwr_stack_restore\n"
  ".size wr_stack_escape, . - wr_stack_escape\n"
  ".globl wr_stack_borrow\n"
  ".hidden wr_stack_borrow\n"
  ".type wr_stack_borrow, @function\n"
  "wr_stack_borrow:\n"
  "  .cfi_startproc\n"
  "  pushq %rbp\n"
  "  .cfi_def_cfa_offset 16\n"
  "  .cfi_offset rbp, -16\n"
  "  movq %rsp, %rbp\n"
  "  .cfi_def_cfa_register rbp\n"
  "  movq %rdi, %rsp\n"
  "  movq %rdx, %rdi\n"
  "  callq *%rsi\n"
  "  movq %rbp, %rsp\n"
  "  popq %rbp\n"
  "  .cfi_def_cfa rsp, 8\n"
  "  retq\n"
  "  .cfi_endproc\n"
  ".size wr_stack_borrow, . - wr_stack_borrow\n");
#elif defined(__aarch64__)
__asm__(
  ".text\n"
  ".p2align 4\n"
  ".globl wr_stack_switch\n"
  ".hidden wr_stack_switch\n"
  ".type wr_stack_switch, %function\n"
  "wr_stack_switch:\n"
  "  .cfi_startproc\n"
  "  .cfi_undefined x30\n"
  "  stp x29, x30, [sp, #-160]!\n"
  "  stp x19, x20, [sp, #16]\n  stp x21, x22, [sp, #32]\n  stp x23, x24, [sp, #48]\n"
  "  stp x25, x26, [sp, #64]\n  stp x27, x28, [sp, #80]\n"
  "  stp d8, d9, [sp, #96]\n  stp d10, d11, [sp, #112]\n"
  "  stp d12, d13, [sp, #128]\n  stp d14, d15, [sp, #144]\n"
  "  mov x9, sp\n"
  "  str x9, [x0]\n"
  "  mov x19, x0\n"
  "  mov sp, x1\n"
  "  mov x29, xzr\n"
  "  mov x0, x3\n"
  "  blr x2\n"
  "  ldr x9, [x19]\n"
  "  mov sp, x9\n"
  "  mov w0, wzr\n"
  ".Lwr_stack_restore:\n"
  "  ldp x19, x20, [sp, #16]\n  ldp x21, x22, [sp, #32]\n  ldp x23, x24, [sp, #48]\n"
  "  ldp x25, x26, [sp, #64]\n  ldp x27, x28, [sp, #80]\n"
  "  ldp d8, d9, [sp, #96]\n  ldp d10, d11, [sp, #112]\n"
  "  ldp d12, d13, [sp, #128]\n  ldp d14, d15, [sp, #144]\n"
  "  ldp x29, x30, [sp], #160\n"
  "  ret\n"
  "  .cfi_endproc\n"
  ".size wr_stack_switch, . - wr_stack_switch\n"
  ".globl wr_stack_escape\n"
  ".hidden wr_stack_escape\n"
  ".type wr_stack_escape, %function\n"
  "wr_stack_escape:\n"
  "  mov sp, x0\n"
  "  mov w0, w1\n"
  "  b .Lwr_stack_restore\n"
  ".size wr_stack_escape, . - wr_stack_escape\n"
  ".globl wr_stack_borrow\n"
  ".hidden wr_stack_borrow\n"
  ".type wr_stack_borrow, %function\n"
  "wr_stack_borrow:\n"
  "  .cfi_startproc\n"
  "  stp x29, x30, [sp, #-16]!\n"
  "  .cfi_def_cfa_offset 16\n"
  "  .cfi_offset x29, -16\n"
  "  .cfi_offset x30, -8\n"
  "  mov x29, sp\n"
  "  .cfi_def_cfa_register x29\n"
  "  mov sp, x0\n"
  "  mov x0, x2\n"
  "  blr x1\n"
  "  mov sp, x29\n"
  "  .cfi_def_cfa_register sp\n"
  "  ldp x29, x30, [sp], #16\n"
  "  .cfi_def_cfa_offset 0\n"
  "  .cfi_restore x29\n"
  "  .cfi_restore x30\n"
  "  ret\n"
  "  .cfi_endproc\n"
  ".size wr_stack_borrow, . - wr_stack_borrow\n");
#else
#error "no stack switch for this machine"
#endif

struct call {
  void *host_sp;
  void (*f)(ref *sp, void *data);
  void *data;
#if WR_ASAN
  void *fake_stack;
  const void *host_bottom;
  size_t host_size;
#endif
};

static struct call *current_call;

#if WR_ASAN && GC_CONSERVATIVE_ROOTS
// Frames that AddressSanitizer puts elsewhere would not be looked through.
const char *__asan_default_options(void);
__attribute__((visibility("default"), used)) const char *__asan_default_options(void) {
  return "detect_stack_use_after_return=0";
}
#endif

// AddressSanitizer is told of each switch; otherwise it takes the other stack for an overflow of this one.

#if WR_ASAN
static void announce_guest(struct call *call) {
  __sanitizer_start_switch_fiber(&call->fake_stack, guest_stack.low,
                                 (size_t)(guest_stack.high - guest_stack.low));
}
static void arrived_on_guest(struct call *call) {
  __sanitizer_finish_switch_fiber(NULL, &call->host_bottom, &call->host_size);
}
static void announce_host(struct call *call) {
  __sanitizer_start_switch_fiber(NULL, call->host_bottom, call->host_size);
}
static void arrived_on_host(struct call *call) {
  __sanitizer_finish_switch_fiber(call->fake_stack, NULL, NULL);
}
// The frames that an escape abandons leave their red zones behind. `sp`: the lowest of them.
static char *abandoned_from;
static void forget_abandoned_frames(void) {
  char *from = abandoned_from ? abandoned_from : (char *)__builtin_frame_address(0);
  abandoned_from = NULL;
  if (span_has(guest_stack, from))
    __asan_unpoison_memory_region(from, (size_t)(guest_stack.high - from));
  __asan_unpoison_memory_region(signal_stack.low, (size_t)(signal_stack.high - signal_stack.low));
}
#else
static void announce_guest(struct call *call WR_UNUSED) {}
static void arrived_on_guest(struct call *call WR_UNUSED) {}
static void announce_host(struct call *call WR_UNUSED) {}
static void arrived_on_host(struct call *call WR_UNUSED) {}
static void forget_abandoned_frames(void) {}
#endif

static void enter_guest(void *data) {
  struct call *call = data;
  arrived_on_guest(call);
  call->f(wr_roots.base, call->data);
  announce_host(call);
}

enum wr_trap wr_call_with(void (*f)(ref *sp, void *data), void *data) {
  if (current_call) wr_die("wr_call: the guest is running already");
  struct call call = {.f = f, .data = data};
  current_call = &call;
  announce_guest(&call);
  int trap = wr_stack_switch(&call.host_sp, guest_stack.high, enter_guest, &call);
  arrived_on_host(&call);
  current_call = NULL;
  wr_handlers = NULL;
  wr_roots.sp = wr_roots.base;
  return (enum wr_trap)trap;
}

static void call_without_data(ref *sp, void *data) {
  void (**f)(ref *) = data;
  (*f)(sp);
}

enum wr_trap wr_call(void (*f)(ref *sp)) {
  return wr_call_with(call_without_data, &f);
}

__attribute__((no_sanitize("address"))) void wr_escape(void) {
  struct call *call = current_call;
  if (!call) wr_exit_on_trap();
  forget_abandoned_frames();
  announce_host(call);
  wr_stack_escape(call->host_sp, (int)wr_last_trap.trap);
}

void wr_need_stack(size_t bytes) {
  char *here = __builtin_frame_address(0);
  if (span_has(guest_stack, here) && (size_t)(here - guest_stack.low) < bytes) wr_trap(WR_TRAP_STACK);
}

void wr_call_with_room(void (*f)(void *data), void *data) {
  if (span_has(guest_stack, __builtin_frame_address(0))) wr_stack_borrow(signal_stack.high, f, data);
  else f(data);
}

// --- Watching the side stack. A function does not write to its slots while another one that it called runs. So of a
// deep stack most is as it was when the last collection ended, and that part is read-only: the first write to it
// comes when the stack has unwound so far, and is a fault that makes another piece writable. The emitted code pays
// nothing.

// Less than a piece is not watched: to look at its 8192 slots takes as long as a fault. Once there was a fault, the whole
// piece is writable, for the stack will unwind further.
#define WATCHED_PIECE ((size_t)1 << 16)

static void side_stack_make(int access, char *low, char *high) {
  if (low < high && mprotect(low, (size_t)(high - low), access)) wr_die("cannot watch the side stack");
}

void wr_stack_watch(void) {
  char *base = (char *)wr_roots.base, *old = (char *)wr_roots.unchanged;
  size_t depth = (size_t)((char *)wr_roots.sp - base);
  char *unchanged = base + (depth < WATCHED_PIECE ? 0 : depth & ~(page_size - 1));
  side_stack_make(PROT_READ | PROT_WRITE, unchanged, old);
  side_stack_make(PROT_READ, old, unchanged);
  wr_roots.unchanged = (ref *)(void *)unchanged;
}

// Whatever lies above `from`, which is at a piece's border, may be written from now on.
static void unwatch_from(char *from) {
  side_stack_make(PROT_READ | PROT_WRITE, from, (char *)wr_roots.unchanged);
  wr_roots.unchanged = (ref *)(void *)from;
}

void wr_stack_unwatch(void) {
  unwatch_from((char *)wr_roots.base);
}

static bool is_write_to_watched(const void *address) {
  return span_has((struct span){(char *)wr_roots.base, (char *)wr_roots.unchanged}, address);
}

static void unwatch_piece(const void *address) {
  size_t offset = (size_t)((const char *)address - (char *)wr_roots.base);
  unwatch_from((char *)wr_roots.base + (offset & ~(WATCHED_PIECE - 1)));
}

// --- Faults

struct fault { const void *address, *pc; char *sp; };

static struct fault fault_from(const siginfo_t *info, const ucontext_t *context) {
#if defined(__x86_64__)
  return (struct fault){info->si_addr, (const void *)(uintptr_t)context->uc_mcontext.gregs[REG_RIP],
                        (char *)(uintptr_t)context->uc_mcontext.gregs[REG_RSP]};
#else
  return (struct fault){info->si_addr, (const void *)(uintptr_t)context->uc_mcontext.pc,
                        (char *)(uintptr_t)context->uc_mcontext.sp};
#endif
}

static bool is_own_code(const void *pc) {
  return (uintptr_t)pc - (uintptr_t)__executable_start < (uintptr_t)etext - (uintptr_t)__executable_start;
}

// A guard may be hit by libc on behalf of a host call: still the guest's recursion. A linear memory may only
// be left by guest code, for the host checks its accesses: anything else is our bug.
static enum wr_trap trap_of_fault(struct fault fault) {
  if (span_has(guest_guard, fault.address) || span_has(side_guard, fault.address)) return WR_TRAP_STACK;
  if (is_own_code(fault.pc) && wr_memory_is_reserved(fault.address)) return WR_TRAP_MEMORY;
  return WR_TRAP_NONE;
}

// What is no trap happens again after the return, without a handler; a signal that was sent by somebody
// (si_code <= 0) would not, so it is raised again.
static void die_of(int signal_number, const siginfo_t *info) {
  signal(signal_number, SIG_DFL);
  if (info->si_code <= 0) raise(signal_number);
}

__attribute__((no_sanitize("address"))) static void on_fault(int signal_number, siginfo_t *info,
                                                             void *context) {
  int saved_errno = errno;
  struct fault fault = fault_from(info, context);
  if (info->si_code > 0 && is_write_to_watched(fault.address)) {
    unwatch_piece(fault.address);
    errno = saved_errno;
    return;
  }
  enum wr_trap trap = info->si_code > 0 && current_call ? trap_of_fault(fault) : WR_TRAP_NONE;
  if (trap == WR_TRAP_NONE) {
    die_of(signal_number, info);
    errno = saved_errno;
    return;
  }
#if WR_ASAN
  abandoned_from = fault.sp < guest_stack.low ? guest_stack.low : fault.sp;
#endif
  wr_trap(trap);
}

// On a stack of its own, for the guest's may be the one that is full. SA_NODEFER: the handler is left
// without returning, so the signal must not stay blocked.
static void install_fault_handler(void) {
  size_t size = (size_t)1 << 18;
  signal_stack = reserve(size);
  if (!signal_stack.low || !commit(signal_stack)) wr_die("no address space for the signal stack");
  stack_t stack = {.ss_sp = signal_stack.low, .ss_size = size};
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  sigemptyset(&action.sa_mask);
  if (sigaltstack(&stack, NULL) || sigaction(SIGSEGV, &action, NULL) || sigaction(SIGBUS, &action, NULL))
    wr_die("cannot install the fault handler");
}

void wr_stacks_create(size_t size) {
  page_size = (size_t)sysconf(_SC_PAGESIZE);
  size = (size + page_size - 1) & ~(page_size - 1);
  create_guest_stack(size ? size : WR_GUEST_STACK_SIZE);
  create_side_stack(size ? size : WR_SIDE_STACK_SIZE);
  install_fault_handler();
}
