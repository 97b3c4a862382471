// Compile-time parameters.  User code and collector must be compiled with the
// same values.
#ifndef GC_CONFIG_H
#define GC_CONFIG_H

// 1: assertions of the collector are on.
#ifndef GC_DEBUG
#define GC_DEBUG 0
#endif

// 1: a reference with any of its low three bits set is an immediate, which
// the collector never follows.
#ifndef GC_HAS_IMMEDIATES
#define GC_HAS_IMMEDIATES 1
#endif

#ifndef GC_PARALLEL
#define GC_PARALLEL 0
#endif

#ifndef GC_GENERATIONAL
#define GC_GENERATIONAL 0
#endif

// 1: words of the C stack, and those that the embedder shows, are roots if they
// look like references.
#ifndef GC_CONSERVATIVE_ROOTS
#define GC_CONSERVATIVE_ROOTS 0
#endif

// 1: and so are the words of objects.
#ifndef GC_CONSERVATIVE_TRACE
#define GC_CONSERVATIVE_TRACE 0
#endif
#if GC_CONSERVATIVE_TRACE && !GC_CONSERVATIVE_ROOTS
#error "GC_CONSERVATIVE_TRACE needs GC_CONSERVATIVE_ROOTS"
#endif

// 1: all roots are those that the embedder visits.
#ifndef GC_PRECISE_ROOTS
#define GC_PRECISE_ROOTS (!GC_CONSERVATIVE_ROOTS)
#endif

// Width of a reference slot inside an object.  With 32, the heap lies below 4 GiB,
// and so does everything else that a slot refers to.
#ifndef GC_SLOT_BITS
#define GC_SLOT_BITS 64
#endif
#if GC_SLOT_BITS != 32 && GC_SLOT_BITS != 64
#error "GC_SLOT_BITS must be 32 or 64"
#endif
#define GC_SLOT_SIZE (GC_SLOT_BITS / 8)

// Alignment of objects, and the unit to which their sizes are rounded up.
#ifndef GC_GRANULE
#define GC_GRANULE 8
#endif
#if GC_GRANULE != 8 && GC_GRANULE != 16
#error "GC_GRANULE must be 8 or 16"
#endif

// 1: the embedder promises that before the next safepoint it writes every
// word of a new object that gc_trace_object may read, so the collector does
// not zero memory.
#ifndef GC_UNINITIALIZED_ALLOCATION
#define GC_UNINITIALIZED_ALLOCATION 0
#endif
#define GC_ALLOCATIONS_ZEROED (!GC_UNINITIALIZED_ALLOCATION)

#endif // GC_CONFIG_H
