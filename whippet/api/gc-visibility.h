// Linkage of the API.  The collector and its embedder are linked into one
// executable, so nothing needs to be visible outside of it.
#ifndef GC_VISIBILITY_H
#define GC_VISIBILITY_H

#define GC_INTERNAL __attribute__((visibility("hidden")))
#define GC_PUBLIC __attribute__((visibility("default")))

#ifndef GC_API_
#define GC_API_ GC_INTERNAL
#endif

#endif // GC_VISIBILITY_H
