// Paths: what they do beneath a preopened directory, and that none leads out of it.
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <unistd.h>

#include "harness.h"

enum { PATH = 100, OTHER = 8300, RESULT = 2000, STAT = 3001, BUFFER = 20000, FOLLOW = 1 };

static u32 open_path(u32 directory, u32 follow, const char *path, u32 oflags, u64 rights) {
  return wasi_path_open(&memory, directory, follow, PATH, store_text(PATH, path), oflags, rights, 0, 0,
                        RESULT);
}

static u32 opened(u32 directory, const char *path, u32 oflags, u64 rights) {
  CHECK(WASI_ESUCCESS, open_path(directory, FOLLOW, path, oflags, rights));
  return load_u32(RESULT);
}

static void touch(const char *path) {
  CHECK(WASI_ESUCCESS,
        wasi_fd_close(&memory, opened(SCRATCH, path, WASI_OFLAG_CREAT, WASI_RIGHT_FD_WRITE)));
}

static u32 make_directory(const char *path) {
  return wasi_path_create_directory(&memory, SCRATCH, PATH, store_text(PATH, path));
}

static u32 remove_directory(const char *path) {
  return wasi_path_remove_directory(&memory, SCRATCH, PATH, store_text(PATH, path));
}

static u32 unlink_file(const char *path) {
  return wasi_path_unlink_file(&memory, SCRATCH, PATH, store_text(PATH, path));
}

static u32 rename_path(const char *from, const char *to) {
  return wasi_path_rename(&memory, SCRATCH, PATH, store_text(PATH, from), SCRATCH, OTHER,
                          store_text(OTHER, to));
}

static u32 link_path(u32 follow, const char *from, const char *to) {
  return wasi_path_link(&memory, SCRATCH, follow, PATH, store_text(PATH, from), SCRATCH, OTHER,
                        store_text(OTHER, to));
}

static u32 stat_path(u32 follow, const char *path, struct wasi_filestat *stat) {
  u32 error = wasi_path_filestat_get(&memory, SCRATCH, follow, PATH, store_text(PATH, path), STAT);
  memcpy(stat, memory.base + STAT, sizeof *stat);
  return error;
}

static u32 filetype_of(u32 follow, const char *path) {
  struct wasi_filestat stat;
  CHECK(WASI_ESUCCESS, stat_path(follow, path, &stat));
  return stat.filetype;
}

static u32 stat_error(u32 follow, const char *path) {
  struct wasi_filestat stat;
  return stat_path(follow, path, &stat);
}

static u32 read_link(const char *path, u32 size) {
  return wasi_path_readlink(&memory, SCRATCH, PATH, store_text(PATH, path), BUFFER, size, RESULT);
}

static u32 make_symlink(const char *text, const char *name) {
  return wasi_path_symlink(&memory, PATH, store_text(PATH, text), SCRATCH, OTHER, store_text(OTHER, name));
}

void make_tree(void) {
  host_directory("dir");
  host_directory("dir/nested");
  host_file("file");
  host_file("dir/nested/file");
  host_link("dir/nested", "to-nested");
  host_link(outside, "to-outside");
  host_link("..", "to-parent");
  host_link("to-outside/secret", "to-outside-secret");
  host_link("../outside/secret", "to-secret-relative");
  host_link("nowhere", "dangling");
  host_link("loop", "loop");
  host_link("/proc/self/fd/0", "to-magic");
}

static enum wasi_errno absolute_link;

// By a name that begins so, an absolute link is followed.
static enum wasi_errno leading_out(const char *path) {
  return strncmp(path, "to-outside", 10) == 0 ? absolute_link : WASI_ENOTCAPABLE;
}

static void paths_resolve_beneath(void) {
  static const char *const good[] = {
      "dir/nested/file", "dir/.//nested/../../dir/nested/../nested///./file", "to-nested/file",
      "to-nested/../nested/file", "./file", ".", "dir/", "dir/..", "to-nested",
  };
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    CHECK(WASI_ESUCCESS, stat_error(FOLLOW, good[i]));
    CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, opened(SCRATCH, good[i], 0, WASI_RIGHT_FD_READ)));
  }
}

