#include "fdflags.h"
#include "paths.h"
#include "wasi.h"

struct opening {
  u32 lookupflags;
  u32 oflags;
  u32 fdflags;
  wasi_rights base;
};

static bool opening_is_valid(struct opening opening) {
  return !(opening.lookupflags & ~(u32)WASI_LOOKUPFLAGS_ALL) &&
         !(opening.oflags & ~(u32)WASI_OFLAGS_ALL) && !(opening.fdflags & ~(u32)WASI_FDFLAGS_ALL);
}

// What the directory must allow. Linux truncates a file that is opened for reading only: the right to
// truncate is asked here, not left to the access mode.
static wasi_rights opening_needs(struct opening opening) {
  wasi_rights needs = WASI_RIGHT_PATH_OPEN;
  if (opening.oflags & WASI_OFLAG_CREAT) needs |= WASI_RIGHT_PATH_CREATE_FILE;
  if (opening.oflags & WASI_OFLAG_TRUNC) needs |= WASI_RIGHT_PATH_FILESTAT_SET_SIZE;
  return needs;
}

// WASI has no access mode: it follows from the rights. Asking for none of them is reading, so that
// directories can be opened.
static int access_mode(wasi_rights base) {
  bool writes = base & (WASI_RIGHT_FD_WRITE | WASI_RIGHT_FD_ALLOCATE |
                        WASI_RIGHT_FD_FILESTAT_SET_SIZE);
  bool reads = base & (WASI_RIGHT_FD_READ | WASI_RIGHT_FD_READDIR);
  if (!writes) return O_RDONLY;
  return reads ? O_RDWR : O_WRONLY;
}

static int opening_host_flags(struct opening opening) {
  int flags = access_mode(opening.base) | wasi_fdflags_to_host(opening.fdflags) | O_NOCTTY;
  if (!(opening.lookupflags & WASI_LOOKUP_SYMLINK_FOLLOW)) flags |= O_NOFOLLOW;
  if (opening.oflags & WASI_OFLAG_CREAT) flags |= O_CREAT;
  if (opening.oflags & WASI_OFLAG_DIRECTORY) flags |= O_DIRECTORY;
  if (opening.oflags & WASI_OFLAG_EXCL) flags |= O_EXCL;
  if (opening.oflags & WASI_OFLAG_TRUNC) flags |= O_TRUNC;
  return flags;
}

u32 wasi_path_open(struct wr_memory *memory, u32 fd, u32 lookupflags, u32 path, u32 path_len,
                   u32 oflags, u64 base, u64 inheriting, u32 fdflags, u32 opened) {
  (void)inheriting;  // a directory passes on what it has: see fds.h
  struct opening opening = {lookupflags, oflags, fdflags, base};
  u8 *place = guest_place_u32(memory, guest_ptr(opened));
  if (!place) return WASI_EFAULT;
  struct wasi_entry *directory;
  enum wasi_errno error = wasi_fds_get_directory(wasi_fd(fd), opening_needs(opening), &directory);
  if (error) return error;
  if (!opening_is_valid(opening)) return WASI_EINVAL;
  static struct host_path host_path;
  error = wasi_path_load(memory, guest_span(path, path_len), &host_path);
  if (error) return error;
  opening.base &= directory->inheriting;
  if (directory->read_only && access_mode(opening.base) != O_RDONLY) return WASI_EROFS;
  struct wasi_bounds bounds = {directory->inheriting, directory->read_only};
  struct host_fd host;
  error = wasi_path_resolve(directory->host, &host_path, opening_host_flags(opening), &host);
  if (error) return error;
  struct wasi_fd added;
  error = wasi_fds_add(host, bounds, opening.base, &added);
  if (error) return error;
  host_store_u32(place, added.number);
  return WASI_ESUCCESS;
}
