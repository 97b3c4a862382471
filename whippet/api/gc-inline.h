// Hints to the C compiler.  (GC_INLINE_H is the guard of a header of libgc.)
#ifndef GC_COMPILER_HINTS_H
#define GC_COMPILER_HINTS_H

// Beside `inline`, which stands for itself: users of Whippet write both.
#define GC_ALWAYS_INLINE __attribute__((always_inline))
#define GC_NEVER_INLINE __attribute__((noinline))
#define GC_COLD __attribute__((noinline, cold))
#define GC_UNUSED __attribute__((unused))
#define GC_LIKELY(cond) __builtin_expect(!!(cond), 1)
#define GC_UNLIKELY(cond) __builtin_expect(!!(cond), 0)

#endif // GC_COMPILER_HINTS_H