static void no_path_leads_out(void) {
  static const char *const escapes[] = {
      "..", "../", "../x", "/", "//", "/etc/x", "dir/../..", "dir/nested/../../../x", "to-outside/secret",
      "to-outside/", "to-parent/x", "to-parent/", "to-nested/../../../x", "/dir", "to-parent/../etc/x",
  };
  for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
    const char *path = escapes[i];
    enum wasi_errno out = leading_out(path);
    CHECK(out, open_path(SCRATCH, FOLLOW, path, 0, WASI_RIGHT_FD_READ));
    // A slash at the end is EISDIR here, before the kernel looks at all.
    u32 created = open_path(SCRATCH, 0, path, WASI_OFLAG_CREAT, WASI_RIGHT_FD_WRITE);
    CHECK(true, created == out || created == WASI_EISDIR);
    CHECK(out, stat_error(FOLLOW, path));
    CHECK(out, stat_error(0, path));
    CHECK(out, read_link(path, 100));
    CHECK(out, wasi_path_filestat_set_times(&memory, SCRATCH, 0, PATH, store_text(PATH, path), 0, 0,
                                            WASI_FSTFLAG_MTIM_NOW));
    CHECK(true, make_directory(path) != WASI_ESUCCESS);
    CHECK(true, unlink_file(path) != WASI_ESUCCESS);
    CHECK(true, remove_directory(path) != WASI_ESUCCESS);
    CHECK(true, rename_path("file", path) != WASI_ESUCCESS);
    CHECK(true, rename_path(path, "stolen") != WASI_ESUCCESS);
    CHECK(out, link_path(0, path, "stolen"));
    CHECK(out, link_path(FOLLOW, path, "stolen"));
    CHECK(true, link_path(0, "file", path) != WASI_ESUCCESS);
    CHECK(true, make_symlink("file", path) != WASI_ESUCCESS);
  }
  static const char *const links[] = {"to-outside", "to-parent", "to-outside-secret", "to-secret-relative"};
  for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
    CHECK(leading_out(links[i]), open_path(SCRATCH, FOLLOW, links[i], 0, WASI_RIGHT_FD_READ));
    CHECK(leading_out(links[i]), stat_error(FOLLOW, links[i]));
    CHECK(leading_out(links[i]), link_path(FOLLOW, links[i], "stolen"));
    CHECK(WASI_EEXIST, link_path(FOLLOW, "file", links[i]));
    CHECK(WASI_ELOOP, open_path(SCRATCH, 0, links[i], 0, WASI_RIGHT_FD_READ));
    CHECK(WASI_FILETYPE_SYMBOLIC_LINK, filetype_of(0, links[i]));
  }
  CHECK(absolute_link, open_path(SCRATCH, FOLLOW, "to-magic", 0, WASI_RIGHT_FD_READ));
  CHECK(WASI_ENOTCAPABLE, rename_path("file", "/file"));
  CHECK(WASI_ENOTCAPABLE, make_directory("to-parent/made-outside"));
  CHECK(WASI_ENOTCAPABLE, link_path(0, "file", "to-parent/made-outside"));
  CHECK(WASI_ENOTCAPABLE, make_symlink("file", "to-parent/made-outside"));
  CHECK(absolute_link, link_path(FOLLOW, "to-magic", "stolen"));
  CHECK(WASI_ENOENT, stat_error(0, "stolen"));
  CHECK(WASI_ESUCCESS, stat_error(0, "file"));
}

