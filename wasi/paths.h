// Paths of the guest, resolved beneath a directory of the descriptor table.
//
// Invariants
//  - No path of the guest reaches the kernel except through wasi_path_resolve, which refuses to leave the
//    directory: by "..", by an absolute path, by any symbolic link on the way or at the end, or by the magic
//    links of /proc. openat2(2) does that in the kernel, and so without races; walk.h where there is no
//    openat2. Only `--sandbox none` does not.
//  - Where a namespace holds nothing but what is granted (namespace.h), an absolute symbolic link leads to the
//    guest's "/" and on. All else is as without: neither a ".." nor an absolute path of the guest's leaves the
//    descriptor. RESOLVE_IN_ROOT would make "/" of every directory, and "../x" another file than the guest
//    meant; without either flag a descriptor of a folder would open all that lies around it.
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

// How paths are resolved: wasi_sandbox_start says it, once.
enum wasi_resolution { WASI_RESOLVED_BY_OPENAT2, WASI_RESOLVED_BY_WALK, WASI_RESOLVED_UNCHECKED };

struct wasi_resolver {
  enum wasi_resolution by;
  struct host_fd root;     // the guest's "/", or -1: absolute links lead out
  struct host_fd own_fds;  // /proc/self/fd, where the path does not lead there any more; or -1
};

void wasi_paths_resolve_by(struct wasi_resolver by);

// Kernels before 5.6 have no openat2, and some containers forbid it; then *error says which.
bool wasi_paths_can_openat2(struct host_fd directory, int *error);

struct host_fd wasi_paths_own_fds(void);

// ENAMETOOLONG, EINVAL for a NUL inside, EFAULT.
enum wasi_errno wasi_path_load(const struct wr_memory *memory, struct guest_span span,
                               struct host_path *path);

// Opens `path` beneath `directory` with open(2)'s `flags`; O_CLOEXEC is always set. An escape is
// ENOTCAPABLE.
enum wasi_errno wasi_path_resolve(struct host_fd directory, const struct host_path *path, int flags,
                                  struct host_fd *opened);

// Opens the parent of the path's last component. Cuts `path` in two.
enum wasi_errno wasi_path_resolve_name(struct host_fd directory, struct host_path *path,
                                       struct host_name *name);

void wasi_host_close(struct host_fd host);

#endif
