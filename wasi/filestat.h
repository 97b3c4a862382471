// Linux's stat as WASI's filestat.
#ifndef WASI_FILESTAT_H
#define WASI_FILESTAT_H

#include "fds.h"

// Stores the state of `host`, which may be a bare O_PATH descriptor, at a place already checked.
enum wasi_errno wasi_filestat_store(struct host_fd host, u8 *place);

#endif