// A directory that was opened confines what is opened through it.
static void nested_directories_confine(void) {
  u32 nested = opened(SCRATCH, "dir/nested", WASI_OFLAG_DIRECTORY, WASI_RIGHT_FD_READDIR);
  CHECK(WASI_ENOTCAPABLE, open_path(nested, FOLLOW, "../nested/file", 0, WASI_RIGHT_FD_READ));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, opened(nested, "file", 0, WASI_RIGHT_FD_READ)));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, nested));
  u32 file = opened(SCRATCH, "file", 0, WASI_RIGHT_FD_READ);
  CHECK(WASI_ENOTDIR, open_path(file, FOLLOW, "file", 0, WASI_RIGHT_FD_READ));
  CHECK(WASI_ENOTDIR, wasi_fd_readdir(&memory, file, BUFFER, 100, 0, RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, file));
}

static void opening_reports_errors(void) {
  CHECK(WASI_ENOENT, open_path(SCRATCH, FOLLOW, "missing", 0, WASI_RIGHT_FD_READ));
  CHECK(WASI_ENOENT, open_path(SCRATCH, FOLLOW, "", 0, WASI_RIGHT_FD_READ));
  CHECK(WASI_ENOTDIR, open_path(SCRATCH, FOLLOW, "file/x", 0, WASI_RIGHT_FD_READ));
  CHECK(WASI_ENOTDIR, open_path(SCRATCH, FOLLOW, "file/", 0, WASI_RIGHT_FD_READ));
  CHECK(WASI_ENOTDIR, open_path(SCRATCH, FOLLOW, "file", WASI_OFLAG_DIRECTORY, 0));
  CHECK(WASI_EISDIR, open_path(SCRATCH, FOLLOW, "dir", 0, WASI_RIGHT_FD_WRITE));
  CHECK(WASI_EISDIR,
        open_path(SCRATCH, FOLLOW, ".", WASI_OFLAG_DIRECTORY, WASI_RIGHT_FD_READ | WASI_RIGHT_FD_WRITE));
  CHECK(WASI_EEXIST,
        open_path(SCRATCH, FOLLOW, "file", WASI_OFLAG_CREAT | WASI_OFLAG_EXCL, WASI_RIGHT_FD_WRITE));
  CHECK(WASI_EEXIST, open_path(SCRATCH, FOLLOW, "dangling", WASI_OFLAG_CREAT | WASI_OFLAG_EXCL,
                               WASI_RIGHT_FD_WRITE));
  CHECK(WASI_ELOOP, open_path(SCRATCH, 0, "dangling", 0, WASI_RIGHT_FD_READ));
  CHECK(WASI_ENOENT, open_path(SCRATCH, FOLLOW, "dangling", 0, WASI_RIGHT_FD_READ));
  CHECK(WASI_ELOOP, open_path(SCRATCH, FOLLOW, "loop", 0, WASI_RIGHT_FD_READ));
  CHECK(WASI_EINVAL, open_path(SCRATCH, 2, "file", 0, WASI_RIGHT_FD_READ));
  CHECK(WASI_EINVAL, open_path(SCRATCH, 0, "file", 16, WASI_RIGHT_FD_READ));
  CHECK(WASI_EINVAL, wasi_path_open(&memory, SCRATCH, 0, PATH, 4, 0, 0, 0, 32, RESULT));
}

