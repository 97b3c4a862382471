// GC_ASSERT is free unless GC_DEBUG is set; GC_CRASH is for states that only
// a bug of the collector can reach.
#ifndef GC_ASSERT_H
#define GC_ASSERT_H

#include "gc-config.h"
#include "gc-inline.h"

#define GC_CRASH() __builtin_trap()

#if GC_DEBUG
#define GC_ASSERT(cond) do { if (GC_UNLIKELY(!(cond))) GC_CRASH(); } while (0)
#else
#define GC_ASSERT(cond) do { (void)sizeof((cond) ? 1 : 0); } while (0)
#endif

#endif // GC_ASSERT_H
