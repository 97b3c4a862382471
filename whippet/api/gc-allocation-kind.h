// What an allocation will hold.  The copying collectors take the TAGGED pair.
#ifndef GC_ALLOCATION_KIND_H
#define GC_ALLOCATION_KIND_H

enum gc_allocation_kind {
  GC_ALLOCATION_TAGGED,                 // gc_trace_object knows its layout
  GC_ALLOCATION_TAGGED_POINTERLESS,     // same, and it has no edges
  GC_ALLOCATION_UNTAGGED_CONSERVATIVE,  // any word may be a reference
  GC_ALLOCATION_UNTAGGED_POINTERLESS,   // no header, no edges
};

#endif // GC_ALLOCATION_KIND_H