static void bad_spans(void) {
  store_text(PATH, "file\0file");
  memory.base[PATH + 4] = 0;
  CHECK(WASI_EINVAL, wasi_path_open(&memory, SCRATCH, 0, PATH, 5, 0, 0, 0, 0, RESULT));
  CHECK(WASI_EINVAL, wasi_path_unlink_file(&memory, SCRATCH, PATH, 9));
  CHECK(WASI_EFAULT, wasi_path_open(&memory, SCRATCH, 0, PAGE - 3, 4, 0, 0, 0, 0, RESULT));
  CHECK(WASI_EFAULT, wasi_path_open(&memory, SCRATCH, 0, PATH, 0xffffffffu, 0, 0, 0, 0, RESULT));
  CHECK(WASI_EFAULT, wasi_path_open(&memory, SCRATCH, 0, PATH, 4, WASI_OFLAG_TRUNC, 0, 0, 0, PAGE - 3));
  CHECK(WASI_EFAULT, wasi_path_create_directory(&memory, SCRATCH, 0xffffffffu, 0xffffffffu));
  CHECK(WASI_EFAULT, wasi_path_remove_directory(&memory, SCRATCH, PAGE + 1, 0));
  CHECK(WASI_EFAULT, wasi_path_unlink_file(&memory, SCRATCH, 0, PAGE + 1));
  CHECK(WASI_EFAULT, wasi_path_rename(&memory, SCRATCH, PATH, 4, SCRATCH, PAGE, 4));
  CHECK(WASI_EFAULT, wasi_path_filestat_get(&memory, SCRATCH, 0, PATH, 4, PAGE - 63));
  CHECK(WASI_EFAULT, wasi_path_readlink(&memory, SCRATCH, PATH, 4, BUFFER, PAGE, RESULT));
  CHECK(WASI_EFAULT, wasi_path_readlink(&memory, SCRATCH, PATH, 4, BUFFER, 10, PAGE));
  CHECK(WASI_EFAULT, wasi_fd_readdir(&memory, SCRATCH, BUFFER, PAGE, 0, RESULT));
  CHECK(WASI_EFAULT, wasi_fd_readdir(&memory, SCRATCH, BUFFER, 100, 0, PAGE - 3));
  memset(memory.base + PATH, 'x', 5000);
  CHECK(WASI_ENAMETOOLONG, wasi_path_unlink_file(&memory, SCRATCH, PATH, 4096));
  CHECK(WASI_ENAMETOOLONG, wasi_path_unlink_file(&memory, SCRATCH, PATH, 4095));
  CHECK(WASI_ENAMETOOLONG, wasi_path_unlink_file(&memory, SCRATCH, PATH, PAGE - PATH));
  CHECK(WASI_ENAMETOOLONG, wasi_path_unlink_file(&memory, SCRATCH, PATH, 256));
  CHECK(WASI_ENOENT, wasi_path_unlink_file(&memory, SCRATCH, PATH, 255));
}

static void stat_follows_or_not(void) {
  struct wasi_filestat link, target;
  CHECK(WASI_ESUCCESS, stat_path(0, "to-nested", &link));
  CHECK(WASI_FILETYPE_SYMBOLIC_LINK, link.filetype);
  CHECK(10, link.size);
  CHECK(WASI_ESUCCESS, stat_path(FOLLOW, "to-nested", &target));
  CHECK(WASI_FILETYPE_DIRECTORY, target.filetype);
  CHECK(true, link.ino != target.ino && link.dev == target.dev);
  CHECK(WASI_FILETYPE_REGULAR_FILE, filetype_of(0, "file"));
  CHECK(WASI_ENOENT, stat_error(FOLLOW, "dangling"));
  CHECK(WASI_ENOENT, stat_error(0, ""));
  CHECK(WASI_ENOTDIR, stat_error(0, "file/"));
  CHECK(WASI_EINVAL, stat_error(2, "file"));
}

static u32 set_mtime(u32 follow, const char *path, u64 mtim) {
  return wasi_path_filestat_set_times(&memory, SCRATCH, follow, PATH, store_text(PATH, path), 0, mtim,
                                      WASI_FSTFLAG_MTIM);
}

static u64 mtime_of(u32 follow, const char *path) {
  struct wasi_filestat stat;
  CHECK(WASI_ESUCCESS, stat_path(follow, path, &stat));
  return stat.mtim;
}

