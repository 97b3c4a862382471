// The tests of paths, in each tier that this kernel has: in a child, for none can be left again. A tier that it
// has not is skipped, and said.
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tiers.h"
#include "harness.h"

bool has_tier[WASI_TIERS];

enum { UNAVAILABLE = 77 };

static struct wasi_directory directory_of(const char *host, const char *guest, bool reads_only) {
  int opened = open(host, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  CHECK(true, opened >= 0);
  return (struct wasi_directory){host, guest, reads_only, {opened}};
}

bool enter_tier(enum wasi_tier wanted, enum wasi_tier *chosen, struct wasi_obstacle obstacles[WASI_TIERS]) {
  struct wasi_directory directories[] = {
      directory_of(scratch, "/scratch", false),
      directory_of(other, "/other", false),
      directory_of(read_only, "/read-only", true),
  };
  if (!wasi_sandbox_start(wanted, directories, 3, chosen, obstacles)) return false;
  wasi_fd_close(&memory, SCRATCH);  // the one of before
  for (u32 i = 0; i < 3; i++)
    CHECK(WASI_ESUCCESS, wasi_fds_preopen(directories[i].opened, directories[i].guest, directories[i].read_only));
  return true;
}

int in_child(void (*test)(const void *argument), const void *argument) {
  int status = 0;
  pid_t child = fork();
  if (child == 0) {
    int before = failures;
    test(argument);
    _exit(failures != before);
  }
  CHECK(true, child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status));
  return WEXITSTATUS(status);
}

static void try_tier(const void *argument) {
  enum wasi_tier tier = *(const enum wasi_tier *)argument, chosen;
  struct wasi_obstacle obstacles[WASI_TIERS] = {0};
  start_escapes();
  if (!enter_tier(tier, &chosen, obstacles)) {
    dprintf(report, "wasi: tier %s skipped: %s: %s\n", wasi_tier_name(tier), obstacles[tier].what,
            strerror(obstacles[tier].error));
    _exit(UNAVAILABLE);
  }
  CHECK(tier, chosen);
  test_escapes(tier);
  test_read_only(tier);
  // What leads out does so there, and these would follow it.
  if (tier != WASI_TIER_NONE) test_paths(tier == WASI_TIER_NAMESPACE ? WASI_ENOENT : WASI_ENOTCAPABLE);
}

void test_tiers(void) {
  u32 skipped = 0;
  for (u32 each = 0; each < WASI_TIERS; each++) {
    enum wasi_tier tier = (enum wasi_tier)each;
    make_folders(wasi_tier_name(tier));
    make_tree();
    make_escapes();
    make_read_only();
    int status = in_child(try_tier, &tier);
    has_tier[tier] = status != UNAVAILABLE;
    skipped += !has_tier[tier];
    if (has_tier[tier]) CHECK(0, (unsigned)status);
    CHECK(true, outside_is_as_before());
  }
  dprintf(report, "wasi: %u tiers, %u skipped\n", WASI_TIERS - skipped, skipped);
}
