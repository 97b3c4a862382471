#define _GNU_SOURCE 1
#include "granted.h"

#include <fcntl.h>
#include <unistd.h>

// "/a/b", "./a/b" and "a/b" are the same place.
static const char *from_root(const char *path) {
  for (;;) {
    if (path[0] == '/') path++;
    else if (path[0] == '.' && path[1] == '/') path += 2;
    else return path[0] == '.' && !path[1] ? path + 1 : path;
  }
}

static bool is_prefix(const char *name, const char *path, size_t *length) {
  *length = strlen(name);
  while (*length > 0 && name[*length - 1] == '/') --*length;
  char next = strncmp(name, path, *length) == 0 ? path[*length] : 'x';
  return *length == 0 || next == '/' || next == '\0';
}

// The preopened directory whose name is the longest prefix of `path`, and what of the path remains ("." if
// nothing does). A path without a slash at its front is taken from the root. False if no grant covers it.
static bool granted_find(const char *path, struct wasi_entry **directory, struct host_path *rest) {
  const char *wanted = from_root(path);
  size_t longest = 0;
  bool found = false;
  struct wasi_entry *entry;
  // Preopens are the first descriptors from 3 on, until the guest opens some itself.
  for (u32 number = 3; wasi_fds_get(wasi_fd(number), &entry) == WASI_ESUCCESS; number++) {
    size_t length;
    if (!entry->preopen || !is_prefix(from_root(entry->preopen), wanted, &length)) continue;
    if (found && length < longest) continue;
    found = true;
    longest = length;
    *directory = entry;
  }
  const char *remains = wanted + longest;
  while (*remains == '/') remains++;
  if (!*remains) remains = ".";
  if (!found || strlen(remains) >= sizeof rest->bytes) return false;
  strcpy(rest->bytes, remains);
  return true;
}

enum wasi_errno wasi_granted_open(const char *path, int flags, struct host_fd *opened) {
  struct wasi_entry *directory;
  static struct host_path rest;
  if (!granted_find(path, &directory, &rest)) return WASI_ENOTCAPABLE;
  if (directory->read_only && (flags & (O_ACCMODE | O_CREAT | O_TRUNC))) return WASI_EROFS;
  return wasi_path_resolve(directory->host, &rest, flags, opened);
}

enum wasi_errno wasi_granted_open_directory(const char *path, struct host_fd *opened, bool *read_only) {
  struct wasi_entry *directory;
  static struct host_path rest;
  if (!granted_find(path, &directory, &rest)) return WASI_ENOTCAPABLE;
  *read_only = directory->read_only;
  return wasi_path_resolve(directory->host, &rest, O_RDONLY | O_DIRECTORY, opened);
}

enum wasi_errno wasi_granted_unlink(const char *path) {
  struct wasi_entry *directory;
  static struct host_path rest;
  if (!granted_find(path, &directory, &rest)) return WASI_ENOTCAPABLE;
  if (directory->read_only) return WASI_EROFS;
  struct host_name name;
  enum wasi_errno error = wasi_path_resolve_name(directory->host, &rest, &name);
  if (error) return error;
  if (unlinkat(name.parent.number, name.bytes, 0) != 0) error = wasi_errno_now();
  wasi_host_close(name.parent);
  return error;
}