static void times_are_set_beneath(void) {
  const u64 second = 1000000000;
  CHECK(WASI_ESUCCESS, set_mtime(0, "file", second));
  CHECK(second, mtime_of(0, "file"));
  CHECK(WASI_ESUCCESS, set_mtime(FOLLOW, "to-nested", 2 * second));
  CHECK(2 * second, mtime_of(0, "dir/nested"));
  CHECK(true, mtime_of(0, "to-nested") > 2 * second);
  CHECK(WASI_ESUCCESS, set_mtime(0, "to-nested", 3 * second));
  CHECK(3 * second, mtime_of(0, "to-nested"));
  CHECK(2 * second, mtime_of(0, "dir/nested"));
  CHECK(WASI_ESUCCESS, set_mtime(0, "to-outside", 3 * second));  // the link itself
  CHECK(absolute_link, set_mtime(FOLLOW, "to-outside", second));
  CHECK(WASI_ENOENT, set_mtime(FOLLOW, "dangling", second));
  CHECK(WASI_ESUCCESS, set_mtime(0, "dangling", second));
  CHECK(WASI_ENOENT, set_mtime(0, "", second));
  CHECK(WASI_EINVAL, set_mtime(2, "file", second));
  CHECK(WASI_EINVAL, wasi_path_filestat_set_times(&memory, SCRATCH, 0, PATH, 4, 0, 0, 12));
  CHECK(WASI_EFAULT, wasi_path_filestat_set_times(&memory, SCRATCH, 0, PAGE - 3, 4, 0, 0, 0));
  CHECK(WASI_EBADF, wasi_path_filestat_set_times(&memory, 1000, 0, PATH, 4, 0, 0, 0));
  CHECK(WASI_ENOTDIR, wasi_path_filestat_set_times(&memory, 0, 0, PATH, 4, 0, 0, 0));
}

static void links_are_read(void) {
  memset(memory.base + BUFFER, '#', 20);
  CHECK(WASI_ESUCCESS, read_link("to-nested", 20));
  CHECK(10, load_u32(RESULT));
  CHECK(true, holds_text(BUFFER, "dir/nested##"));
  memset(memory.base + BUFFER, '#', 20);
  CHECK(WASI_ESUCCESS, read_link("to-nested", 4));
  CHECK(4, load_u32(RESULT));
  CHECK(true, holds_text(BUFFER, "dir/##"));
  CHECK(WASI_ESUCCESS, read_link("to-nested", 0));
  CHECK(0, load_u32(RESULT));
  CHECK(WASI_EINVAL, read_link("file", 20));
  CHECK(WASI_EINVAL, read_link("dir", 20));
  CHECK(WASI_ENOENT, read_link("missing", 20));
}

static void names_are_made_and_removed(void) {
  CHECK(WASI_EEXIST, make_directory("dir"));
  CHECK(WASI_EEXIST, make_directory("file"));
  CHECK(WASI_EEXIST, make_directory("."));
  CHECK(WASI_EEXIST, make_directory("dangling"));
  CHECK(WASI_ENOENT, make_directory(""));
  CHECK(WASI_ENOENT, make_directory("missing/x"));
  CHECK(WASI_ENOTDIR, make_directory("file/x"));
  CHECK(WASI_ESUCCESS, make_directory("to-nested/made"));
  CHECK(WASI_ENOTDIR, remove_directory("file"));
  CHECK(WASI_ENOTDIR, remove_directory("to-nested"));
  CHECK(WASI_ENOTEMPTY, remove_directory("dir"));
  CHECK(WASI_ENOENT, remove_directory("missing"));
  CHECK(WASI_EINVAL, remove_directory("."));
  CHECK(WASI_ESUCCESS, remove_directory("dir/nested/made//"));
  CHECK(WASI_EISDIR, unlink_file("dir"));
  CHECK(WASI_EISDIR, unlink_file("dir/"));
  CHECK(WASI_ENOTDIR, unlink_file("file/"));
  CHECK(WASI_ENOENT, unlink_file("missing"));
  touch("victim");
  CHECK(WASI_ESUCCESS, unlink_file("victim"));
  CHECK(WASI_ENOENT, stat_error(0, "victim"));
}

