// Reading, writing, seeking and describing descriptors. 0 is a file of two lines, 1 a pipe without a
// reader, 2 /dev/null: see redirect_stdio.
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness.h"

enum { IOVS = 1000, RESULT = 2000, STAT = 3001, BUFFER = 4097, FILE_RIGHTS = 0x1ff };

// Opens (or makes) a file of the scratch directory.
static u32 opened(const char *name, u32 oflags, u64 rights, u32 fdflags) {
  u32 length = store_text(100, name);
  u32 error = wasi_path_open(&memory, SCRATCH, 0, 100, length, oflags, rights, 0, fdflags, RESULT);
  CHECK(WASI_ESUCCESS, error);
  return error ? 99 : load_u32(RESULT);
}

static void reads_scatter_and_end(void) {
  store_iovec(IOVS, BUFFER, 5);
  store_iovec(IOVS + 8, PAGE, 0);
  store_iovec(IOVS + 16, BUFFER + 100, 1000);
  CHECK(WASI_ESUCCESS, wasi_fd_read(&memory, 0, IOVS, 3, RESULT));
  CHECK(14, load_u32(RESULT));
  CHECK(true, holds_text(BUFFER, "line "));
  CHECK(true, holds_text(BUFFER + 100, "1\nline 2\n"));
  CHECK(WASI_ESUCCESS, wasi_fd_read(&memory, 0, IOVS, 3, RESULT));
  CHECK(0, load_u32(RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_pread(&memory, 0, IOVS, 1, 7, RESULT));
  CHECK(5, load_u32(RESULT));
  CHECK(true, holds_text(BUFFER, "line "));
  CHECK(WASI_EINVAL, wasi_fd_pread(&memory, 0, IOVS, 1, 1ull << 63, RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_tell(&memory, 0, RESULT));
  CHECK(14, load_u64(RESULT));
}

static void bad_buffers_have_no_effect(void) {
  CHECK(WASI_ESUCCESS, wasi_fd_seek(&memory, 0, 0, WASI_WHENCE_SET, RESULT));
  store_iovec(IOVS, BUFFER, 4);
  store_iovec(IOVS + 8, PAGE - 3, 4);
  store_u32(RESULT, 77);
  CHECK(WASI_EFAULT, wasi_fd_read(&memory, 0, IOVS, 2, RESULT));
  CHECK(WASI_EFAULT, wasi_fd_read(&memory, 0, IOVS, 1, PAGE - 3));
  CHECK(WASI_EFAULT, wasi_fd_read(&memory, 0, IOVS, 1, 0xffffffffu));
  store_iovec(IOVS, 16, 0xfffffff0u);  // wraps to 0 in 32 bits
  CHECK(WASI_EFAULT, wasi_fd_read(&memory, 0, IOVS, 1, RESULT));
  CHECK(WASI_EFAULT, wasi_fd_write(&memory, 2, IOVS, 1, RESULT));
  store_iovec(IOVS, 0xffffffffu, 0xffffffffu);
  CHECK(WASI_EFAULT, wasi_fd_write(&memory, 2, IOVS, 1, RESULT));
  store_iovec(IOVS, PAGE + 1, 0);
  CHECK(WASI_EFAULT, wasi_fd_write(&memory, 2, IOVS, 1, RESULT));
  CHECK(WASI_EFAULT, wasi_fd_write(&memory, 2, PAGE - 7, 1, RESULT));
  CHECK(WASI_EFAULT, wasi_fd_write(&memory, 2, 0, PAGE / 8 + 1, RESULT));
  CHECK(WASI_EFAULT, wasi_fd_write(&memory, 2, 0, 0x20000000u, RESULT));  // 2^32 bytes: wraps to 0
  CHECK(WASI_EFAULT, wasi_fd_write(&memory, 2, 0, 0xffffffffu, RESULT));
  CHECK(WASI_EFAULT, wasi_fd_pwrite(&memory, 0, 0, 0xffffffffu, 0, RESULT));
  CHECK(WASI_EFAULT, wasi_fd_pread(&memory, 0, 0, 0xffffffffu, 0, RESULT));
  CHECK(77, load_u32(RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_tell(&memory, 0, RESULT));
  CHECK(0, load_u64(RESULT));
}

static void writes_gather(void) {
  store_iovec(IOVS, BUFFER, store_text(BUFFER, "hello, "));
  store_iovec(IOVS + 8, BUFFER + 50, store_text(BUFFER + 50, "world"));
  u32 fd = opened("gather", WASI_OFLAG_CREAT, FILE_RIGHTS, 0);
  CHECK(4, fd);
  CHECK(WASI_ESUCCESS, wasi_fd_write(&memory, fd, IOVS, 2, RESULT));
  CHECK(12, load_u32(RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_write(&memory, fd, PAGE, 0, RESULT));
  CHECK(0, load_u32(RESULT));
  store_iovec(IOVS, BUFFER, store_text(BUFFER, "W"));
  CHECK(WASI_ESUCCESS, wasi_fd_pwrite(&memory, fd, IOVS, 1, 7, RESULT));
  CHECK(WASI_EINVAL, wasi_fd_pwrite(&memory, fd, IOVS, 1, ~0ull, RESULT));
  store_iovec(IOVS, BUFFER, 100);
  CHECK(WASI_ESUCCESS, wasi_fd_pread(&memory, fd, IOVS, 1, 0, RESULT));
  CHECK(12, load_u32(RESULT));
  CHECK(true, holds_text(BUFFER, "hello, World"));
  CHECK(WASI_ESUCCESS, wasi_fd_sync(&memory, fd));
  CHECK(WASI_ESUCCESS, wasi_fd_datasync(&memory, fd));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
  CHECK(WASI_EBADF, wasi_fd_close(&memory, fd));
}

// 1500 buffers of one byte: the kernel takes 1024.
static void long_lists_are_partial(void) {
  enum { COUNT = 1500, LIST = 20000 };
  for (u32 i = 0; i < COUNT; i++) store_iovec(LIST + 8 * i, 5000 + i, 1);
  CHECK(WASI_ESUCCESS, wasi_fd_write(&memory, 2, LIST, COUNT, RESULT));
  CHECK(1024, load_u32(RESULT));
}

static void broken_pipe_is_an_errno(void) {
  store_iovec(IOVS, BUFFER, 1);
  CHECK(WASI_EPIPE, wasi_fd_write(&memory, 1, IOVS, 1, RESULT));
  CHECK(WASI_ESPIPE, wasi_fd_pwrite(&memory, 1, IOVS, 1, 0, RESULT));
  CHECK(WASI_ESPIPE, wasi_fd_seek(&memory, 1, 0, WASI_WHENCE_CUR, RESULT));
  CHECK(WASI_ESPIPE, wasi_fd_tell(&memory, 1, RESULT));
  CHECK(WASI_EBADF, wasi_fd_read(&memory, 1, IOVS, 1, RESULT));
  CHECK(WASI_EINVAL, wasi_fd_sync(&memory, 1));
  CHECK(WASI_EINVAL, wasi_fd_filestat_set_size(&memory, 1, 0));
}

static void seeks(void) {
  CHECK(WASI_ESUCCESS, wasi_fd_seek(&memory, 0, (u64)-3, WASI_WHENCE_END, RESULT + 1));
  CHECK(11, load_u64(RESULT + 1));
  CHECK(WASI_ESUCCESS, wasi_fd_seek(&memory, 0, (u64)-1, WASI_WHENCE_CUR, RESULT));
  CHECK(10, load_u64(RESULT));
  CHECK(WASI_EINVAL, wasi_fd_seek(&memory, 0, (u64)-1, WASI_WHENCE_SET, RESULT));
  CHECK(WASI_EINVAL, wasi_fd_seek(&memory, 0, 0, 3, RESULT));
  CHECK(WASI_EINVAL, wasi_fd_seek(&memory, 0, 0, 0xffffffffu, RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_seek(&memory, 0, 1ull << 40, WASI_WHENCE_SET, RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_seek(&memory, 0, 0, WASI_WHENCE_SET, PAGE - 8));
  CHECK(WASI_EFAULT, wasi_fd_seek(&memory, 0, 5, WASI_WHENCE_SET, PAGE - 7));
  CHECK(WASI_EFAULT, wasi_fd_tell(&memory, 0, 0xffffffffu));
  CHECK(WASI_ESUCCESS, wasi_fd_tell(&memory, 0, RESULT));
  CHECK(0, load_u64(RESULT));
  CHECK(WASI_EISDIR, wasi_fd_seek(&memory, SCRATCH, 0, WASI_WHENCE_SET, RESULT));
  CHECK(WASI_EISDIR, wasi_fd_tell(&memory, SCRATCH, RESULT));
}

static void unknown_descriptors(void) {
  static const u32 unknown[] = {4, 15, 16, 1000, 0x7fffffffu, 0x80000000u, 0xffffffffu};
  for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
    u32 fd = unknown[i];
    CHECK(WASI_EBADF, wasi_fd_close(&memory, fd));
    CHECK(WASI_EBADF, wasi_fd_sync(&memory, fd));
    CHECK(WASI_EBADF, wasi_fd_advise(&memory, fd, 0, 0, 0));
    CHECK(WASI_EBADF, wasi_fd_allocate(&memory, fd, 0, 1));
    CHECK(WASI_EBADF, wasi_fd_datasync(&memory, fd));
    CHECK(WASI_EBADF, wasi_fd_renumber(&memory, fd, 0));
    CHECK(WASI_EBADF, wasi_fd_renumber(&memory, 0, fd));
    CHECK(WASI_EBADF, wasi_fd_renumber(&memory, fd, fd));
    CHECK(WASI_EBADF, wasi_fd_read(&memory, fd, 0, 0, RESULT));
    CHECK(WASI_EBADF, wasi_fd_write(&memory, fd, 0, 0, RESULT));
    CHECK(WASI_EBADF, wasi_fd_pread(&memory, fd, 0, 0, 0, RESULT));
    CHECK(WASI_EBADF, wasi_fd_pwrite(&memory, fd, 0, 0, 0, RESULT));
    CHECK(WASI_EBADF, wasi_fd_seek(&memory, fd, 0, 0, RESULT));
    CHECK(WASI_EBADF, wasi_fd_tell(&memory, fd, RESULT));
    CHECK(WASI_EBADF, wasi_fd_fdstat_get(&memory, fd, STAT));
    CHECK(WASI_EBADF, wasi_fd_fdstat_set_flags(&memory, fd, 0));
    CHECK(WASI_EBADF, wasi_fd_fdstat_set_rights(&memory, fd, 0, 0));
    CHECK(WASI_EBADF, wasi_fd_filestat_get(&memory, fd, STAT));
    CHECK(WASI_EBADF, wasi_fd_filestat_set_size(&memory, fd, 0));
    CHECK(WASI_EBADF, wasi_fd_filestat_set_times(&memory, fd, 0, 0, 0));
    CHECK(WASI_EBADF, wasi_fd_prestat_get(&memory, fd, STAT));
    CHECK(WASI_EBADF, wasi_fd_prestat_dir_name(&memory, fd, STAT, 100));
    CHECK(WASI_EBADF, wasi_fd_readdir(&memory, fd, BUFFER, 100, 0, RESULT));
    CHECK(WASI_EBADF, wasi_path_open(&memory, fd, 0, 0, 0, 0, 0, 0, 0, RESULT));
    CHECK(WASI_EBADF, wasi_path_rename(&memory, fd, 0, 0, SCRATCH, 0, 0));
    CHECK(WASI_EBADF, wasi_path_unlink_file(&memory, fd, 0, 0));
    CHECK(WASI_EBADF, wasi_sock_accept(&memory, fd, 0, RESULT));
    CHECK(WASI_EBADF, wasi_sock_recv(&memory, fd, 0, 0, 0, RESULT, RESULT));
    CHECK(WASI_EBADF, wasi_sock_send(&memory, fd, 0, 0, 0, RESULT));
    CHECK(WASI_EBADF, wasi_sock_shutdown(&memory, fd, WASI_SDFLAG_RD));
  }
}

static struct wasi_fdstat fdstat_of(u32 fd) {
  struct wasi_fdstat fdstat;
  CHECK(WASI_ESUCCESS, wasi_fd_fdstat_get(&memory, fd, STAT));
  memcpy(&fdstat, memory.base + STAT, sizeof fdstat);
  return fdstat;
}

static void descriptors_are_described(void) {
  memset(memory.base + STAT, 0xff, 24);
  struct wasi_fdstat input = fdstat_of(0);
  CHECK(WASI_FILETYPE_REGULAR_FILE, input.filetype);
  CHECK(true, (input.base & WASI_RIGHT_FD_READ) && (input.base & WASI_RIGHT_FD_SEEK));
  CHECK(0, input.inheriting);
  CHECK(0, input.pad0 + input.pad1);
  struct wasi_fdstat output = fdstat_of(1);
  CHECK(WASI_FILETYPE_UNKNOWN, output.filetype);
  CHECK(WASI_RIGHT_FD_WRITE,
        output.base & (WASI_RIGHT_FD_READ | WASI_RIGHT_FD_WRITE | WASI_RIGHT_FD_SEEK));
  struct wasi_fdstat null = fdstat_of(2);
  CHECK(WASI_FILETYPE_CHARACTER_DEVICE, null.filetype);
  CHECK(true, (null.base & WASI_RIGHT_FD_SEEK) != 0);  // no terminal
  struct wasi_fdstat directory = fdstat_of(SCRATCH);
  CHECK(WASI_FILETYPE_DIRECTORY, directory.filetype);
  CHECK(0, directory.flags);
  CHECK(0, directory.base & (WASI_RIGHT_FD_SEEK | WASI_RIGHT_FD_FILESTAT_SET_SIZE));
  CHECK(true, (directory.base & WASI_RIGHT_PATH_OPEN) && (directory.inheriting & WASI_RIGHT_FD_WRITE));
  CHECK(WASI_ESUCCESS, wasi_fd_fdstat_get(&memory, 0, PAGE - 24));
  CHECK(WASI_EFAULT, wasi_fd_fdstat_get(&memory, 0, PAGE - 23));
}

static void terminal_is_described(void) {
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) return;  // no devpts here
  int terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
  if (terminal < 0) return;
  int null = dup(2);
  dup2(terminal, 2);
  wasi_start(0, NULL, NULL);
  struct wasi_fdstat fdstat = fdstat_of(2);
  CHECK(WASI_FILETYPE_CHARACTER_DEVICE, fdstat.filetype);
  CHECK(0, fdstat.base & (WASI_RIGHT_FD_SEEK | WASI_RIGHT_FD_TELL));
  CHECK(WASI_ESPIPE, wasi_fd_seek(&memory, 2, 0, WASI_WHENCE_CUR, RESULT));
  dup2(null, 2);
  close(null);
  close(terminal);
  close(master);
  wasi_start(0, NULL, NULL);
}

static void flags_change(void) {
  u32 fd = opened("flags", WASI_OFLAG_CREAT, FILE_RIGHTS, WASI_FDFLAG_APPEND | WASI_FDFLAG_DSYNC);
  CHECK(WASI_FDFLAG_APPEND | WASI_FDFLAG_DSYNC, fdstat_of(fd).flags);
  CHECK(WASI_ENOTSUP, wasi_fd_fdstat_set_flags(&memory, fd, 0));
  CHECK(WASI_ENOTSUP, wasi_fd_fdstat_set_flags(&memory, fd, WASI_FDFLAG_SYNC));
  CHECK(WASI_EINVAL, wasi_fd_fdstat_set_flags(&memory, fd, 32));
  CHECK(WASI_ESUCCESS,
        wasi_fd_fdstat_set_flags(&memory, fd, WASI_FDFLAG_DSYNC | WASI_FDFLAG_NONBLOCK));
  CHECK(WASI_FDFLAG_DSYNC | WASI_FDFLAG_NONBLOCK, fdstat_of(fd).flags);
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
  fd = opened("flags", 0, FILE_RIGHTS, WASI_FDFLAG_SYNC);
  CHECK(WASI_FDFLAG_SYNC | WASI_FDFLAG_RSYNC, fdstat_of(fd).flags);
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
}

static void rights_only_shrink(void) {
  u32 fd = opened("flags", 0, WASI_RIGHT_FD_READ | WASI_RIGHT_FD_SEEK, 0);
  u64 more = WASI_RIGHT_FD_READ | WASI_RIGHT_FD_SEEK | WASI_RIGHT_FD_TELL;
  CHECK(WASI_ENOTCAPABLE, wasi_fd_fdstat_set_rights(&memory, fd, more, 0));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_fdstat_set_rights(&memory, fd, 0, 1));
  CHECK(WASI_RIGHT_FD_READ | WASI_RIGHT_FD_SEEK, fdstat_of(fd).base);
  CHECK(WASI_ESUCCESS, wasi_fd_fdstat_set_rights(&memory, fd, WASI_RIGHT_FD_READ, 0));
  CHECK(WASI_RIGHT_FD_READ, fdstat_of(fd).base);
  CHECK(WASI_ENOTCAPABLE, wasi_fd_fdstat_set_rights(&memory, fd, WASI_RIGHT_FD_SEEK, 0));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
}

static u32 polled_error(u32 fd, u8 type) {
  struct wasi_subscription subscription = {.type = type, .id = fd};
  struct wasi_event event;
  memcpy(memory.base + 5000, &subscription, sizeof subscription);
  CHECK(WASI_ESUCCESS, wasi_poll_oneoff(&memory, 5000, 6000, 1, RESULT));
  memcpy(&event, memory.base + 6000, sizeof event);
  return event.error;
}

// What a file could do before, and what it had never asked for, it still does.
static void given_up_rights_are_lost(void) {
  u32 fd = opened("given-up", WASI_OFLAG_CREAT, ~0ull, 0);
  u64 all = fdstat_of(fd).base;
  store_iovec(IOVS, BUFFER, 4);
  CHECK(WASI_ESUCCESS, wasi_fd_write(&memory, fd, IOVS, 1, RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_fdstat_set_rights(&memory, fd, all & ~(u64)WASI_RIGHT_FD_WRITE, 0));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_write(&memory, fd, IOVS, 1, RESULT));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_pwrite(&memory, fd, IOVS, 1, 0, RESULT));
  CHECK(WASI_ENOTCAPABLE, polled_error(fd, WASI_EVENTTYPE_FD_WRITE));
  CHECK(WASI_ESUCCESS, polled_error(fd, WASI_EVENTTYPE_FD_READ));
  CHECK(WASI_ESUCCESS, wasi_fd_pread(&memory, fd, IOVS, 1, 0, RESULT));
  CHECK(4, load_u32(RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_fdstat_set_rights(&memory, fd, 0, 0));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_advise(&memory, fd, 0, 0, 0));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_allocate(&memory, fd, 0, 1));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_datasync(&memory, fd));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_sync(&memory, fd));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_read(&memory, fd, IOVS, 1, RESULT));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_pread(&memory, fd, IOVS, 1, 0, RESULT));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_seek(&memory, fd, 0, 0, RESULT));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_tell(&memory, fd, RESULT));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_fdstat_set_flags(&memory, fd, 0));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_filestat_get(&memory, fd, STAT));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_filestat_set_size(&memory, fd, 0));
  CHECK(WASI_ENOTCAPABLE, wasi_fd_filestat_set_times(&memory, fd, 0, 0, 0));
  CHECK(WASI_ENOTCAPABLE, polled_error(fd, WASI_EVENTTYPE_FD_READ));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
  fd = opened("given-up", 0, WASI_RIGHT_FD_READ, 0);
  CHECK(WASI_ESUCCESS, wasi_fd_seek(&memory, fd, 0, 0, RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
}

// A directory without the right to change what is in it, and what is opened through it.
static void directories_lose_rights(void) {
  u32 outer = opened(".", WASI_OFLAG_DIRECTORY, WASI_RIGHT_FD_READDIR, 0);
  u64 base = WASI_RIGHT_PATH_OPEN | WASI_RIGHT_FD_READDIR, inheriting = base | WASI_RIGHT_FD_READ;
  CHECK(WASI_ESUCCESS, wasi_fd_fdstat_set_rights(&memory, outer, base, inheriting));
  u32 length = store_text(100, ".");
  CHECK(WASI_ESUCCESS, wasi_path_open(&memory, outer, 0, 100, length, 0, ~0ull, ~0ull, 0, RESULT));
  u32 inner = load_u32(RESULT);
  CHECK(base, fdstat_of(inner).base);
  CHECK(inheriting, fdstat_of(inner).inheriting);
  u32 directories[] = {outer, inner};
  for (size_t i = 0; i < 2; i++) {
    u32 fd = directories[i];
    length = store_text(100, "gather");
    CHECK(WASI_ENOTCAPABLE, wasi_path_unlink_file(&memory, fd, 100, length));
    CHECK(WASI_ENOTCAPABLE, wasi_path_filestat_get(&memory, fd, 0, 100, length, STAT));
    CHECK(WASI_ENOTCAPABLE, wasi_path_filestat_set_times(&memory, fd, 0, 100, length, 0, 0, 0));
    CHECK(WASI_ENOTCAPABLE, wasi_path_link(&memory, fd, 0, 100, length, SCRATCH, 100, length));
    CHECK(WASI_ENOTCAPABLE, wasi_path_link(&memory, SCRATCH, 0, 100, length, fd, 100, length));
    CHECK(WASI_ENOTCAPABLE, wasi_path_symlink(&memory, 100, length, fd, 100, length));
    CHECK(WASI_ENOTCAPABLE, wasi_path_create_directory(&memory, fd, 100, length));
    CHECK(WASI_ENOTCAPABLE, wasi_path_rename(&memory, fd, 100, length, SCRATCH, 100, length));
    CHECK(WASI_ENOTCAPABLE, wasi_path_rename(&memory, SCRATCH, 100, length, fd, 100, length));
    CHECK(WASI_ENOTCAPABLE, wasi_path_readlink(&memory, fd, 100, length, BUFFER, 10, RESULT));
    CHECK(WASI_ENOTCAPABLE, wasi_path_remove_directory(&memory, fd, 100, length));
    CHECK(WASI_ESUCCESS, wasi_path_open(&memory, fd, 0, 100, length, 0,
                                        WASI_RIGHT_FD_READ | WASI_RIGHT_FD_WRITE, 0, 0, RESULT));
    CHECK(WASI_RIGHT_FD_READ, fdstat_of(load_u32(RESULT)).base);
    store_iovec(IOVS, BUFFER, 1);
    CHECK(WASI_EBADF, wasi_fd_write(&memory, load_u32(RESULT), IOVS, 1, RESULT + 8));
    CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, load_u32(RESULT)));
  }
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, inner));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, outer));
}

