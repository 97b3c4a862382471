// Registries of objects whose death a procedure is to hear of.
#ifndef HOOT_FINALIZATION_H
#define HOOT_FINALIZATION_H

#include "ref.h"

// In entry.c: arrays of references.
extern const u32 hoot_registry_type;

// If there was a collection since the last time: the callbacks of what has died become tasks (events.h).
void hoot_registries_notify(ref *sp);

#endif