static void names_are_changed(void) {
  touch("one");
  CHECK(WASI_ESUCCESS, rename_path("one", "dir/two"));
  CHECK(WASI_ENOENT, stat_error(0, "one"));
  CHECK(WASI_ESUCCESS, rename_path("dir/two", "to-nested/three"));
  CHECK(WASI_ESUCCESS, stat_error(0, "dir/nested/three"));
  CHECK(WASI_ENOENT, rename_path("missing", "x"));
  CHECK(WASI_EISDIR, rename_path("file", "dir"));
  CHECK(WASI_ENOTDIR, rename_path("dir", "file"));
  CHECK(WASI_ENOTDIR, rename_path("file", "other/"));
  CHECK(WASI_EINVAL, rename_path("dir", "dir/nested/inside"));
  CHECK(WASI_EBUSY, rename_path("dir", "."));
  CHECK(WASI_ESUCCESS, rename_path("dir/nested/", "dir/moved/"));
  CHECK(WASI_ESUCCESS, rename_path("dir/moved", "dir/nested"));
  CHECK(WASI_ESUCCESS, unlink_file("dir/nested/three"));
}

// What a guest writes into a link opens nothing to it.
static void symlinks_lead_nowhere(void) {
  static const char *const texts[] = {"..", "../", "../../etc", "dir/../..", "./to-parent", "../x/y", "to-outside"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    enum wasi_errno out = leading_out(texts[i]);
    CHECK(WASI_ESUCCESS, make_symlink(texts[i], "made"));
    CHECK(out, open_path(SCRATCH, FOLLOW, "made", 0, WASI_RIGHT_FD_READ));
    CHECK(out, open_path(SCRATCH, FOLLOW, "made", WASI_OFLAG_CREAT, WASI_RIGHT_FD_WRITE));
    CHECK(out, open_path(SCRATCH, 0, "made/x", 0, WASI_RIGHT_FD_READ));
    CHECK(out, stat_error(FOLLOW, "made"));
    CHECK(out, stat_error(0, "made/"));
    CHECK(out, make_directory("made/x"));
    CHECK(out, rename_path("file", "made/x"));
    CHECK(out, link_path(FOLLOW, "made", "stolen"));
    CHECK(out, link_path(0, "made/", "stolen"));
    CHECK(out, link_path(0, "made/x", "stolen"));
    CHECK(out, make_symlink("x", "made/x"));
    CHECK(WASI_ESUCCESS, unlink_file("made"));
  }
  CHECK(WASI_ENOTCAPABLE, make_symlink(outside, "made"));
  CHECK(WASI_ENOTCAPABLE, make_symlink("/", "made"));
  CHECK(WASI_ENOENT, stat_error(0, "made"));
}

// A link that leads nowhere outside where it was made does so once it is moved up.
static void moved_symlinks_lead_nowhere(void) {
  CHECK(WASI_ESUCCESS, make_symlink("../../file", "dir/nested/up"));
  CHECK(WASI_ESUCCESS, stat_error(FOLLOW, "dir/nested/up"));
  CHECK(WASI_ESUCCESS, rename_path("dir/nested/up", "up"));
  CHECK(WASI_ENOTCAPABLE, stat_error(FOLLOW, "up"));
  CHECK(WASI_ESUCCESS, unlink_file("up"));
}

