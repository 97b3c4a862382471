// A path, resolved component by component: for kernels without openat2(2), and for what openat2 cannot do.
//
// Invariants
//  - Each system call is given one component, and follows no symbolic link: whatever somebody else renames
//    or replaces meanwhile, the next component is looked up in a directory that was reached from the bottom.
//  - ".." is the descriptor that the walk came from, not what the kernel then calls the parent: a directory
//    that is moved away on the way leads nowhere. At the bottom it leads out, which is ENOTCAPABLE.
//  - Links are read and their text is walked, 40 of them at most, as by the kernel. One that appears where a
//    moment ago was none is ELOOP; for O_PATH it is itself what is opened.
#ifndef WASI_WALK_H
#define WASI_WALK_H

#include "fds.h"

// Opens `path` beneath `directory` with open(2)'s `flags`. An absolute link leads on from `root`, whose ".."
// is itself; without one (-1) it leads out. As many descriptors are open meanwhile as the path is deep.
enum wasi_errno wasi_walk(struct host_fd directory, struct host_fd root, const char *path, int flags,
                          struct host_fd *opened);

#endif
