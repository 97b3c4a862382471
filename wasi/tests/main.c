#define _GNU_SOURCE 1
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct wr_memory memory;
int report;
int failures;
char scratch[4096];

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

static void make_scratch(void) {
  const char *parent = getenv("TMPDIR");
  snprintf(scratch, sizeof scratch, "%s/wasi-test-XXXXXX", parent ? parent : "/tmp");
  if (!mkdtemp(scratch)) abort();
}

int main(void) {
  make_scratch();
  redirect_stdio();
  memory = (struct wr_memory){.base = map_with_guard(), .size = PAGE};
  test_signatures();
  static char *arguments[] = {"program", "", "three", NULL};
  static char *variables[] = {"A=1", "EMPTY=", NULL};
  wasi_start(3, arguments, variables);
  CHECK(ENOENT, (unsigned)wasi_preopen("/nonexistent", "/x"));
  CHECK(ENOTDIR, (unsigned)wasi_preopen("/dev/null", "/x"));
  CHECK(0, (unsigned)wasi_preopen(scratch, "/scratch"));
  test_process();
  test_descriptors();
  test_poll();
  test_sockets();
  test_paths();
  test_older_kernels();
  test_wild_arguments();
  dprintf(report, failures ? "%d failures\n" : "wasi: all tests passed\n", failures);
  return failures != 0;
}
