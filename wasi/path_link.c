#define _GNU_SOURCE 1
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "paths.h"
#include "wasi.h"

// A last component that is to be linked can be followed: where a slash stands behind it, or it is "..". So
// the source, unlike the name of a rename, is resolved whole, and linked by its descriptor.
static enum wasi_errno link_source_resolve(const struct wr_memory *memory, struct wasi_fd fd,
                                           u32 lookupflags, struct guest_span span,
                                           struct host_fd *source) {
  struct wasi_entry *directory;
  enum wasi_errno error = wasi_fds_get_directory(fd, WASI_RIGHT_PATH_LINK_SOURCE, &directory);
  if (error) return error;
  if (lookupflags & ~(u32)WASI_LOOKUPFLAGS_ALL) return WASI_EINVAL;
  static struct host_path path;
  error = wasi_path_load(memory, span, &path);
  if (error) return error;
  int nofollow = lookupflags & WASI_LOOKUP_SYMLINK_FOLLOW ? 0 : O_NOFOLLOW;
  return wasi_path_resolve(directory->host, &path, O_PATH | nofollow, source);
}

static enum wasi_errno link_target_resolve(const struct wr_memory *memory, struct wasi_fd fd,
                                           struct guest_span span, struct host_name *target) {
  struct wasi_entry *directory;
  enum wasi_errno error = wasi_fds_get_directory(fd, WASI_RIGHT_PATH_LINK_TARGET, &directory);
  if (error) return error;
  static struct host_path path;
  error = wasi_path_load(memory, span, &path);
  if (error) return error;
  return wasi_path_resolve_name(directory->host, &path, target);
}

// Before Linux 6.10 an empty path is ENOENT without CAP_DAC_READ_SEARCH; /proc's name of the descriptor
// needs none. It leads to the file itself and no further, also where that is a symbolic link. In a namespace
// there is no /proc but the descriptor that was kept of it.
static enum wasi_errno link_make(struct host_fd source, struct host_name target) {
  if (linkat(source.number, "", target.parent.number, target.bytes, AT_EMPTY_PATH) == 0)
    return WASI_ESUCCESS;
  if (errno != ENOENT) return wasi_errno_now();
  struct host_fd own_fds = wasi_paths_own_fds();
  char path[32], *name = path + snprintf(path, sizeof path, "/proc/self/fd/");
  snprintf(name, 12, "%d", source.number);
  return wasi_errno_of(linkat(own_fds.number, own_fds.number < 0 ? path : name, target.parent.number,
                              target.bytes, AT_SYMLINK_FOLLOW));
}

// A directory is EPERM.
u32 wasi_path_link(struct wr_memory *memory, u32 old_fd, u32 lookupflags, u32 old_path, u32 old_len,
                   u32 new_fd, u32 new_path, u32 new_len) {
  struct host_fd source;
  struct host_name target;
  enum wasi_errno error = link_source_resolve(memory, wasi_fd(old_fd), lookupflags,
                                              guest_span(old_path, old_len), &source);
  if (error) return error;
  error = link_target_resolve(memory, wasi_fd(new_fd), guest_span(new_path, new_len), &target);
  if (!error) {
    error = link_make(source, target);
    wasi_host_close(target.parent);
  }
  wasi_host_close(source);
  return error;
}
