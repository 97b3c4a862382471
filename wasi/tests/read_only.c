// What is granted for reading only is, in each tier.
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../granted.h"
#include "tiers.h"
#include "harness.h"

enum { PATH = 100, OTHER = 8300, RESULT = 20000 };

void make_read_only(void) {
  host_directory("../read-only/dir");
  host_file("../read-only/file");
  host_file("../read-only/dir/file");
  host_link("file", "../read-only/link");
}

static u32 open_at(u32 directory, const char *path, u32 oflags, u64 rights) {
  return wasi_path_open(&memory, directory, 1, PATH, store_text(PATH, path), oflags, rights, 0, 0, RESULT);
}

static u32 opened(u32 directory, const char *path, u64 rights) {
  CHECK(WASI_ESUCCESS, open_at(directory, path, 0, rights));
  return load_u32(RESULT);
}

static void nothing_changes_through(u32 directory) {
  static const u64 writing[] = {WASI_RIGHT_FD_WRITE, WASI_RIGHT_FD_READ | WASI_RIGHT_FD_WRITE,
                                WASI_RIGHT_FD_ALLOCATE, WASI_RIGHT_FD_FILESTAT_SET_SIZE};
  for (size_t i = 0; i < 4; i++) CHECK(WASI_EROFS, open_at(directory, "file", 0, writing[i]));
  CHECK(WASI_EROFS, open_at(directory, "new", WASI_OFLAG_CREAT, WASI_RIGHT_FD_WRITE));
  CHECK(WASI_EROFS, open_at(directory, "new", WASI_OFLAG_CREAT, WASI_RIGHT_FD_READ));
  CHECK(WASI_EROFS, open_at(directory, "new", WASI_OFLAG_CREAT | WASI_OFLAG_EXCL, WASI_RIGHT_FD_READ));
  CHECK(WASI_EROFS, open_at(directory, "file", WASI_OFLAG_TRUNC, WASI_RIGHT_FD_READ));
  u32 file = store_text(PATH, "file"), new = store_text(OTHER, "new");
  CHECK(WASI_EROFS, wasi_path_create_directory(&memory, directory, OTHER, new));
  CHECK(WASI_EROFS, wasi_path_remove_directory(&memory, directory, OTHER, new));
  CHECK(WASI_EROFS, wasi_path_unlink_file(&memory, directory, PATH, file));
  CHECK(WASI_EROFS, wasi_path_symlink(&memory, PATH, file, directory, OTHER, new));
  CHECK(WASI_EROFS, wasi_path_filestat_set_times(&memory, directory, 1, PATH, file, 0, 0, WASI_FSTFLAG_MTIM));
  CHECK(WASI_EROFS, wasi_path_rename(&memory, directory, PATH, file, directory, OTHER, new));
  CHECK(WASI_EROFS, wasi_path_link(&memory, directory, 0, PATH, file, directory, OTHER, new));
  // A link or a rename into what may be written would make this writable, and the other way round.
  CHECK(WASI_EROFS, wasi_path_rename(&memory, directory, PATH, file, SCRATCH, OTHER, new));
  CHECK(WASI_EROFS, wasi_path_rename(&memory, SCRATCH, PATH, file, directory, OTHER, new));
  CHECK(WASI_EROFS, wasi_path_link(&memory, directory, 0, PATH, file, SCRATCH, OTHER, new));
  CHECK(WASI_EROFS, wasi_path_link(&memory, SCRATCH, 0, PATH, file, directory, OTHER, new));
}

static void files_are_read(void) {
  u32 file = opened(READ_ONLY, "link", WASI_RIGHT_FD_READ);
  store_u32(1000, 2000), store_u32(1004, 100);
  CHECK(WASI_ESUCCESS, wasi_fd_read(&memory, file, 1000, 1, RESULT));
  CHECK(sizeof "../read-only/file" - 1, load_u32(RESULT));
  CHECK(WASI_EROFS, wasi_fd_filestat_set_size(&memory, file, 0));
  CHECK(WASI_EROFS, wasi_fd_allocate(&memory, file, 0, 100));
  CHECK(WASI_EROFS, wasi_fd_filestat_set_times(&memory, file, 0, 0, WASI_FSTFLAG_MTIM));
  CHECK(WASI_EBADF, wasi_fd_write(&memory, file, 1000, 1, RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, file));
}

// Descriptors that are opened through it, and such as were moved, too.
static void descriptors_pass_it_on(void) {
  u32 dir = opened(READ_ONLY, "dir", WASI_RIGHT_FD_READ);
  nothing_changes_through(dir);
  u32 replaced = opened(SCRATCH, "dir", WASI_RIGHT_FD_READ);
  CHECK(WASI_ESUCCESS, wasi_fd_renumber(&memory, dir, replaced));
  nothing_changes_through(replaced);
  CHECK(WASI_EROFS, wasi_fd_filestat_set_times(&memory, replaced, 0, 0, WASI_FSTFLAG_MTIM));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, replaced));
}

static void other_hosts_hear_it(void) {
  struct host_fd file;
  CHECK(WASI_EROFS, wasi_granted_open("/read-only/file", O_WRONLY, &file));
  CHECK(WASI_EROFS, wasi_granted_open("/read-only/new", O_RDONLY | O_CREAT, &file));
  CHECK(WASI_EROFS, wasi_granted_unlink("/read-only/file"));
  CHECK(WASI_ESUCCESS, wasi_granted_open("/read-only/file", O_RDONLY, &file));
  wasi_host_close(file);
}

// In the first two tiers that is not our word alone.
static void the_kernel_knows_it(enum wasi_tier tier) {
  struct wasi_entry *entry;
  CHECK(WASI_ESUCCESS, wasi_fds_get(wasi_fd(READ_ONLY), &entry));
  int written = openat(entry->host.number, "file", O_WRONLY | O_CLOEXEC);
  int error = written < 0 ? errno : 0;
  if (written >= 0) close(written);
  CHECK(tier == WASI_TIER_NAMESPACE ? EROFS : tier == WASI_TIER_LANDLOCK ? EACCES : 0, (unsigned)error);
}

// Where an absolute link leads there from a directory that is not so.
static void links_lead_to_it(enum wasi_tier tier) {
  if (tier != WASI_TIER_NAMESPACE) return;
  CHECK(WASI_EROFS, open_at(SCRATCH, "to-read-only", 0, WASI_RIGHT_FD_WRITE));
  CHECK(WASI_EROFS, open_at(SCRATCH, "to-read-only", WASI_OFLAG_TRUNC, WASI_RIGHT_FD_WRITE));
  u32 file = opened(SCRATCH, "to-read-only", WASI_RIGHT_FD_READ);
  CHECK(WASI_EROFS, wasi_fd_filestat_set_times(&memory, file, 0, 0, WASI_FSTFLAG_MTIM));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, file));
  u32 from = store_text(PATH, "to-read-only"), to = store_text(OTHER, "stolen");
  CHECK(WASI_EXDEV, wasi_path_link(&memory, SCRATCH, 1, PATH, from, SCRATCH, OTHER, to));
}

void test_read_only(u32 tier) {
  nothing_changes_through(READ_ONLY);
  files_are_read();
  descriptors_pass_it_on();
  other_hosts_hear_it();
  the_kernel_knows_it((enum wasi_tier)tier);
  links_lead_to_it((enum wasi_tier)tier);
}
