// The slow path of allocation, and arrays from segments.
#include "alloc.h"

#include "stack.h"

struct gc_mutator *wr_mutator_pointer;
struct gc_heap *wr_heap;
struct wr_heap_facts wr_heap_facts;

// What a collection may use of the C stack.
#define COLLECTOR_STACK ((size_t)128 << 10)

void *wr_collect_and_allocate(ref *sp, size_t size) {
  wr_need_stack(COLLECTOR_STACK);
  wr_roots.sp = sp;
  void *object = gc_allocate_slow(wr_mutator(), size, GC_ALLOCATION_TAGGED);
  if (wr_unlikely(!object)) wr_trap(WR_TRAP_HEAP);
  return object;
}

#if WR_HAS_NO_RED_ZONE && WR_KNOWS_ALL_REGISTERS
// wr_collect_and_allocate, called at any alignment of the stack. rdi, rsi, r11 and vectors may change.
__asm__(".text\n"
        ".globl wr_allocate_keeping_registers\n"
        ".hidden wr_allocate_keeping_registers\n"
        ".type wr_allocate_keeping_registers, @function\n"
        "wr_allocate_keeping_registers:\n"
        "  .cfi_startproc\n"
        "  push %rbp\n"
        "  .cfi_def_cfa_offset 16\n"
        "  .cfi_offset %rbp, -16\n"
        "  mov %rsp, %rbp\n"
        "  .cfi_def_cfa_register %rbp\n"
        "  push %rcx\n"
        "  push %rdx\n"
        "  push %r8\n"
        "  push %r9\n"
        "  push %r10\n"
        "  and $-16, %rsp\n"
        "  call wr_collect_and_allocate\n"
        "  mov -8(%rbp), %rcx\n"
        "  mov -16(%rbp), %rdx\n"
        "  mov -24(%rbp), %r8\n"
        "  mov -32(%rbp), %r9\n"
        "  mov -40(%rbp), %r10\n"
        "  leave\n"
        "  .cfi_def_cfa %rsp, 8\n"
        "  ret\n"
        "  .cfi_endproc\n"
        ".size wr_allocate_keeping_registers, . - wr_allocate_keeping_registers\n");
#endif

void *wr_allocate_large(ref *sp, size_t size) { return wr_collect_and_allocate(sp, size); }

ref wr_ephemeron_new(ref *sp, u32 type) {
  wr_need_stack(COLLECTOR_STACK);
  wr_roots.sp = sp;
  void *ephemeron = gc_allocate_ephemeron(wr_mutator());
  if (wr_unlikely(!ephemeron)) wr_trap(WR_TRAP_HEAP);
  *(u32 *)ephemeron = type;
  return (ref)ephemeron;
}

ref wr_array_new_default(ref *sp, u32 type, u32 length, u32 shift) {
  return wr_array_init_default(wr_room_for_array(sp, length, shift), type, length, shift);
}

// --- From segments

ref wr_array_new_data(ref *sp, u32 type, u32 shift, const struct wr_data *data, u32 offset, u32 length) {
  u64 bytes = (u64)length << shift;
  wr_data_check_range(data, offset, bytes);
  ref a = wr_array_new(sp, type, length, shift);
  if (bytes) memcpy(wr_array_items(a), data->bytes + offset, bytes);
  return a;
}

void wr_array_init_data(ref a, u32 i, const struct wr_data *data, u32 offset, u32 n, u32 shift) {
  u64 bytes = (u64)n << shift;
  wr_array_check_range(a, i, n);
  wr_data_check_range(data, offset, bytes);
  if (bytes) memcpy((char *)wr_array_items(a) + ((u64)i << shift), data->bytes + offset, bytes);
}

ref wr_array_new_ref_elem(ref *sp, u32 type, const struct wr_ref_elem *elem, u32 offset, u32 length) {
  wr_table_check_range(elem->size, offset, length);
  ref a = wr_array_new(sp, type, length, WR_SLOT_SHIFT);
  if (length) memcpy(wr_array_items(a), elem->items + offset, (size_t)length * sizeof(slot));
  return a;
}

void wr_array_init_ref_elem(ref a, u32 i, const struct wr_ref_elem *elem, u32 offset, u32 n) {
  wr_array_check_range(a, i, n);
  wr_table_check_range(elem->size, offset, n);
  slot *items = (slot *)wr_array_items(a) + i;
  for (u32 k = 0; k < n; k++) wr_element_set(a, items + k, slot_ref(elem->items[offset + k]));
}

static void copy_codes(wr_code *to, const struct wr_func_entry *from, u32 n) {
  for (u32 k = 0; k < n; k++) to[k] = from[k].code;
}

ref wr_array_new_func_elem(ref *sp, u32 type, const struct wr_func_elem *elem, u32 offset, u32 length) {
  wr_table_check_range(elem->size, offset, length);
  ref a = wr_array_new(sp, type, length, 3);
  if (length) copy_codes(wr_array_items(a), elem->items + offset, length);
  return a;
}

void wr_array_init_func_elem(ref a, u32 i, const struct wr_func_elem *elem, u32 offset, u32 n) {
  wr_array_check_range(a, i, n);
  wr_table_check_range(elem->size, offset, n);
  if (n) copy_codes((wr_code *)wr_array_items(a) + i, elem->items + offset, n);
}
