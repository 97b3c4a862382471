// Options of a heap, set by number, by name, or by a string such as
// "heap-size-policy=growable,maximum-heap-size=2g".
#ifndef GC_OPTIONS_H
#define GC_OPTIONS_H

#include <stddef.h>

#include "gc-visibility.h"

enum gc_heap_size_policy {
  GC_HEAP_SIZE_FIXED,
  GC_HEAP_SIZE_GROWABLE,
  GC_HEAP_SIZE_ADAPTIVE,
};

// In which order objects are visited; what is moved lies in that order afterwards.
enum gc_trace_order {
  GC_TRACE_AS_EVER,  // the collector's own
  GC_TRACE_DEPTH_FIRST,
  GC_TRACE_BREADTH_FIRST,
};

enum {
  GC_OPTION_HEAP_SIZE_POLICY,       // int: enum gc_heap_size_policy
  GC_OPTION_HEAP_SIZE,              // size
  GC_OPTION_MAXIMUM_HEAP_SIZE,      // size; 0: derived from the machine
  GC_OPTION_HEAP_DOUBLE_THRESHOLD,  // size
  GC_OPTION_HEAP_EXPANSIVENESS,     // double, 0 to 50
  GC_OPTION_PARALLELISM,            // int, 1 to 64

  // Ours, numbered away from the interface's own.
  GC_OPTION_STRESS = 32,  // int: collect before every Nth allocation; 0: never
  GC_OPTION_VERIFY,       // int: 1: check the whole heap after each collection
  GC_OPTION_NURSERY_SIZE, // size; 0: fitted to the cache
  GC_OPTION_HUGE_PAGES,   // int: 1: ask for pages of 2 MiB where they fit
  GC_OPTION_TRACE_ORDER,  // int: enum gc_trace_order
};

struct gc_options;

// An options object with the defaults.  gc_init takes ownership of it.
GC_API_ struct gc_options *gc_allocate_options(void);

// The option's number, or -1.
GC_API_ int gc_option_from_string(const char *name);

// All setters return 0, after a message on stderr, if the option does not
// exist, has another type, or does not admit the value.
GC_API_ int gc_options_set_int(struct gc_options *options, int option,
                               int value);
GC_API_ int gc_options_set_size(struct gc_options *options, int option,
                                size_t value);
GC_API_ int gc_options_set_double(struct gc_options *options, int option,
                                  double value);
GC_API_ int gc_options_parse_and_set(struct gc_options *options, int option,
                                     const char *value);

// "key=value,key=value", in lower case; sizes take a suffix k, m, g or t.
GC_API_ int gc_options_parse_and_set_many(struct gc_options *options,
                                          const char *str);

#endif // GC_OPTIONS_H
