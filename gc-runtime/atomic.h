// Atomic instructions, for one thread: no other looks at a memory, be it shared, and no signal handler does. So they are the plain
// accesses of memory.h, and cost what those cost, but that the address must be aligned. Within a thread their order is that of
// all accesses; atomic.fence is nothing.
#ifndef WR_ATOMIC_H
#define WR_ATOMIC_H

#include "memory.h"

// `size` is a power of two. A sum of 64 bits that wraps around is out of bounds, whatever its alignment.
WR_INLINE void wr_check_aligned(u64 at, u64 size) {
  if (wr_unlikely(at & (size - 1))) wr_trap(WR_TRAP_UNALIGNED);
}

#define WR_ATOMIC_RMW(T, U, WIDTH, SIGN, ADDRESS, CHECKED, NAME, NEW)                                                    \
  WR_INLINE U T##_atomic_rmw##WIDTH##_##NAME##SIGN##CHECKED(const struct wr_memory *memory, ADDRESS address, u64 offset, \
                                                            U value) {                                                   \
    U old = T##_atomic_load##WIDTH##SIGN##CHECKED(memory, address, offset);                                              \
    T##_atomic_store##WIDTH##CHECKED(memory, address, offset, NEW);                                                      \
    return old;                                                                                                          \
  }

// The addresses are of the type ADDRESS; CHECKED is empty or `_checked`. A narrow cmpxchg compares as many bits as it loads.
#define WR_ATOMIC_AT(T, U, BYTES, WIDTH, SIGN, ADDRESS, CHECKED)                                                          \
  WR_INLINE U T##_atomic_load##WIDTH##SIGN##CHECKED(const struct wr_memory *memory, ADDRESS address, u64 offset) {        \
    wr_check_aligned(address + offset, BYTES);                                                                            \
    return T##_load##WIDTH##SIGN##CHECKED(memory, address, offset);                                                       \
  }                                                                                                                       \
  WR_INLINE void T##_atomic_store##WIDTH##CHECKED(const struct wr_memory *memory, ADDRESS address, u64 offset, U value) { \
    wr_check_aligned(address + offset, BYTES);                                                                            \
    T##_store##WIDTH##CHECKED(memory, address, offset, value);                                                            \
  }                                                                                                                       \
  WR_ATOMIC_RMW(T, U, WIDTH, SIGN, ADDRESS, CHECKED, add, old + value)                                                    \
  WR_ATOMIC_RMW(T, U, WIDTH, SIGN, ADDRESS, CHECKED, sub, old - value)                                                    \
  WR_ATOMIC_RMW(T, U, WIDTH, SIGN, ADDRESS, CHECKED, and, old & value)                                                    \
  WR_ATOMIC_RMW(T, U, WIDTH, SIGN, ADDRESS, CHECKED, or, old | value)                                                     \
  WR_ATOMIC_RMW(T, U, WIDTH, SIGN, ADDRESS, CHECKED, xor, old ^ value)                                                    \
  WR_ATOMIC_RMW(T, U, WIDTH, SIGN, ADDRESS, CHECKED, xchg, value)                                                         \
  WR_INLINE U T##_atomic_rmw##WIDTH##_cmpxchg##SIGN##CHECKED(const struct wr_memory *memory, ADDRESS address, u64 offset, \
                                                         U expected, U value) {                                           \
    U old = T##_atomic_load##WIDTH##SIGN##CHECKED(memory, address, offset);                                               \
    U all_bits = (U)-1 >> (8 * (sizeof(U) - BYTES));                                                                      \
    if (old == (expected & all_bits)) T##_atomic_store##WIDTH##CHECKED(memory, address, offset, value);                   \
    return old;                                                                                                           \
  }

// The accesses of one width: T is i32 or i64, its values are U in C, WIDTH and SIGN stand in the names of narrow ones.
#define WR_ATOMIC(T, U, BYTES, WIDTH, SIGN)     \
  WR_ATOMIC_AT(T, U, BYTES, WIDTH, SIGN, u32, ) \
  WR_ATOMIC_AT(T, U, BYTES, WIDTH, SIGN, u64, _checked)

WR_ATOMIC(i32, u32, 4, , )
WR_ATOMIC(i32, u32, 1, 8, _u)
WR_ATOMIC(i32, u32, 2, 16, _u)
WR_ATOMIC(i64, u64, 8, , )
WR_ATOMIC(i64, u64, 1, 8, _u)
WR_ATOMIC(i64, u64, 2, 16, _u)
WR_ATOMIC(i64, u64, 4, 32, _u)

// Nobody waits, so that notify wakes nobody; but it traps as a load does.
#define WR_ATOMIC_WAIT(ADDRESS, CHECKED)                                                                                          \
  WR_INLINE u32 memory_atomic_notify##CHECKED(const struct wr_memory *memory, ADDRESS address, u64 offset, WR_UNUSED u32 count) { \
    wr_touch(i32_atomic_load##CHECKED(memory, address, offset));                                                                  \
    return 0;                                                                                                                     \
  }                                                                                                                               \
  WR_INLINE u32 memory_atomic_wait32##CHECKED(const struct wr_memory *memory, ADDRESS address, u64 offset, u32 expected,          \
                                          u64 timeout) {                                                                          \
    return wr_memory_wait(memory, i32_atomic_load##CHECKED(memory, address, offset) == expected, (i64)timeout);                   \
  }                                                                                                                               \
  WR_INLINE u32 memory_atomic_wait64##CHECKED(const struct wr_memory *memory, ADDRESS address, u64 offset, u64 expected,          \
                                          u64 timeout) {                                                                          \
    return wr_memory_wait(memory, i64_atomic_load##CHECKED(memory, address, offset) == expected, (i64)timeout);                   \
  }

WR_ATOMIC_WAIT(u32, )
WR_ATOMIC_WAIT(u64, _checked)

#endif
