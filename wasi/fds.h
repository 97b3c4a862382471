// The descriptor table: what the guest calls a descriptor, and what it may do with it.
//
// Invariants
//  - An entry in use has `host.number >= 0`. Guest numbers are indices, given out lowest first, as POSIX
//    does. The guest never sees a host number, and no host number reaches the table but through here.
//  - Host descriptors that we open are close-on-exec and above 2, even after the guest closed 0, 1 or 2:
//    the runtime prints its own messages to host descriptor 2, and they must not land in a guest's file.
//  - Rights only shrink from a directory to what is opened through it: `inheriting` bounds both; and from a
//    listening socket to its connections. fd_fdstat_set_rights takes away, and never adds; what it took from
//    a file or a socket is ENOTCAPABLE from then on. What the guest did not ask for when it opened a file is
//    not: FD_READ and FD_WRITE are enforced by the host descriptor's access mode, PATH rights by
//    wasi_fds_get_directory, the others not; and a directory passes all it has to a directory opened beneath
//    it, whatever the guest asked for (wasmtime does so, and guests rely on it).
//  - What is reached through a read-only directory is read-only, whatever rights there are: to change it, or
//    what it holds, is EROFS. Its rights are those of any other, so that a libc asks, and hears that.
#ifndef WASI_FDS_H
#define WASI_FDS_H

#include <sys/stat.h>

#include "guest.h"
#include "host_errno.h"

struct host_fd { int number; };

struct wasi_entry {
  struct host_fd host;
  enum wasi_filetype filetype;
  wasi_rights base;
  wasi_rights inheriting;
  wasi_rights given_up;  // by fd_fdstat_set_rights
  bool read_only;
  const char *preopen;  // the guest's name of the directory, NULL unless preopened
};

#define WASI_RIGHTS_STREAM                                                              \
  (WASI_RIGHT_FD_DATASYNC | WASI_RIGHT_FD_READ | WASI_RIGHT_FD_FDSTAT_SET_FLAGS |       \
   WASI_RIGHT_FD_SYNC | WASI_RIGHT_FD_WRITE | WASI_RIGHT_FD_FILESTAT_GET |              \
   WASI_RIGHT_POLL_FD_READWRITE)
#define WASI_RIGHTS_SOCKET (WASI_RIGHTS_STREAM | WASI_RIGHT_SOCK_SHUTDOWN | WASI_RIGHT_SOCK_ACCEPT)
#define WASI_RIGHTS_FILE                                                                \
  (WASI_RIGHTS_STREAM | WASI_RIGHT_FD_SEEK | WASI_RIGHT_FD_TELL | WASI_RIGHT_FD_ADVISE | \
   WASI_RIGHT_FD_ALLOCATE | WASI_RIGHT_FD_FILESTAT_SET_SIZE |                           \
   WASI_RIGHT_FD_FILESTAT_SET_TIMES)
#define WASI_RIGHTS_DIRECTORY                                                           \
  (WASI_RIGHT_FD_FDSTAT_SET_FLAGS | WASI_RIGHT_FD_SYNC | WASI_RIGHT_FD_DATASYNC |       \
   WASI_RIGHT_FD_ADVISE | WASI_RIGHT_PATH_CREATE_DIRECTORY |                            \
   WASI_RIGHT_PATH_CREATE_FILE | WASI_RIGHT_PATH_LINK_SOURCE |                          \
   WASI_RIGHT_PATH_LINK_TARGET | WASI_RIGHT_PATH_OPEN | WASI_RIGHT_FD_READDIR |         \
   WASI_RIGHT_PATH_READLINK | WASI_RIGHT_PATH_RENAME_SOURCE |                           \
   WASI_RIGHT_PATH_RENAME_TARGET | WASI_RIGHT_PATH_FILESTAT_GET |                       \
   WASI_RIGHT_PATH_FILESTAT_SET_SIZE | WASI_RIGHT_PATH_FILESTAT_SET_TIMES |             \
   WASI_RIGHT_FD_FILESTAT_GET | WASI_RIGHT_FD_FILESTAT_SET_TIMES |                      \
   WASI_RIGHT_PATH_SYMLINK | WASI_RIGHT_PATH_REMOVE_DIRECTORY |                         \
   WASI_RIGHT_PATH_UNLINK_FILE | WASI_RIGHT_POLL_FD_READWRITE)

// What a read-only directory refuses. A link to a file is another way to write to it.
#define WASI_RIGHTS_CHANGING                                                            \
  (WASI_RIGHT_PATH_CREATE_DIRECTORY | WASI_RIGHT_PATH_CREATE_FILE |                     \
   WASI_RIGHT_PATH_LINK_SOURCE | WASI_RIGHT_PATH_LINK_TARGET |                          \
   WASI_RIGHT_PATH_RENAME_SOURCE | WASI_RIGHT_PATH_RENAME_TARGET |                      \
   WASI_RIGHT_PATH_FILESTAT_SET_SIZE | WASI_RIGHT_PATH_FILESTAT_SET_TIMES |             \
   WASI_RIGHT_PATH_SYMLINK | WASI_RIGHT_PATH_REMOVE_DIRECTORY |                         \
   WASI_RIGHT_PATH_UNLINK_FILE)

#define WASI_RIGHTS_ALL (WASI_RIGHTS_DIRECTORY | WASI_RIGHTS_FILE | WASI_RIGHTS_SOCKET)

// Puts host descriptors 0, 1 and 2 into the table; one that is closed stays EBADF.
void wasi_fds_start(void);

// An entry stays valid until the next wasi_fds_add.
enum wasi_errno wasi_fds_get(struct wasi_fd fd, struct wasi_entry **entry);
// A directory that has `rights`; ENOTDIR for other things, ENOTCAPABLE where a right lacks, EROFS where one
// would change what is read-only.
enum wasi_errno wasi_fds_get_directory(struct wasi_fd fd, wasi_rights rights,
                                       struct wasi_entry **entry);
// ENOTCAPABLE where one of `rights` was given up.
enum wasi_errno wasi_fds_get_for(struct wasi_fd fd, wasi_rights rights, struct wasi_entry **entry);
// The same of anything but a directory (EISDIR), for the calls that act on a file's bytes.
enum wasi_errno wasi_fds_get_file(struct wasi_fd fd, wasi_rights rights, struct wasi_entry **entry);

// What a descriptor passes on to what is opened through it.
struct wasi_bounds {
  wasi_rights rights;
  bool read_only;
};

// Adds what was opened, with those of the rights `asked` that are within `bounds` and that apply to its kind.
// Takes `host` over, also when it fails: then it is closed.
enum wasi_errno wasi_fds_add(struct host_fd host, struct wasi_bounds bounds, wasi_rights asked,
                             struct wasi_fd *fd);
// Adds a directory that the user grants under a name (kept, not copied), as the next free descriptor from 3 on.
enum wasi_errno wasi_fds_preopen(struct host_fd host, const char *name, bool read_only);
enum wasi_errno wasi_fds_close(struct wasi_fd fd);
// Moves an entry onto another in use, which is closed: `fd` is free then.
enum wasi_errno wasi_fds_renumber(struct wasi_fd fd, struct wasi_fd to);

enum wasi_filetype wasi_filetype_of_mode(mode_t mode);

// Moves `host` above 2 if it is not yet; closes it if that fails.
enum wasi_errno wasi_host_raise_above_stdio(struct host_fd *host);

#endif
