// Promises of the host's: what will be known later.
#ifndef HOOT_PROMISES_H
#define HOOT_PROMISES_H

#include "ref.h"

enum hoot_outcome { HOOT_RESOLVED, HOOT_REJECTED };

// Not settled.
ref hoot_promise_new(ref *sp);

// Calls, as tasks of the event loop, the procedures that wait for it or will. Not to be done twice.
void hoot_promise_settle(ref *sp, ref promise, enum hoot_outcome outcome, ref value);

#endif