static void access_follows_rights(void) {
  u32 fd = opened("gather", 0, WASI_RIGHT_FD_READ, 0);
  store_iovec(IOVS, BUFFER, 1);
  CHECK(WASI_RIGHT_FD_READ, fdstat_of(fd).base);
  CHECK(WASI_ESUCCESS, wasi_fd_read(&memory, fd, IOVS, 1, RESULT));
  CHECK(WASI_EBADF, wasi_fd_write(&memory, fd, IOVS, 1, RESULT));
  CHECK(WASI_EINVAL, wasi_fd_filestat_set_size(&memory, fd, 0));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
  fd = opened("gather", 0, WASI_RIGHT_FD_WRITE, 0);
  CHECK(WASI_RIGHT_FD_WRITE, fdstat_of(fd).base);
  CHECK(WASI_EBADF, wasi_fd_read(&memory, fd, IOVS, 1, RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_write(&memory, fd, IOVS, 1, RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
}

static void sizes_change(void) {
  u32 fd = opened("size", WASI_OFLAG_CREAT, FILE_RIGHTS, 0);
  CHECK(WASI_ESUCCESS, wasi_fd_filestat_set_size(&memory, fd, 12345));
  memset(memory.base + STAT, 0xff, 64);
  CHECK(WASI_ESUCCESS, wasi_fd_filestat_get(&memory, fd, STAT));
  struct wasi_filestat stat;
  memcpy(&stat, memory.base + STAT, sizeof stat);
  CHECK(12345, stat.size);
  CHECK(WASI_FILETYPE_REGULAR_FILE, stat.filetype);
  CHECK(0, stat.pad[0] + stat.pad[6]);
  CHECK(1, stat.nlink);
  CHECK(true, stat.ino != 0 && stat.mtim > 1000000000000000000ull);
  CHECK(WASI_EINVAL, wasi_fd_filestat_set_size(&memory, fd, ~0ull));
  CHECK(WASI_EISDIR, wasi_fd_filestat_set_size(&memory, SCRATCH, 0));
  CHECK(WASI_ESUCCESS, wasi_fd_filestat_get(&memory, fd, PAGE - 64));
  CHECK(WASI_EFAULT, wasi_fd_filestat_get(&memory, fd, PAGE - 63));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
}

static struct wasi_filestat filestat_of(u32 fd) {
  struct wasi_filestat stat;
  CHECK(WASI_ESUCCESS, wasi_fd_filestat_get(&memory, fd, STAT));
  memcpy(&stat, memory.base + STAT, sizeof stat);
  return stat;
}

static void room_is_allocated(void) {
  u32 fd = opened("room", WASI_OFLAG_CREAT, FILE_RIGHTS, 0);
  u32 error = wasi_fd_allocate(&memory, fd, 1000, 234);
  if (error != WASI_ENOTSUP) {  // some file systems
    CHECK(WASI_ESUCCESS, error);
    CHECK(1234, filestat_of(fd).size);
    CHECK(WASI_ESUCCESS, wasi_fd_allocate(&memory, fd, 0, 100));
    CHECK(1234, filestat_of(fd).size);
  }
  CHECK(WASI_EINVAL, wasi_fd_allocate(&memory, fd, 0, 0));
  CHECK(WASI_EINVAL, wasi_fd_allocate(&memory, fd, 0, 1ull << 63));
  CHECK(WASI_EINVAL, wasi_fd_allocate(&memory, fd, ~0ull, 2));
  CHECK(WASI_EISDIR, wasi_fd_allocate(&memory, SCRATCH, 0, 1));
  CHECK(WASI_ESPIPE, wasi_fd_allocate(&memory, 1, 0, 1));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
  fd = opened("room", 0, WASI_RIGHT_FD_READ, 0);
  CHECK(WASI_EBADF, wasi_fd_allocate(&memory, fd, 0, 10));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
}

static void advice_is_taken(void) {
  for (u32 advice = WASI_ADVICE_NORMAL; advice <= WASI_ADVICE_NOREUSE; advice++)
    CHECK(WASI_ESUCCESS, wasi_fd_advise(&memory, 0, 0, 0, advice));
  CHECK(WASI_ESUCCESS, wasi_fd_advise(&memory, 0, 5, (1ull << 63) - 1, WASI_ADVICE_WILLNEED));
  CHECK(WASI_EINVAL, wasi_fd_advise(&memory, 0, 0, 0, 6));
  CHECK(WASI_EINVAL, wasi_fd_advise(&memory, 0, 0, 0, 0xffffffffu));
  CHECK(WASI_EINVAL, wasi_fd_advise(&memory, 0, 0, 1ull << 63, WASI_ADVICE_NORMAL));
  CHECK(WASI_EINVAL, wasi_fd_advise(&memory, 0, 1ull << 63, 0, WASI_ADVICE_NORMAL));
  CHECK(WASI_ESPIPE, wasi_fd_advise(&memory, 1, 0, 0, WASI_ADVICE_NORMAL));
  CHECK(WASI_EISDIR, wasi_fd_advise(&memory, SCRATCH, 0, 0, WASI_ADVICE_NORMAL));
}

static void times_change(void) {
  const u64 second = 1000000000;
  u32 fd = opened("times", WASI_OFLAG_CREAT, FILE_RIGHTS, 0);
  u64 now = filestat_of(fd).mtim;
  CHECK(WASI_ESUCCESS, wasi_fd_filestat_set_times(&memory, fd, 5 * second + 7, 6 * second,
                                                  WASI_FSTFLAG_ATIM | WASI_FSTFLAG_MTIM));
  CHECK(5 * second + 7, filestat_of(fd).atim);
  CHECK(6 * second, filestat_of(fd).mtim);
  CHECK(WASI_ESUCCESS, wasi_fd_filestat_set_times(&memory, fd, 8, 9 * second, WASI_FSTFLAG_MTIM));
  CHECK(5 * second + 7, filestat_of(fd).atim);
  CHECK(9 * second, filestat_of(fd).mtim);
  CHECK(WASI_ESUCCESS, wasi_fd_filestat_set_times(&memory, fd, 8, 8, WASI_FSTFLAG_ATIM_NOW));
  CHECK(true, filestat_of(fd).atim >= now);
  CHECK(9 * second, filestat_of(fd).mtim);
  CHECK(WASI_ESUCCESS, wasi_fd_filestat_set_times(&memory, fd, 8, 8, 0));
  CHECK(9 * second, filestat_of(fd).mtim);
  CHECK(WASI_EINVAL, wasi_fd_filestat_set_times(&memory, fd, 1, 1, 3));
  CHECK(WASI_EINVAL, wasi_fd_filestat_set_times(&memory, fd, 1, 1, 12));
  CHECK(WASI_EINVAL, wasi_fd_filestat_set_times(&memory, fd, 1, 1, 16));
  CHECK(9 * second, filestat_of(fd).mtim);
  CHECK(WASI_ESUCCESS, wasi_fd_filestat_set_times(&memory, SCRATCH, 0, second, WASI_FSTFLAG_MTIM));
  CHECK(second, filestat_of(SCRATCH).mtim);
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, fd));
}

static void preopens_are_listed(void) {
  CHECK(WASI_ESUCCESS, wasi_fd_prestat_get(&memory, SCRATCH, STAT));
  CHECK(WASI_PREOPENTYPE_DIR, load_u32(STAT));
  CHECK(8, load_u32(STAT + 4));
  CHECK(WASI_EBADF, wasi_fd_prestat_get(&memory, 0, STAT));
  CHECK(WASI_EBADF, wasi_fd_prestat_get(&memory, 4, STAT));
  CHECK(WASI_EFAULT, wasi_fd_prestat_get(&memory, SCRATCH, PAGE - 7));
  memset(memory.base + BUFFER, '#', 10);
  CHECK(WASI_ESUCCESS, wasi_fd_prestat_dir_name(&memory, SCRATCH, BUFFER, 9));
  CHECK(true, holds_text(BUFFER, "/scratch##"));
  CHECK(WASI_ENAMETOOLONG, wasi_fd_prestat_dir_name(&memory, SCRATCH, BUFFER, 7));
  CHECK(WASI_EBADF, wasi_fd_prestat_dir_name(&memory, 0, BUFFER, 9));
  CHECK(WASI_ESUCCESS, wasi_fd_prestat_dir_name(&memory, SCRATCH, PAGE - 8, 8));
  CHECK(WASI_EFAULT, wasi_fd_prestat_dir_name(&memory, SCRATCH, PAGE - 8, 9));
  CHECK(WASI_EFAULT, wasi_fd_prestat_dir_name(&memory, SCRATCH, 8, 0xffffffffu));
}

static void directories_have_no_bytes(void) {
  store_iovec(IOVS, BUFFER, 10);
  CHECK(WASI_EISDIR, wasi_fd_read(&memory, SCRATCH, IOVS, 1, RESULT));
  CHECK(WASI_EISDIR, wasi_fd_write(&memory, SCRATCH, IOVS, 1, RESULT));
  CHECK(WASI_EISDIR, wasi_fd_pread(&memory, SCRATCH, IOVS, 1, 0, RESULT));
  CHECK(WASI_EISDIR, wasi_fd_pwrite(&memory, SCRATCH, IOVS, 1, 0, RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_sync(&memory, SCRATCH));
}

// The guest closes its error output and opens a file: host descriptor 2 stays free of guest files.
static void closed_stdio_stays_apart(void) {
  int null = dup(2);
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, 2));
  CHECK(WASI_EBADF, wasi_fd_fdstat_get(&memory, 2, STAT));
  CHECK(2, opened("gather", 0, WASI_RIGHT_FD_READ, 0));
  CHECK(true, fcntl(2, F_GETFD) == -1);
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, 2));
  dup2(null, 2);
  close(null);
  wasi_start(0, NULL, NULL);
  CHECK(WASI_FILETYPE_CHARACTER_DEVICE, fdstat_of(2).filetype);
}

