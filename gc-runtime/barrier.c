// The slow half of the barrier for young values, for callers that keep what they have in registers.
#include "barrier.h"

#if WR_KNOWS_ALL_REGISTERS

// Called by the assembly below only.
WR_HIDDEN __attribute__((used)) void wr_remember_slot(slot *field) {
  wr_remember_by_call(field);
}

// The argument is in rdi; the stack is aligned in no way.
__attribute__((naked, used)) void wr_remember_keeping_registers(void) {
  __asm__("push %rbp\n\t"
          "mov %rsp, %rbp\n\t"
          "push %rax\n\tpush %rcx\n\tpush %rdx\n\tpush %rsi\n\tpush %rdi\n\t"
          "push %r8\n\tpush %r9\n\tpush %r10\n\tpush %r11\n\t"
          "sub $8, %rsp\n\t"
          "and $-16, %rsp\n\t"
          "call wr_remember_slot\n\t"
          "lea -72(%rbp), %rsp\n\t"
          "pop %r11\n\tpop %r10\n\tpop %r9\n\tpop %r8\n\t"
          "pop %rdi\n\tpop %rsi\n\tpop %rdx\n\tpop %rcx\n\tpop %rax\n\t"
          "pop %rbp\n\t"
          "ret");
}

#endif
