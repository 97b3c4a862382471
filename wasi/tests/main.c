#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../fds.h"
#include "harness.h"

struct wr_memory memory;
int report;
int failures;
char scratch[4096], other[4096], read_only[4096], outside[4096];
static char work[3000];

static u8 *map_with_guard(void) {
  u8 *base = mmap(NULL, 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED || mprotect(base, PAGE, PROT_READ | PROT_WRITE) != 0) abort();
  return base;
}

// Standard input, output and error of the guest: a file, a pipe whose reader is gone, and /dev/null.
static void redirect_stdio(void) {
  report = fcntl(2, F_DUPFD_CLOEXEC, 100);
  char path[4200];
  snprintf(path, sizeof path, "%s/input", scratch);
  int input = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (write(input, "line 1\nline 2\n", 14) != 14 || lseek(input, 0, SEEK_SET) != 0) abort();
  int ends[2];
  if (pipe(ends) != 0) abort();
  close(ends[0]);
  dup2(input, 0);
  dup2(ends[1], 1);
  dup2(open("/dev/null", O_RDWR | O_CLOEXEC), 2);
  close(ends[1]);
  close(input);
}

static void make_work(void) {
  const char *parent = getenv("TMPDIR");
  snprintf(work, sizeof work, "%.2900s/wasi-test-XXXXXX", parent ? parent : "/tmp");
  if (!mkdtemp(work)) abort();
}

static void make_folder(char *path, const char *name, const char *folder) {
  snprintf(path, 4096, "%s/%s/%s", work, name, folder);
  if (mkdir(path, 0755) != 0) abort();
}

void make_folders(const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", work, name);
  if (mkdir(path, 0755) != 0) abort();
  make_folder(scratch, name, "granted");
  make_folder(other, name, "other");
  make_folder(read_only, name, "read-only");
  make_folder(outside, name, "outside");
  host_file("../outside/secret");
}

void host_directory(const char *name) {
  char path[8192];
  snprintf(path, sizeof path, "%s/%s", scratch, name);
  CHECK(0, (unsigned)mkdir(path, 0755));
}

void host_file(const char *name) {
  char path[8192];
  snprintf(path, sizeof path, "%s/%s", scratch, name);
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  CHECK(true, file >= 0 && write(file, name, strlen(name)) > 0);
  close(file);
}

void host_link(const char *text, const char *name) {
  char path[8192];
  snprintf(path, sizeof path, "%s/%s", scratch, name);
  CHECK(0, (unsigned)symlink(text, path));
}

int preopen(const char *host, const char *guest) {
  struct host_fd opened = {open(host, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (opened.number < 0) return errno;
  return wasi_fds_preopen(opened, guest, false) ? ENOMEM : 0;
}

int main(void) {
  make_work();
  make_folders("plain");
  redirect_stdio();
  memory = (struct wr_memory){.base = map_with_guard(), .size = PAGE};
  test_signatures();
  static char *arguments[] = {"program", "", "three", NULL};
  static char *variables[] = {"A=1", "EMPTY=", NULL};
  wasi_start(3, arguments, variables);
  CHECK(0, (unsigned)preopen(scratch, "/scratch"));
  test_process();
  test_descriptors();
  test_poll();
  test_sockets();
  make_tree();
  test_paths(WASI_ENOTCAPABLE);
  test_tiers();
  test_older_kernels();
  test_experiments();
  test_failing_calls();
  test_wild_arguments_in_each_tier();
  dprintf(report, failures ? "%d failures\n" : "wasi: all tests passed\n", failures);
  return failures != 0;
}
