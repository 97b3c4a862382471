// For hosts other than WASI's own functions: files by name, found beneath the granted directories as a
// guest's libc finds them.
#ifndef WASI_GRANTED_H
#define WASI_GRANTED_H

#include "paths.h"

// Opens with open(2)'s flags. ENOTCAPABLE where nothing is granted, EROFS where only reading is.
enum wasi_errno wasi_granted_open(const char *path, int flags, struct host_fd *opened);
// A directory, and whether it is granted for reading only.
enum wasi_errno wasi_granted_open_directory(const char *path, struct host_fd *opened, bool *read_only);
enum wasi_errno wasi_granted_unlink(const char *path);

#endif
