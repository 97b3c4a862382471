#include <unistd.h>

#include "paths.h"
#include "wasi.h"

// The text of a link is not resolved here: what it means depends on where the link is when it is followed,
// and then wasi_path_resolve says whether it leads out. An absolute one is refused at once, as by wasmtime,
// but with ENOTCAPABLE, our word for leading out (wasmtime's is EPERM): outside of a namespace the guest could
// not follow it, and whoever else looks into the directory should not be led astray.
u32 wasi_path_symlink(struct wr_memory *memory, u32 old_path, u32 old_len, u32 fd, u32 new_path,
                      u32 new_len) {
  struct wasi_entry *directory;
  enum wasi_errno error = wasi_fds_get_directory(wasi_fd(fd), WASI_RIGHT_PATH_SYMLINK, &directory);
  if (error) return error;
  static struct host_path text, host_path;
  error = wasi_path_load(memory, guest_span(old_path, old_len), &text);
  if (error) return error;
  if (text.bytes[0] == '/') return WASI_ENOTCAPABLE;
  error = wasi_path_load(memory, guest_span(new_path, new_len), &host_path);
  if (error) return error;
  struct host_name name;
  error = wasi_path_resolve_name(directory->host, &host_path, &name);
  if (error) return error;
  error = wasi_errno_of(symlinkat(text.bytes, name.parent.number, name.bytes));
  wasi_host_close(name.parent);
  return error;
}
