// Files, each with a position and a buffer of its own, which a program fills and reads byte by byte. They
// are found beneath the granted directories, as WASI's are. A file is a host reference: a number, which
// stays valid when the collector moves things. A program that forgets to close one leaks it, as under node.
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "../wasi/granted.h"
#include "cast.h"
#include "host.h"
#include "strings.h"

#include "hoot.h"

enum { BUFFER_SIZE = 1024 };

struct file {
  int fd;  // -1: closed
  u64 position;
  u8 buffer[BUFFER_SIZE];
};

static struct file **files;
static u32 file_count;

// Even numbers: the odd ones are small integers (bignum.h).
static ref file_ref(u32 number) {
  return wr_host_ref(2 * (u64)number);
}

static struct file *file_of(ref file) {
  u64 number = wr_host_ref_payload(file) / 2;
  if (wr_unlikely(!wr_is_host_ref(file) || number >= file_count || file != file_ref((u32)number)))
    wr_trap(WR_TRAP_CAST);
  return files[number];
}

static ref file_new(int fd) {
  if ((file_count & (file_count - 1)) == 0) {
    struct file **grown = realloc(files, (file_count ? 2 * (size_t)file_count : 1) * sizeof *files);
    if (!grown) wr_die("out of memory");
    files = grown;
  }
  struct file *file = calloc(1, sizeof *file);
  if (!file) wr_die("out of memory");
  file->fd = fd;
  files[file_count] = file;
  return file_ref(file_count++);
}

// The path as a C string; false if it cannot be one.
static bool path_of(ref path, struct host_path *to) {
  struct hoot_string string = hoot_string_of(path);
  if (string.length >= sizeof to->bytes || memchr(string.bytes, 0, string.length)) return false;
  memcpy(to->bytes, string.bytes, string.length);
  to->bytes[string.length] = '\0';
  return true;
}

static int open_path(ref path, int flags) {
  static struct host_path host_path;
  struct host_fd opened;
  if (!path_of(path, &host_path) || wasi_granted_open(host_path.bytes, flags, &opened)) return -1;
  return opened.number;
}

u32 hoot_file_exists(ref path) {
  int fd = open_path(path, O_PATH);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

ref hoot_open_input_file(ref *sp WR_UNUSED, ref path) {
  int fd = open_path(path, O_RDONLY | O_NOCTTY);
  return fd < 0 ? 0 : file_new(fd);
}

ref hoot_open_output_file(ref *sp WR_UNUSED, ref path) {
  int fd = open_path(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY);
  return fd < 0 ? 0 : file_new(fd);
}

void hoot_close_file(ref file) {
  struct file *it = file_of(file);
  if (it->fd >= 0) close(it->fd);
  it->fd = -1;
}

void hoot_delete_file(ref path) {
  static struct host_path host_path;
  if (path_of(path, &host_path)) wasi_granted_unlink(host_path.bytes);
}

static u32 clamped(u32 count) {
  return count < BUFFER_SIZE ? count : BUFFER_SIZE;
}

// An error is the end of the file: Hoot's ABI knows nothing else.
u32 hoot_read_file(ref file, u32 count) {
  struct file *it = file_of(file);
  ssize_t got;
  do got = pread(it->fd, it->buffer, clamped(count), (off_t)it->position);
  while (got < 0 && errno == EINTR);
  if (got <= 0) return 0;
  it->position += (u64)got;
  return (u32)got;
}

u32 hoot_write_file(ref file, u32 count) {
  struct file *it = file_of(file);
  ssize_t written;
  do written = pwrite(it->fd, it->buffer, clamped(count), (off_t)it->position);
  while (written < 0 && errno == EINTR);
  if (written <= 0) return 0;
  it->position += (u64)written;
  return (u32)written;
}

u32 hoot_seek_file(ref file, u32 offset, u32 whence) {
  struct file *it = file_of(file);
  i64 from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (i64)it->position : -1;
  if (whence == SEEK_END) from = (i64)lseek(it->fd, 0, SEEK_END);
  i64 position = from + (i32)offset;
  if (from < 0 || position < 0 || position > 0x7fffffff) return (u32)-1;
  it->position = (u64)position;
  return (u32)position;
}

u32 hoot_file_random_access(ref file) {
  return lseek(file_of(file)->fd, 0, SEEK_CUR) >= 0;
}

u32 hoot_file_buffer_size(ref file) {
  file_of(file);
  return BUFFER_SIZE;
}

u32 hoot_file_buffer_ref(ref file, u32 i) {
  struct file *it = file_of(file);
  return i < BUFFER_SIZE ? it->buffer[i] : 0;
}

void hoot_file_buffer_set(ref file, u32 i, u32 byte) {
  struct file *it = file_of(file);
  if (i < BUFFER_SIZE) it->buffer[i] = (u8)byte;
}
