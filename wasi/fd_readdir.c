#define _GNU_SOURCE 1
#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fds.h"
#include "wasi.h"

// A cookie is Linux's own directory offset (d_off), and each call seeks to the one it is given. So no
// stream is kept between calls: a descriptor that is closed, or a directory that changes, needs no care.

struct listing {
  u8 *bytes;
  u32 size;
  u32 used;
};

// Copies what fits: the last entry of a full listing is cut, and the guest asks for it again.
static void listing_append(struct listing *listing, const void *bytes, size_t size) {
  size_t room = listing->size - listing->used;
  size_t copied = size < room ? size : room;
  memcpy(listing->bytes + listing->used, bytes, copied);
  listing->used += (u32)copied;
}

// Some file systems do not tell the type. `name` is one component of the directory itself.
static enum wasi_filetype entry_filetype(struct host_fd directory, const struct dirent64 *entry) {
  if (entry->d_type != DT_UNKNOWN) return wasi_filetype_of_mode(DTTOIF(entry->d_type));
  if (strcmp(entry->d_name, "..") == 0) return WASI_FILETYPE_DIRECTORY;
  struct stat stat;
  if (fstatat(directory.number, entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) != 0)
    return WASI_FILETYPE_UNKNOWN;
  return wasi_filetype_of_mode(stat.st_mode);
}

static void listing_append_entry(struct listing *listing, struct host_fd directory,
                                 const struct dirent64 *entry) {
  size_t length = strlen(entry->d_name);
  struct wasi_dirent dirent = {
      .next = (u64)entry->d_off,
      .ino = entry->d_ino,
      .namlen = (u32)length,
      .type = (u8)entry_filetype(directory, entry),
  };
  listing_append(listing, &dirent, sizeof dirent);
  listing_append(listing, entry->d_name, length);
}

// Appends some entries, from the directory's position on; 0 of them is the end.
// The kernel is asked for about as much as there is room for: its records are as long as WASI's. No name
// needs more than the minimum. The buffer is static because the guest's stack may be nearly full.
static enum wasi_errno listing_continue(struct listing *listing, struct host_fd directory,
                                        bool *ended) {
  enum { MINIMUM = 2048, MAXIMUM = 32768 };
  static _Alignas(struct dirent64) u8 records[MAXIMUM];
  u32 wanted = listing->size - listing->used;
  if (wanted < MINIMUM) wanted = MINIMUM;
  if (wanted > MAXIMUM) wanted = MAXIMUM;
  long size = WASI_RETRY(syscall(SYS_getdents64, directory.number, records, wanted));
  if (size < 0) return wasi_errno_now();
  *ended = size == 0;
  for (long at = 0; at < size && listing->used < listing->size;) {
    const struct dirent64 *entry = (const struct dirent64 *)(records + at);
    listing_append_entry(listing, directory, entry);
    at += entry->d_reclen;
  }
  return WASI_ESUCCESS;
}

u32 wasi_fd_readdir(struct wr_memory *memory, u32 fd, u32 buf, u32 buf_len, u64 cookie, u32 used) {
  u8 *place = guest_place_u32(memory, guest_ptr(used));
  u8 *bytes = guest_span_host(memory, guest_span(buf, buf_len));
  if (!place || !bytes) return WASI_EFAULT;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_directory(wasi_fd(fd), WASI_RIGHT_FD_READDIR, &entry);
  if (error) return error;
  if (lseek(entry->host.number, (off_t)cookie, SEEK_SET) < 0) return wasi_errno_now();
  struct listing listing = {bytes, buf_len, 0};
  for (bool ended = false; !ended && listing.used < listing.size;) {
    error = listing_continue(&listing, entry->host, &ended);
    if (error) return error;
  }
  host_store_u32(place, listing.used);
  return WASI_ESUCCESS;
}
