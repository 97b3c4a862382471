// The event loop of programs with fibers.
#ifndef HOOT_EVENTS_H
#define HOOT_EVENTS_H

#include "ref.h"

// What wr_program.run is in a program with reflect.wat: runs the program, then what it has left to be done.
void hoot_run(ref *sp);

// The program that is a procedure has come to its end, with a value or, if `is_rejected`, an error. Only the first time counts.
void hoot_settle(ref *sp, ref value, bool is_rejected);

// Calls the callback of a registry with a value, as a task of its own.
void hoot_call_later(ref *sp, ref procedure, ref value);

// Goes on with a stream, one turn later.
void hoot_stream_later(u32 number);

#endif
