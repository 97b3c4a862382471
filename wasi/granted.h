// For hosts other than WASI's own functions: files by name, found beneath the granted directories as a
// guest's libc finds them.
#ifndef WASI_GRANTED_H
#define WASI_GRANTED_H

#include "paths.h"

// The preopened directory whose name is the longest prefix of `path`, and what of the path remains ("." if
// nothing does). A path without a slash at its front is taken from the root. False if no grant covers it.
bool wasi_granted_find(const char *path, struct host_fd *directory, struct host_path *rest);

// Opens with open(2)'s flags. ENOTCAPABLE where nothing is granted.
enum wasi_errno wasi_granted_open(const char *path, int flags, struct host_fd *opened);
enum wasi_errno wasi_granted_unlink(const char *path);

#endif
