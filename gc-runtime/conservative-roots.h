// Included by C whose functions leave references to be found on the C stack and in registers. Compiled with a collector
// that does not look there, they would be lost.
//
// What has to hold, and where it does:
//  - A reference that is needed after a call lies, during the call, in the frame or in a register as itself, or as the
//    address of something in the object: fields are reached by constant offsets, and an element only after a look at the
//    array's length, which is loaded anew after each call. (The first element of an array without any lies behind it;
//    the collector allows for that.)
//  - Elsewhere a reference lies between safepoints only: overflow arguments, further results and payloads
//    (call.h, exception.h) are read before the next one.
//  - Handlers (exception.h) keep what they read in the frame. Their buffers hold no mangled registers.
//  - The runtime's own C keeps its references on the side stack, which is traced as ever.
#ifndef WR_CONSERVATIVE_ROOTS_H
#define WR_CONSERVATIVE_ROOTS_H

#include "collector.h"

#if !GC_CONSERVATIVE_ROOTS
#error "this C was made with --roots conservative: it needs a collector that looks through the C stack"
#endif

#endif