static void descriptors_move(void) {
  u32 one = opened("gather", 0, WASI_RIGHT_FD_READ, 0);
  u32 two = opened("replaced", WASI_OFLAG_CREAT, FILE_RIGHTS, 0);
  u64 inode = filestat_of(one).ino;
  CHECK(WASI_ESUCCESS, wasi_fd_renumber(&memory, one, one));
  CHECK(WASI_ESUCCESS, wasi_fd_renumber(&memory, one, two));
  CHECK(WASI_EBADF, wasi_fd_fdstat_get(&memory, one, STAT));
  CHECK(inode, filestat_of(two).ino);
  CHECK(WASI_RIGHT_FD_READ, fdstat_of(two).base);
  CHECK(one, opened("gather", 0, WASI_RIGHT_FD_READ, 0));
  CHECK(WASI_ESUCCESS, wasi_fd_renumber(&memory, SCRATCH, one));
  CHECK(WASI_EBADF, wasi_fd_prestat_get(&memory, SCRATCH, STAT));
  CHECK(WASI_ESUCCESS, wasi_fd_prestat_get(&memory, one, STAT));  // still a grant
  CHECK(WASI_ENOTDIR, wasi_fd_readdir(&memory, two, BUFFER, 100, 0, RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_renumber(&memory, one, two));
  u32 length = store_text(100, "gather");
  CHECK(WASI_ESUCCESS, wasi_path_open(&memory, two, 0, 100, length, 0, WASI_RIGHT_FD_READ, 0, 0, RESULT));
  CHECK(SCRATCH, load_u32(RESULT));
  CHECK(WASI_ESUCCESS, wasi_fd_renumber(&memory, two, SCRATCH));
  CHECK(WASI_FILETYPE_DIRECTORY, fdstat_of(SCRATCH).filetype);
  CHECK(4, one);
  CHECK(WASI_EBADF, wasi_fd_close(&memory, one));
  CHECK(WASI_EBADF, wasi_fd_close(&memory, two));
}

static void many_descriptors(void) {
  enum { COUNT = 200 };
  for (u32 i = 0; i < COUNT; i++) CHECK(4 + i, opened("gather", 0, WASI_RIGHT_FD_READ, 0));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, 50));
  CHECK(50, opened("gather", 0, WASI_RIGHT_FD_READ, 0));
  for (u32 i = 0; i < COUNT; i++) CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, 4 + i));
}

void test_descriptors(void) {
  reads_scatter_and_end();
  bad_buffers_have_no_effect();
  writes_gather();
  long_lists_are_partial();
  broken_pipe_is_an_errno();
  seeks();
  unknown_descriptors();
  descriptors_are_described();
  terminal_is_described();
  flags_change();
  rights_only_shrink();
  given_up_rights_are_lost();
  directories_lose_rights();
  access_follows_rights();
  sizes_change();
  room_is_allocated();
  advice_is_taken();
  times_change();
  preopens_are_listed();
  directories_have_no_bytes();
  closed_stdio_stays_apart();
  descriptors_move();
  many_descriptors();
}
