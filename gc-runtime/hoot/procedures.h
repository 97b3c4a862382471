// Procedures as the host holds them.
#ifndef HOOT_PROCEDURES_H
#define HOOT_PROCEDURES_H

#include "ref.h"

// In entry.c: an array of references with one element, a Scheme procedure or one of enum hoot_own_procedure.
extern const u32 hoot_procedure_type;

// What the host gives to a program that is a procedure: how it ends.
enum hoot_own_procedure { HOOT_RESOLVE, HOOT_REJECT };

ref hoot_own_procedure(ref *sp, enum hoot_own_procedure which);

// Calls it with a list; what it returns, or the unspecified value. May collect.
ref hoot_procedure_call(ref *sp, ref procedure, ref list);

#endif