static void symlinks_are_made(void) {
  CHECK(WASI_ESUCCESS, make_symlink("dir/./nested//file", "made"));
  CHECK(WASI_ESUCCESS, read_link("made", 100));
  CHECK(18, load_u32(RESULT));
  CHECK(true, holds_text(BUFFER, "dir/./nested//file"));
  CHECK(WASI_FILETYPE_REGULAR_FILE, filetype_of(FOLLOW, "made"));
  CHECK(WASI_EEXIST, make_symlink("file", "made"));
  CHECK(WASI_EEXIST, make_symlink("file", "dir"));
  CHECK(WASI_ENOENT, make_symlink("", "empty"));
  CHECK(WASI_ENOENT, make_symlink("file", ""));
  CHECK(WASI_ENOENT, make_symlink("file", "missing/x"));
  CHECK(WASI_ENOENT, make_symlink("file", "x/"));
  CHECK(WASI_ENOTDIR, make_symlink("file", "file/x"));
  CHECK(WASI_EFAULT, wasi_path_symlink(&memory, PAGE - 3, 4, SCRATCH, OTHER, 1));
  store_text(PATH, "file");
  CHECK(WASI_EFAULT, wasi_path_symlink(&memory, PATH, 4, SCRATCH, 0xffffffffu, 0xffffffffu));
  memory.base[PATH + 2] = 0;
  CHECK(WASI_EINVAL, wasi_path_symlink(&memory, PATH, 4, SCRATCH, OTHER, 1));
  CHECK(WASI_ENAMETOOLONG, wasi_path_symlink(&memory, PATH, 4096, SCRATCH, OTHER, 1));
  CHECK(WASI_EBADF, wasi_path_symlink(&memory, PATH, 1, 1000, OTHER, 1));
  CHECK(WASI_ENOTDIR, wasi_path_symlink(&memory, PATH, 1, 0, OTHER, 1));
  CHECK(WASI_ESUCCESS, unlink_file("made"));
}

static u64 inode_of(u32 follow, const char *path) {
  struct wasi_filestat stat;
  CHECK(WASI_ESUCCESS, stat_path(follow, path, &stat));
  return stat.ino;
}

static void files_are_linked(void) {
  touch("one");
  CHECK(WASI_ESUCCESS, link_path(0, "one", "to-nested/two"));
  struct wasi_filestat stat;
  CHECK(WASI_ESUCCESS, stat_path(0, "dir/nested/two", &stat));
  CHECK(2, stat.nlink);
  CHECK(inode_of(0, "one"), stat.ino);
  CHECK(WASI_ESUCCESS, unlink_file("dir/nested/two"));
  CHECK(WASI_ESUCCESS, make_symlink("one", "to-one"));
  CHECK(WASI_ESUCCESS, link_path(0, "to-one", "two"));
  CHECK(WASI_FILETYPE_SYMBOLIC_LINK, filetype_of(0, "two"));
  CHECK(inode_of(0, "to-one"), inode_of(0, "two"));
  CHECK(WASI_ESUCCESS, link_path(FOLLOW, "to-one", "three"));
  CHECK(inode_of(0, "one"), inode_of(0, "three"));
  CHECK(WASI_ESUCCESS, link_path(0, "to-outside", "also-outside"));  // the link itself, as useless as before
  CHECK(absolute_link, stat_error(FOLLOW, "also-outside"));
  static const char *const names[] = {"one", "to-one", "two", "three", "also-outside"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) CHECK(WASI_ESUCCESS, unlink_file(names[i]));
}

static void linking_reports_errors(void) {
  CHECK(WASI_EPERM, link_path(0, "dir", "x"));
  CHECK(WASI_EPERM, link_path(0, "to-nested/", "x"));
  u32 top = link_path(0, "dir/..", "x");
  CHECK(true, top == WASI_EPERM || top == WASI_EXDEV);  // Landlock asks first where it lies
  CHECK(WASI_EEXIST, link_path(0, "file", "dir"));
  CHECK(WASI_EEXIST, link_path(0, "file", "file"));
  CHECK(WASI_ENOENT, link_path(0, "missing", "x"));
  CHECK(WASI_ENOENT, link_path(0, "file", "missing/x"));
  CHECK(WASI_ENOENT, link_path(0, "", "x"));
  CHECK(WASI_ENOENT, link_path(0, "file", ""));
  CHECK(WASI_ENOENT, link_path(0, "file", "x/"));
  CHECK(WASI_ENOTDIR, link_path(0, "file/", "x"));
  CHECK(WASI_ENOENT, link_path(FOLLOW, "dangling", "x"));
  CHECK(WASI_EINVAL, link_path(2, "file", "x"));
  CHECK(WASI_EFAULT, wasi_path_link(&memory, SCRATCH, 0, PAGE, 1, SCRATCH, OTHER, 1));
  store_text(PATH, "file");
  CHECK(WASI_EFAULT, wasi_path_link(&memory, SCRATCH, 0, PATH, 4, SCRATCH, 0xffffffffu, 2));
  CHECK(WASI_EBADF, wasi_path_link(&memory, SCRATCH, 0, PATH, 4, 1000, OTHER, 1));
  CHECK(WASI_EBADF, wasi_path_link(&memory, 1000, 0, PATH, 4, SCRATCH, OTHER, 1));
  CHECK(WASI_ENOTDIR, wasi_path_link(&memory, SCRATCH, 0, PATH, 4, 0, OTHER, 1));
}

