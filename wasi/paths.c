#define _GNU_SOURCE 1
#include "paths.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "walk.h"

enum wasi_errno wasi_path_load(const struct wr_memory *memory, struct guest_span span,
                               struct host_path *path) {
  const u8 *bytes = guest_span_host(memory, span);
  if (!bytes) return WASI_EFAULT;
  if (span.length >= sizeof path->bytes) return WASI_ENAMETOOLONG;
  if (memchr(bytes, '\0', span.length)) return WASI_EINVAL;
  memcpy(path->bytes, bytes, span.length);
  path->bytes[span.length] = '\0';
  return WASI_ESUCCESS;
}

static struct wasi_resolver resolver = {.by = WASI_RESOLVED_BY_OPENAT2, .root = {-1}, .own_fds = {-1}};

void wasi_paths_resolve_by(struct wasi_resolver by) {
  resolver = by;
}

struct host_fd wasi_paths_own_fds(void) {
  return resolver.own_fds;
}

// EAGAIN means that a rename elsewhere raced with a ".." of the path: the kernel could not tell whether
// it stayed beneath. cap-std asks four times, too.
static int host_openat2(struct host_fd directory, const char *path, struct open_how how) {
  for (int attempt = 1;; attempt++) {
    int opened = (int)WASI_RETRY(
        syscall(SYS_openat2, directory.number, path, &how, sizeof how));
    if (opened >= 0 || errno != EAGAIN || attempt == 4) return opened;
  }
}

static enum wasi_errno resolve_errno(int error) {
  switch (error) {
    case EXDEV: return WASI_ENOTCAPABLE;  // it would have left the directory
    case ENOSYS: return WASI_ENOTSUP;
    default: return wasi_errno_from_host(error);
  }
}

static enum wasi_errno resolve_by_openat2(struct host_fd directory, const char *path, int flags,
                                          struct host_fd *opened) {
  struct open_how how = {
      .flags = (u64)(unsigned)flags | O_CLOEXEC,
      .mode = flags & O_CREAT ? 0666 : 0,  // less the umask: WASI knows no permissions
      .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
  };
  opened->number = host_openat2(directory, path, how);
  return opened->number < 0 ? resolve_errno(errno) : WASI_ESUCCESS;
}

// Where the guest has a root, it is a walk that tells an absolute link, which leads there, from a way out.
static enum wasi_errno resolve_beneath(struct host_fd directory, const char *path, int flags,
                                       struct host_fd *opened) {
  enum wasi_errno error = resolve_by_openat2(directory, path, flags, opened);
  if (error != WASI_ENOTCAPABLE || resolver.root.number < 0) return error;
  return wasi_walk(directory, resolver.root, path, flags, opened);
}

static enum wasi_errno resolve_unchecked(struct host_fd directory, const char *path, int flags,
                                         struct host_fd *opened) {
  opened->number = WASI_RETRY(openat(directory.number, path, flags | O_CLOEXEC, 0666));
  return opened->number < 0 ? wasi_errno_now() : WASI_ESUCCESS;
}

static enum wasi_errno resolve(struct host_fd directory, const char *path, int flags,
                               struct host_fd *opened) {
  switch (resolver.by) {
    case WASI_RESOLVED_BY_WALK: return wasi_walk(directory, resolver.root, path, flags, opened);
    case WASI_RESOLVED_UNCHECKED: return resolve_unchecked(directory, path, flags, opened);
    default: return resolve_beneath(directory, path, flags, opened);
  }
}

enum wasi_errno wasi_path_resolve(struct host_fd directory, const struct host_path *path, int flags,
                                  struct host_fd *opened) {
  return resolve(directory, path->bytes, flags, opened);
}

bool wasi_paths_can_openat2(struct host_fd directory, int *error) {
  struct host_fd opened;
  if (resolve_by_openat2(directory, ".", O_PATH | O_DIRECTORY, &opened)) {
    *error = errno;
    return false;
  }
  wasi_host_close(opened);
  return true;
}

// Where the last component begins. Slashes at the end stay with it: they mean "must be a directory".
static char *last_component(char *path) {
  size_t end = strlen(path);
  while (end > 0 && path[end - 1] == '/') end--;
  while (end > 0 && path[end - 1] != '/') end--;
  return path + end;
}

// A last component ".." is no way out: mkdir, unlink, rmdir, rename, link and symlink refuse it whatever it means.
enum wasi_errno wasi_path_resolve_name(struct host_fd directory, struct host_path *path,
                                       struct host_name *name) {
  const char *parent = ".";
  char *last = last_component(path->bytes);
  if (*last == '/') return WASI_ENOTCAPABLE;  // nothing but slashes
  if (last == path->bytes + 1) {
    parent = "/";
  } else if (last != path->bytes) {
    last[-1] = '\0';
    parent = path->bytes;
  }
  name->bytes = last;
  return resolve(directory, parent, O_PATH | O_DIRECTORY, &name->parent);
}

void wasi_host_close(struct host_fd host) {
  close(host.number);
}
