#include <stdio.h>

#include "paths.h"
#include "wasi.h"

static enum wasi_errno name_resolve(const struct wr_memory *memory, struct wasi_fd fd,
                                    wasi_rights right, struct guest_span span,
                                    struct host_path *path, struct host_name *name) {
  struct wasi_entry *directory;
  enum wasi_errno error = wasi_fds_get_directory(fd, right, &directory);
  if (error) return error;
  error = wasi_path_load(memory, span, path);
  if (error) return error;
  return wasi_path_resolve_name(directory->host, path, name);
}

// rename(2) follows no symbolic link in a last component, even one with a slash behind it.
u32 wasi_path_rename(struct wr_memory *memory, u32 fd, u32 old_path, u32 old_len, u32 new_fd,
                     u32 new_path, u32 new_len) {
  static struct host_path from_path, to_path;
  struct host_name from, to;
  enum wasi_errno error = name_resolve(memory, wasi_fd(fd), WASI_RIGHT_PATH_RENAME_SOURCE,
                                       guest_span(old_path, old_len), &from_path, &from);
  if (error) return error;
  error = name_resolve(memory, wasi_fd(new_fd), WASI_RIGHT_PATH_RENAME_TARGET,
                       guest_span(new_path, new_len), &to_path, &to);
  if (!error) {
    error = wasi_errno_of(renameat(from.parent.number, from.bytes, to.parent.number, to.bytes));
    wasi_host_close(to.parent);
  }
  wasi_host_close(from.parent);
  return error;
}
