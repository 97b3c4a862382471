// Paths of the guest, resolved beneath a directory of the descriptor table.
//
// Invariants
//  - No path of the guest reaches the kernel except through wasi_path_resolve, whose openat2(2) refuses,
//    in the kernel and so without races, to leave the directory: by "..", by an absolute path, by any
//    symbolic link on the way or at the end, or by the magic links of /proc.
//  - A call that changes a name (mkdir, unlink, rename, symlink, link for the new name) takes the parent
//    from wasi_path_resolve and hands the kernel one last component, which those system calls never follow.
//  - A directory is all that a guest can reach: the result is a descriptor, closed by the caller.
#ifndef WASI_PATHS_H
#define WASI_PATHS_H

#include <linux/limits.h>

#include "fds.h"

// A path copied out of the guest: without NUL inside, with one at its end.
struct host_path { char bytes[PATH_MAX]; };

// One last component, and the descriptor of the directory that it is looked up in.
struct host_name {
  struct host_fd parent;
  const char *bytes;  // within the host_path that it was resolved from
};

// ENAMETOOLONG, EINVAL for a NUL inside, EFAULT.
enum wasi_errno wasi_path_load(const struct wr_memory *memory, struct guest_span span,
                               struct host_path *path);

// Opens `path` beneath `directory` with open(2)'s `flags`; O_CLOEXEC is always set. An escape is
// ENOTCAPABLE. A kernel without openat2 (before 5.6) is ENOTSUP: refused, never resolved unsafely.
enum wasi_errno wasi_path_resolve(struct host_fd directory, const struct host_path *path, int flags,
                                  struct host_fd *opened);

// Opens the parent of the path's last component. Cuts `path` in two.
enum wasi_errno wasi_path_resolve_name(struct host_fd directory, struct host_path *path,
                                       struct host_name *name);

void wasi_host_close(struct host_fd host);

#endif
