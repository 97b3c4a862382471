// The words every other header is written in: fixed-width types, and hints to the C compiler.
#ifndef WR_BASE_H
#define WR_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t i8;
typedef int16_t i16;
typedef int32_t i32;
typedef int64_t i64;
typedef unsigned __int128 u128;
typedef float f32;
typedef double f64;

// A vector of 16 bytes, as a value; simd.h has what is done with it. In an object it is aligned as all fields
// are, to 8: an access through the plain type could be an instruction that faults.
typedef u32 v128 __attribute__((vector_size(16)));
typedef u64 wr_u64x2 __attribute__((vector_size(16)));
typedef v128 v128_field __attribute__((aligned(8)));

#define v128_const(a, b, c, d) ((v128){a, b, c, d})

// The bits of floats. Not by memcpy, which takes a variable's address: where a sanitizer lets that stand, gcc
// makes no jump of a tail call in the same function.
union wr_f32_bits { f32 x; u32 bits; };
union wr_f64_bits { f64 x; u64 bits; };

_Static_assert(sizeof(void *) == 8, "Wastrel compiles for 64-bit machines");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "linear memory is little-endian");

#define wr_likely(condition) __builtin_expect(!!(condition), 1)
#define wr_unlikely(condition) __builtin_expect(!!(condition), 0)

// Inline assembly may call what changes no register but vectors, where these are all that there may be.
#if defined(__x86_64__) && !defined(__AVX512F__) && !defined(__APX_F__)
#define WR_KNOWS_ALL_REGISTERS 1
#define WR_ALL_VECTORS                                                                                     \
  "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", \
      "xmm13", "xmm14", "xmm15"
#else
#define WR_KNOWS_ALL_REGISTERS 0
#endif

#define WR_UNUSED __attribute__((unused))
#define WR_NOINLINE __attribute__((noinline))
// A body to inline, and nothing else: the function is defined in another unit.
#define WR_SHARED_INLINE extern inline __attribute__((gnu_inline))
#define WR_COLD __attribute__((noinline, cold))
#define WR_NORETURN __attribute__((noreturn))
#define WR_HIDDEN __attribute__((visibility("hidden")))

// A fast path. At -O1 gcc leaves many of these as calls unless told otherwise; at -O0 inlining them would
// only make the frames larger.
#ifdef __OPTIMIZE__
#define WR_INLINE WR_UNUSED static inline __attribute__((always_inline))
#else
#define WR_INLINE WR_UNUSED static inline
#endif

#if defined(__SANITIZE_ADDRESS__)
#define WR_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WR_ASAN 1
#endif
#endif
#ifndef WR_ASAN
#define WR_ASAN 0
#endif

// Between two calls of it, nothing that lies in memory may be kept in a register.
#define wr_compiler_barrier() __asm__ volatile("" ::: "memory")

#endif
