// Standard input, output and error as streams, for the event loop.
#ifndef HOOT_STREAMS_H
#define HOOT_STREAMS_H

#include "ref.h"

// Whether a promise of input is to be kept: then the loop waits for standard input.
bool hoot_input_is_awaited(void);

// There is some, or its end: keeps one promise, or all at the end.
void hoot_input_has_come(ref *sp);

// A task of the loop: goes on with what is to be written.
void hoot_stream_go_on(ref *sp, u32 number);

#endif
