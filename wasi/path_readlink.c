#define _GNU_SOURCE 1
#include <fcntl.h>
#include <unistd.h>

#include "paths.h"
#include "wasi.h"

// The text of the link that `host` stands for. ENOENT of an empty path is Linux's word for "no link".
static enum wasi_errno link_read(struct host_fd host, struct host_path *text, u32 *length) {
  ssize_t size = readlinkat(host.number, "", text->bytes, sizeof text->bytes);
  if (size < 0) return errno == ENOENT ? WASI_EINVAL : wasi_errno_now();
  *length = (u32)size;
  return WASI_ESUCCESS;
}

// A text longer than the buffer is cut, as in POSIX, without a NUL.
u32 wasi_path_readlink(struct wr_memory *memory, u32 fd, u32 path, u32 path_len, u32 buf,
                       u32 buf_len, u32 used) {
  u8 *place = guest_place_u32(memory, guest_ptr(used));
  u8 *bytes = guest_span_host(memory, guest_span(buf, buf_len));
  if (!place || !bytes) return WASI_EFAULT;
  struct wasi_entry *directory;
  enum wasi_errno error = wasi_fds_get_directory(wasi_fd(fd), WASI_RIGHT_PATH_READLINK, &directory);
  if (error) return error;
  static struct host_path host_path;
  error = wasi_path_load(memory, guest_span(path, path_len), &host_path);
  if (error) return error;
  struct host_fd host;
  error = wasi_path_resolve(directory->host, &host_path, O_PATH | O_NOFOLLOW, &host);
  if (error) return error;
  u32 length = 0;
  error = link_read(host, &host_path, &length);
  wasi_host_close(host);
  if (error) return error;
  u32 copied = length < buf_len ? length : buf_len;
  memcpy(bytes, host_path.bytes, copied);
  host_store_u32(place, copied);
  return WASI_ESUCCESS;
}
