// A user and a mount namespace of the program's own, whose root holds the granted directories under the guest's
// names, and nothing else: no /proc, no /etc, no way to where it came from.
//
// Invariants
//  - The root is a file system of our own with a directory for each name, read-only once they are there; or the
//    directory that is granted as "/". Nothing is created in what the user grants: where a name lies within
//    another granted directory, and there is no directory of that name, it is a descriptor, as in the other
//    tiers, and no place that a link could name.
//  - Mounts are copies, with what is mounted beneath them at the time: no devices, no set-user-ID, no writing
//    where reading is granted, nothing that the host mounts later.
//  - Afterwards there are no capabilities, nor ever new ones. So root is a user like any other here: it reaches
//    what the modes of its own and of everybody's files let it.
//  - Descriptors that were open before (0, 1 and 2) stay what they are.
#ifndef WASI_NAMESPACE_H
#define WASI_NAMESPACE_H

#include "paths.h"
#include "sandbox.h"

// Opens the directories anew, in the namespace, and tells the resolver of its root. On failure they are as they
// were, and reach what they did; but the process may already be in a namespace, with the host's files in it.
bool wasi_namespace_enter(struct wasi_directory *directories, u32 count, struct wasi_resolver *resolver,
                          struct wasi_obstacle *obstacle);

#endif
