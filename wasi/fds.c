#include "fds.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wasi.h"

static struct wasi_entry *entries;
static u32 entry_count;

static bool entry_in_use(const struct wasi_entry *entry) {
  return entry->host.number >= 0;
}

enum wasi_filetype wasi_filetype_of_mode(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG: return WASI_FILETYPE_REGULAR_FILE;
    case S_IFDIR: return WASI_FILETYPE_DIRECTORY;
    case S_IFCHR: return WASI_FILETYPE_CHARACTER_DEVICE;
    case S_IFBLK: return WASI_FILETYPE_BLOCK_DEVICE;
    case S_IFLNK: return WASI_FILETYPE_SYMBOLIC_LINK;
    case S_IFSOCK: return WASI_FILETYPE_SOCKET_STREAM;
    default: return WASI_FILETYPE_UNKNOWN;  // a pipe has no number in WASI
  }
}

static enum wasi_filetype filetype_of_host(struct host_fd host, mode_t mode) {
  int type = 0;
  socklen_t size = sizeof type;
  if (S_ISSOCK(mode) && getsockopt(host.number, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
      type == SOCK_DGRAM)
    return WASI_FILETYPE_SOCKET_DGRAM;
  return wasi_filetype_of_mode(mode);
}

// wasi-libc's isatty is "a character device without the rights to seek and tell": /dev/null has them.
static wasi_rights rights_applicable(struct host_fd host, enum wasi_filetype filetype) {
  switch (filetype) {
    case WASI_FILETYPE_DIRECTORY: return WASI_RIGHTS_DIRECTORY;
    case WASI_FILETYPE_REGULAR_FILE:
    case WASI_FILETYPE_BLOCK_DEVICE: return WASI_RIGHTS_FILE;
    case WASI_FILETYPE_CHARACTER_DEVICE:
      return isatty(host.number) ? WASI_RIGHTS_STREAM : WASI_RIGHTS_FILE;
    case WASI_FILETYPE_SOCKET_DGRAM:
    case WASI_FILETYPE_SOCKET_STREAM: return WASI_RIGHTS_SOCKET;
    default: return WASI_RIGHTS_STREAM;
  }
}

// Of FD_READ and FD_WRITE, what the access mode that the descriptor was opened with denies.
static wasi_rights rights_denied(struct host_fd host) {
  switch (fcntl(host.number, F_GETFL) & O_ACCMODE) {
    case O_RDONLY:
      return WASI_RIGHT_FD_WRITE | WASI_RIGHT_FD_ALLOCATE | WASI_RIGHT_FD_FILESTAT_SET_SIZE;
    case O_WRONLY: return WASI_RIGHT_FD_READ;
    default: return 0;
  }
}

// A directory keeps all rights within its bounds and passes them on; any other thing has of them what was
// asked for.
static enum wasi_errno entry_describe(struct host_fd host, struct wasi_bounds bounds, wasi_rights asked,
                                      struct wasi_entry *entry) {
  struct stat stat;
  if (fstat(host.number, &stat) != 0) return wasi_errno_now();
  enum wasi_filetype filetype = filetype_of_host(host, stat.st_mode);
  bool directory = filetype == WASI_FILETYPE_DIRECTORY;
  wasi_rights base = bounds.rights & rights_applicable(host, filetype);
  *entry = (struct wasi_entry){
      .host = host,
      .filetype = filetype,
      .base = directory ? base : base & asked & ~rights_denied(host),
      .inheriting = directory ? bounds.rights : 0,
      .read_only = bounds.read_only,
  };
  return WASI_ESUCCESS;
}

static bool entries_grow(void) {
  u32 count = entry_count == 0 ? 16 : 2 * entry_count;
  struct wasi_entry *grown = realloc(entries, count * sizeof *grown);
  if (!grown) return false;
  for (u32 i = entry_count; i < count; i++) grown[i] = (struct wasi_entry){.host = {-1}};
  entries = grown;
  entry_count = count;
  return true;
}

// The lowest free slot at or above `from`.
static bool entries_free_slot(u32 from, u32 *slot) {
  for (u32 i = from; i < entry_count; i++) {
    if (!entry_in_use(&entries[i])) {
      *slot = i;
      return true;
    }
  }
  *slot = entry_count < from ? from : entry_count;
  return entries_grow();
}

enum wasi_errno wasi_host_raise_above_stdio(struct host_fd *host) {
  if (host->number > 2) return WASI_ESUCCESS;
  int raised = fcntl(host->number, F_DUPFD_CLOEXEC, 3);
  enum wasi_errno error = raised < 0 ? wasi_errno_now() : WASI_ESUCCESS;
  close(host->number);
  host->number = raised;
  return error;
}

static enum wasi_errno entries_add(struct host_fd host, struct wasi_bounds bounds, wasi_rights asked,
                                   u32 from, u32 *slot) {
  enum wasi_errno error = wasi_host_raise_above_stdio(&host);
  if (error) return error;
  struct wasi_entry entry;
  error = entry_describe(host, bounds, asked, &entry);
  if (!error && !entries_free_slot(from, slot)) error = WASI_ENOMEM;
  if (error) {
    close(host.number);
    return error;
  }
  entries[*slot] = entry;
  return WASI_ESUCCESS;
}

enum wasi_errno wasi_fds_add(struct host_fd host, struct wasi_bounds bounds, wasi_rights asked,
                             struct wasi_fd *fd) {
  return entries_add(host, bounds, asked, 0, &fd->number);
}

static const struct wasi_bounds unbounded = {WASI_RIGHTS_ALL, false};

void wasi_fds_start(void) {
  if (entry_count == 0 && !entries_grow()) return;  // then all descriptors are EBADF
  for (int number = 0; number <= 2; number++) {
    struct wasi_entry entry;
    if (entry_describe((struct host_fd){number}, unbounded, WASI_RIGHTS_ALL, &entry) == WASI_ESUCCESS)
      entries[number] = entry;
  }
}

// From 3 on, also when 0, 1 or 2 are closed: that is where guests look.
enum wasi_errno wasi_fds_preopen(struct host_fd host, const char *name, bool read_only) {
  u32 slot;
  struct wasi_bounds bounds = {WASI_RIGHTS_ALL, read_only};
  enum wasi_errno error = entries_add(host, bounds, WASI_RIGHTS_ALL, 3, &slot);
  if (!error) entries[slot].preopen = name;
  return error;
}

enum wasi_errno wasi_fds_get(struct wasi_fd fd, struct wasi_entry **entry) {
  if (fd.number >= entry_count || !entry_in_use(&entries[fd.number])) return WASI_EBADF;
  *entry = &entries[fd.number];
  return WASI_ESUCCESS;
}

enum wasi_errno wasi_fds_get_for(struct wasi_fd fd, wasi_rights rights, struct wasi_entry **entry) {
  enum wasi_errno error = wasi_fds_get(fd, entry);
  if (error) return error;
  return (*entry)->given_up & rights ? WASI_ENOTCAPABLE : WASI_ESUCCESS;
}

enum wasi_errno wasi_fds_get_directory(struct wasi_fd fd, wasi_rights rights,
                                       struct wasi_entry **entry) {
  enum wasi_errno error = wasi_fds_get(fd, entry);
  if (error) return error;
  if ((*entry)->filetype != WASI_FILETYPE_DIRECTORY) return WASI_ENOTDIR;
  if ((*entry)->read_only && (rights & WASI_RIGHTS_CHANGING)) return WASI_EROFS;
  return ((*entry)->base & rights) == rights ? WASI_ESUCCESS : WASI_ENOTCAPABLE;
}

enum wasi_errno wasi_fds_get_file(struct wasi_fd fd, wasi_rights rights, struct wasi_entry **entry) {
  enum wasi_errno error = wasi_fds_get(fd, entry);
  if (error) return error;
  if ((*entry)->filetype == WASI_FILETYPE_DIRECTORY) return WASI_EISDIR;
  return (*entry)->given_up & rights ? WASI_ENOTCAPABLE : WASI_ESUCCESS;
}

enum wasi_errno wasi_fds_close(struct wasi_fd fd) {
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get(fd, &entry);
  if (error) return error;
  int number = entry->host.number;
  *entry = (struct wasi_entry){.host = {-1}};
  if (close(number) == 0 || errno == EINTR) return WASI_ESUCCESS;  // released all the same
  return wasi_errno_now();  // a write that failed late, as on NFS
}

// As with dup2(2), a failure to close what was there before is nobody's to hear.
enum wasi_errno wasi_fds_renumber(struct wasi_fd fd, struct wasi_fd to) {
  struct wasi_entry *entry, *replaced;
  enum wasi_errno error = wasi_fds_get(fd, &entry);
  if (!error) error = wasi_fds_get(to, &replaced);
  if (error || entry == replaced) return error;
  close(replaced->host.number);
  *replaced = *entry;
  *entry = (struct wasi_entry){.host = {-1}};
  return WASI_ESUCCESS;
}
