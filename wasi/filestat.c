#include "filestat.h"

#include "clocks.h"

enum wasi_errno wasi_filestat_store(struct host_fd host, u8 *place) {
  struct stat stat;
  if (fstat(host.number, &stat) != 0) return wasi_errno_now();
  struct wasi_filestat filestat = {
      .dev = stat.st_dev,
      .ino = stat.st_ino,
      .filetype = (u8)wasi_filetype_of_mode(stat.st_mode),
      .nlink = stat.st_nlink,
      .size = (u64)stat.st_size,
      .atim = wasi_timestamp(stat.st_atim),
      .mtim = wasi_timestamp(stat.st_mtim),
      .ctim = wasi_timestamp(stat.st_ctim),
  };
  memcpy(place, &filestat, sizeof filestat);
  return WASI_ESUCCESS;
}
