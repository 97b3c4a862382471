#define _GNU_SOURCE 1
#include <fcntl.h>
#include <sys/stat.h>

#include "filetimes.h"
#include "paths.h"
#include "wasi.h"

// O_PATH, as in path_filestat_get; futimens(2) does not take such a descriptor, utimensat(2) does since
// Linux 5.8 (before: EINVAL).
u32 wasi_path_filestat_set_times(struct wr_memory *memory, u32 fd, u32 lookupflags, u32 path,
                                 u32 path_len, u64 atim, u64 mtim, u32 flags) {
  struct wasi_entry *directory;
  enum wasi_errno error =
      wasi_fds_get_directory(wasi_fd(fd), WASI_RIGHT_PATH_FILESTAT_SET_TIMES, &directory);
  if (error) return error;
  if (lookupflags & ~(u32)WASI_LOOKUPFLAGS_ALL) return WASI_EINVAL;
  struct host_filetimes times;
  error = wasi_filetimes_load(atim, mtim, flags, &times);
  if (error) return error;
  static struct host_path host_path;
  error = wasi_path_load(memory, guest_span(path, path_len), &host_path);
  if (error) return error;
  int nofollow = lookupflags & WASI_LOOKUP_SYMLINK_FOLLOW ? 0 : O_NOFOLLOW;
  struct host_fd host;
  error = wasi_path_resolve(directory->host, &host_path, O_PATH | nofollow, &host);
  if (error) return error;
  error = wasi_errno_of(utimensat(host.number, "", times.both, AT_EMPTY_PATH));
  wasi_host_close(host);
  return error;
}
