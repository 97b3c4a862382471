// The two types whose contents only a collector knows.
#ifndef GC_TYPES_H
#define GC_TYPES_H

struct gc_heap;
struct gc_mutator;

#endif // GC_TYPES_H
