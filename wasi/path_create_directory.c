#include <sys/stat.h>

#include "paths.h"
#include "wasi.h"

u32 wasi_path_create_directory(struct wr_memory *memory, u32 fd, u32 path, u32 path_len) {
  struct wasi_entry *directory;
  enum wasi_errno error =
      wasi_fds_get_directory(wasi_fd(fd), WASI_RIGHT_PATH_CREATE_DIRECTORY, &directory);
  if (error) return error;
  static struct host_path host_path;
  error = wasi_path_load(memory, guest_span(path, path_len), &host_path);
  if (error) return error;
  struct host_name name;
  error = wasi_path_resolve_name(directory->host, &host_path, &name);
  if (error) return error;
  error = wasi_errno_of(mkdirat(name.parent.number, name.bytes, 0777));
  wasi_host_close(name.parent);
  return error;
}
