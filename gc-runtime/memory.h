// Linear memories. Each is a reservation that no 32-bit address plus 32-bit offset can leave, so loads and
// stores carry no check: what lies beyond `size` is inaccessible, and the fault becomes WR_TRAP_MEMORY
// (stack.c). Bulk operations and the host's accesses check explicitly. So do all accesses (`..._checked`) to a memory
// with 64-bit addresses, whose reservation is as large as it may grow, and to one whose pages are bytes
// (`..._bytes`), which may end within a page of the host.
#ifndef WR_MEMORY_H
#define WR_MEMORY_H

#include "base.h"
#include "trap.h"

#define WR_PAGE_SIZE ((u64)65536)
// address < 2^32, offset < 2^32, and 16 bytes for the widest access, in whole pages.
#define WR_MEMORY_RESERVATION (((u64)8 << 30) + WR_PAGE_SIZE)

struct wr_memory {
  u8 *base;
  u64 size;         // bytes
  u64 max;          // bytes
  u64 reservation;  // bytes
  bool shared;
};

struct wr_data {
  const u8 *bytes;
  u32 size;  // 0 once dropped
};

// What host functions get from a module without a memory: an empty one.
extern struct wr_memory wr_no_memory;

// `max` must be bounded: it is reserved, if there is address space. Exits with a message if not even `min` is to be had.
void wr_memory_create(struct wr_memory *memory, u64 min_pages, u64 max_pages);
void wr_memory_create_bytes(struct wr_memory *memory, u64 min, u64 max);

// What was just created is shared: memory.atomic.wait may wait.
WR_INLINE void wr_memory_share(struct wr_memory *memory) { memory->shared = true; }

// Spec scripts make thousands of memories and drop them.
void wr_memory_destroy(struct wr_memory *memory);

// Does the address lie in a reservation? Called by the signal handler.
bool wr_memory_is_reserved(const void *address);

// The one memory of a program without a heap has its place on x86-64: an access is then `disp32(%reg)`, as a native program's,
// and no base is kept in a register or loaded again after each store. CoreMark takes 1.02 of native time instead of 1.08, a
// map of strings .82 of what it took (gcc 12). It lies above the executable and its break, which together are within the first
// 1.1 GiB, and low enough for most offsets to fit into the displacement. valgrind does not get by with it; AddressSanitizer has its
// shadow there. The heap of other programs wants the same addresses.
#if defined(WR_HAS_LOW_MEMORY) && defined(__x86_64__) && !WR_ASAN && !defined(WR_MEMORY_ANYWHERE)
#define WR_MEMORY_IS_LOW 1
#else
#define WR_MEMORY_IS_LOW 0
#endif
#define WR_LOW_MEMORY ((uintptr_t)0x60000000)

// As wr_memory_create; exits with a message if something lies there.
void wr_memory_create_at(struct wr_memory *memory, uintptr_t base, u64 min_pages, u64 max_pages);

WR_INLINE void wr_memory_create_low(struct wr_memory *memory, u64 min_pages, u64 max_pages) {
  if (WR_MEMORY_IS_LOW) wr_memory_create_at(memory, WR_LOW_MEMORY, min_pages, max_pages);
  else wr_memory_create(memory, min_pages, max_pages);
}

WR_INLINE u8 *wr_memory_at(const struct wr_memory *memory, u64 address) {
  return WR_MEMORY_IS_LOW ? (u8 *)(WR_LOW_MEMORY + address) : memory->base + address;
}

// The old size in pages, or 0xffffffff.
u32 wr_memory_grow(struct wr_memory *memory, u64 pages);
// The old size, or -1.
u64 wr_memory_grow_bytes(struct wr_memory *memory, u64 bytes);

// What grow answered, where sizes are 64-bit numbers: -1 stays -1.
WR_INLINE u64 wr_grown_64(u32 old_size) { return old_size == 0xffffffffu ? ~(u64)0 : old_size; }

// memory.atomic.wait: `is_expected` if the value in memory is the one to wait at, `timeout` in nanoseconds. Returns 1 if it is
// not, or 2 once the time is over. There is no other thread that could notify.
u32 wr_memory_wait(const struct wr_memory *memory, bool is_expected, i64 timeout);

WR_INLINE u32 wr_memory_size(const struct wr_memory *memory) { return (u32)(memory->size / WR_PAGE_SIZE); }
WR_INLINE u64 wr_memory_size_bytes(const struct wr_memory *memory) { return memory->size; }

// An importer's wish, where the memory's own type does not tell.
WR_INLINE void wr_memory_check_link(const struct wr_memory *memory, u64 pages) {
  if (memory->size / WR_PAGE_SIZE < pages) wr_trap(WR_TRAP_LINK);
}
WR_INLINE void wr_memory_check_link_bytes(const struct wr_memory *memory, u64 bytes) {
  if (memory->size < bytes) wr_trap(WR_TRAP_LINK);
}

WR_INLINE void wr_memory_check_range(const struct wr_memory *memory, u64 at, u64 n) {
  if (wr_unlikely(n > memory->size || at > memory->size - n)) wr_trap(WR_TRAP_MEMORY);
}

WR_INLINE void wr_data_check_range(const struct wr_data *data, u32 at, u64 n) {
  if (wr_unlikely(at + n > data->size)) wr_trap(WR_TRAP_MEMORY);
}

