// Sandboxes in children, for tiers.c and older_kernels.c.
#ifndef WASI_TESTS_TIERS_H
#define WASI_TESTS_TIERS_H

#include "../sandbox.h"

// Which tiers this kernel has, once test_tiers was there.
extern bool has_tier[WASI_TIERS];

// Grants the scratch directory and its two neighbours, in a tier.
bool enter_tier(enum wasi_tier wanted, enum wasi_tier *chosen, struct wasi_obstacle obstacles[WASI_TIERS]);

// Before a tier is entered: what a sandboxed process could not do. In tests/escapes.c.
void start_escapes(void);

// The exit status of a child that runs `test`: 1 if a check failed there.
int in_child(void (*test)(const void *argument), const void *argument);

// Nobody has touched what lies outside, neither its names nor its file.
bool outside_is_as_before(void);

#endif
