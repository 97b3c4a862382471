#define _GNU_SOURCE 1
#include <fcntl.h>

#include "filestat.h"
#include "paths.h"
#include "wasi.h"

u32 wasi_path_filestat_get(struct wr_memory *memory, u32 fd, u32 lookupflags, u32 path,
                           u32 path_len, u32 stat) {
  u8 *place = guest_span_host(memory, guest_span(stat, sizeof(struct wasi_filestat)));
  if (!place) return WASI_EFAULT;
  struct wasi_entry *directory;
  enum wasi_errno error =
      wasi_fds_get_directory(wasi_fd(fd), WASI_RIGHT_PATH_FILESTAT_GET, &directory);
  if (error) return error;
  if (lookupflags & ~(u32)WASI_LOOKUPFLAGS_ALL) return WASI_EINVAL;
  static struct host_path host_path;
  error = wasi_path_load(memory, guest_span(path, path_len), &host_path);
  if (error) return error;
  // O_PATH opens nothing: it needs no permission on the file, and no FIFO waits for a writer.
  int nofollow = lookupflags & WASI_LOOKUP_SYMLINK_FOLLOW ? 0 : O_NOFOLLOW;
  struct host_fd host;
  error = wasi_path_resolve(directory->host, &host_path, O_PATH | nofollow, &host);
  if (error) return error;
  error = wasi_filestat_store(host, place);
  wasi_host_close(host);
  return error;
}