static inline void wr_memory_fill(struct wr_memory *memory, u64 d, u32 value, u64 n) {
  wr_memory_check_range(memory, d, n);
  if (n) memset(memory->base + d, (u8)value, n);
}

static inline void wr_memory_copy(struct wr_memory *dm, struct wr_memory *sm, u64 d, u64 s, u64 n) {
  wr_memory_check_range(dm, d, n);
  wr_memory_check_range(sm, s, n);
  if (n) memmove(dm->base + d, sm->base + s, n);
}

static inline void wr_memory_init(struct wr_memory *memory, const struct wr_data *data, u64 d, u32 s, u32 n) {
  wr_memory_check_range(memory, d, n);
  wr_data_check_range(data, s, n);
  if (n) memcpy(memory->base + d, data->bytes + s, n);
}

static inline void wr_data_drop(struct wr_data *data) { data->size = 0; }

// Not memcpy: at -O0 under AddressSanitizer that is a call of libc, and a fault in libc is no trap.
#define WR_IN_MEMORY(TYPE) TYPE __attribute__((may_alias, aligned(1)))

WR_INLINE u8 *wr_memory_checked_at(const struct wr_memory *memory, u64 address, u64 offset, u64 size) {
  u64 at = address + offset;
  if (wr_unlikely(at < offset || size > memory->size || at > memory->size - size)) wr_trap(WR_TRAP_MEMORY);
  return memory->base + at;
}

// A compiler would drop a load whose value does not matter, or move it behind a check, and with it the trap. For clang it is
// volatile. gcc 12 would not fold such a load into an address, and loses one that is stored to where it comes from: there
// an empty asm uses the value (by callgrind over corpora/c, gcc executes 0 to 8 % fewer instructions so, clang 1 to
// 11 % more).
#ifdef __clang__
#define WR_MUST_LOAD volatile
#define wr_must_load(value) ((void)0)
#else
#define WR_MUST_LOAD
#ifdef __x86_64__
#define WR_ANY_REGISTER "rx"
#else
#define WR_ANY_REGISTER "rw"
#endif
#define wr_must_load(value) __asm__ volatile("" : : WR_ANY_REGISTER(value))
#endif

#define WR_LOAD(NAME, RESULT, TYPE, VIA)                                                          \
  WR_INLINE RESULT NAME##_at(const u8 *at) {                                                      \
    typedef WR_IN_MEMORY(TYPE) in_memory;                                                         \
    RESULT value = (RESULT)(VIA)*(const WR_MUST_LOAD in_memory *)at;                              \
    wr_must_load(value);                                                                          \
    return value;                                                                                 \
  }                                                                                               \
  WR_INLINE RESULT NAME(const struct wr_memory *memory, u32 address, u64 offset) {                \
    return NAME##_at(wr_memory_at(memory, address + offset));                                     \
  }                                                                                               \
  WR_INLINE RESULT NAME##_checked(const struct wr_memory *memory, u64 address, u64 offset) {      \
    return NAME##_at(wr_memory_checked_at(memory, address, offset, sizeof(TYPE)));                \
  }

#define WR_STORE(NAME, VALUE, TYPE)                                                                 \
  WR_INLINE void NAME(const struct wr_memory *memory, u32 address, u64 offset, VALUE v) {           \
    typedef WR_IN_MEMORY(TYPE) in_memory;                                                           \
    *(in_memory *)wr_memory_at(memory, address + offset) = (TYPE)v;                                 \
  }                                                                                                 \
  WR_INLINE void NAME##_checked(const struct wr_memory *memory, u64 address, u64 offset, VALUE v) { \
    typedef WR_IN_MEMORY(TYPE) in_memory;                                                           \
    *(in_memory *)wr_memory_checked_at(memory, address, offset, sizeof(TYPE)) = (TYPE)v;            \
  }

WR_LOAD(i32_load, u32, u32, u32)
WR_LOAD(i32_load8_s, u32, i8, i32)
WR_LOAD(i32_load8_u, u32, u8, u32)
WR_LOAD(i32_load16_s, u32, i16, i32)
WR_LOAD(i32_load16_u, u32, u16, u32)
WR_LOAD(i64_load, u64, u64, u64)
WR_LOAD(i64_load8_s, u64, i8, i64)
WR_LOAD(i64_load8_u, u64, u8, u64)
WR_LOAD(i64_load16_s, u64, i16, i64)
WR_LOAD(i64_load16_u, u64, u16, u64)
WR_LOAD(i64_load32_s, u64, i32, i64)
WR_LOAD(i64_load32_u, u64, u32, u64)
WR_LOAD(f32_load, f32, f32, f32)
WR_LOAD(f64_load, f64, f64, f64)

WR_STORE(i32_store, u32, u32)
WR_STORE(i32_store8, u32, u8)
WR_STORE(i32_store16, u32, u16)
WR_STORE(i64_store, u64, u64)
WR_STORE(i64_store8, u64, u8)
WR_STORE(i64_store16, u64, u16)
WR_STORE(i64_store32, u64, u32)
WR_STORE(f32_store, f32, f32)
WR_STORE(f64_store, f64, f64)

// A load whose value is dropped: it must still fault.
#define wr_touch(value)                     \
  do {                                      \
    __typeof__(value) wr_touched = (value); \
    __asm__ volatile("" : : "r"(wr_touched)); \
  } while (0)

#endif