static void files_are_truncated(void) {
  u32 fd = opened(SCRATCH, "long", WASI_OFLAG_CREAT, WASI_RIGHT_FD_WRITE);
  CHECK(WASI_ESUCCESS, wasi_fd_filestat_set_size(&memory, fd, 100));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
  fd = opened(SCRATCH, "long", WASI_OFLAG_TRUNC, WASI_RIGHT_FD_WRITE);
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
  struct wasi_filestat stat;
  CHECK(WASI_ESUCCESS, stat_path(0, "long", &stat));
  CHECK(0, stat.size);
}

// Lists `directory` through a buffer of `size` bytes, as wasm_of_ocaml does: entry by entry, and from the
// last whole entry's cookie on. Counts the entries and adds up their names' lengths.
struct count { u32 entries, letters, directories; };

static struct count list(u32 directory, u32 size) {
  struct count count = {0};
  u64 cookie = 0;
  for (u32 used = size; used == size;) {
    u32 error = wasi_fd_readdir(&memory, directory, BUFFER, size, cookie, RESULT);
    CHECK(WASI_ESUCCESS, error);
    if (error) break;
    used = load_u32(RESULT);
    struct wasi_dirent entry;
    for (u32 at = 0; at + sizeof entry <= used;) {
      memcpy(&entry, memory.base + BUFFER + at, sizeof entry);
      at += (u32)sizeof entry + entry.namlen;
      if (at > used) break;
      count.entries++;
      count.letters += entry.namlen;
      count.directories += entry.type == WASI_FILETYPE_DIRECTORY;
      cookie = entry.next;
    }
  }
  return count;
}

static void directories_are_listed(void) {
  enum { FILES = 300 };
  CHECK(WASI_ESUCCESS, make_directory("many"));
  char name[64];
  for (int i = 0; i < FILES; i++) {
    snprintf(name, sizeof name, "many/entry-%03d", i);
    touch(name);
  }
  u32 many = opened(SCRATCH, "many", WASI_OFLAG_DIRECTORY, WASI_RIGHT_FD_READDIR);
  static const u32 sizes[] = {34, 64, 100, 512, 4096, 30000};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    struct count count = list(many, sizes[i]);
    CHECK(FILES + 2, count.entries);  // with . and ..
    CHECK(FILES * 9 + 3, count.letters);
    CHECK(2, count.directories);
  }
  CHECK(WASI_ESUCCESS, wasi_fd_readdir(&memory, many, PAGE, 0, 0, RESULT));
  CHECK(0, load_u32(RESULT));
  CHECK(true, wasi_fd_readdir(&memory, many, BUFFER, 100, 1ull << 63, RESULT) != WASI_ESUCCESS);
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, many));
}

void test_paths(enum wasi_errno absolute) {
  absolute_link = absolute;
  paths_resolve_beneath();
  no_path_leads_out();
  nested_directories_confine();
  opening_reports_errors();
  bad_spans();
  stat_follows_or_not();
  times_are_set_beneath();
  links_are_read();
  names_are_made_and_removed();
  names_are_changed();
  symlinks_are_made();
  symlinks_lead_nowhere();
  moved_symlinks_lead_nowhere();
  files_are_linked();
  linking_reports_errors();
  files_are_truncated();
  directories_are_listed();
}
