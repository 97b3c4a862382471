// What users may fix, and what they may forbid: clocks, random numbers, system calls. In children, for none of
// it can be undone.
#define _GNU_SOURCE 1
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../clocks.h"
#include "../seccomp.h"
#include "harness.h"
#include "tiers.h"

enum { TIME = 1000, SUBSCRIPTION = 2000, EVENT = 3000, COUNT = 4000, BYTES = 5000 };

static u64 time_of(u32 clock) {
  CHECK(WASI_ESUCCESS, wasi_clock_time_get(&memory, clock, 0, TIME));
  return load_u64(TIME);
}

static void wait_for(u32 clock, u64 timeout, u16 flags) {
  struct wasi_subscription subscription = {
      .type = WASI_EVENTTYPE_CLOCK, .id = clock, .timeout = timeout, .flags = flags};
  memcpy(memory.base + SUBSCRIPTION, &subscription, sizeof subscription);
  CHECK(WASI_ESUCCESS, wasi_poll_oneoff(&memory, SUBSCRIPTION, EVENT, 1, COUNT));
  CHECK(1, load_u32(COUNT));
}

static void fixed_clocks(const void *unused) {
  (void)unused;
  const u64 start = 1000000000ull * 1000000000u, year = 365ull * 24 * 3600 * 1000000000u;
  time_t before = time(NULL);
  wasi_clocks_fix(start);
  CHECK(start + 1000, time_of(WASI_CLOCK_REALTIME));
  CHECK(2000, time_of(WASI_CLOCK_MONOTONIC));
  CHECK(3000, time_of(WASI_CLOCK_PROCESS_CPUTIME));
  wait_for(WASI_CLOCK_MONOTONIC, year, 0);
  u64 now = time_of(WASI_CLOCK_MONOTONIC);
  CHECK(true, now >= year && now < year + 1000000);
  wait_for(WASI_CLOCK_REALTIME, start + 2 * year, WASI_SUBCLOCKFLAG_ABSTIME);
  now = time_of(WASI_CLOCK_REALTIME);
  CHECK(true, now >= start + 2 * year && now < start + 2 * year + 1000000);
  wait_for(WASI_CLOCK_REALTIME, start, WASI_SUBCLOCKFLAG_ABSTIME);  // long past
  CHECK(true, time_of(WASI_CLOCK_REALTIME) < now + 1000000);
  CHECK(true, time(NULL) < before + 100);
}

static void fixed_numbers(const void *unused) {
  (void)unused;
  wasi_random_fix(0);
  CHECK(WASI_ESUCCESS, wasi_random_get(&memory, BYTES, 12));
  CHECK(0xe220a8397b1dcdafull, load_u64(BYTES));
  CHECK(0xa1b965f4, load_u32(BYTES + 8));
  CHECK(WASI_ESUCCESS, wasi_random_get(&memory, PAGE, 0));
  CHECK(WASI_EFAULT, wasi_random_get(&memory, PAGE - 3, 4));
  wasi_random_fix(0);
  CHECK(WASI_ESUCCESS, wasi_random_get(&memory, BYTES + 1, 3));
  CHECK(0xcdaf, load_u32(BYTES + 1) & 0xffff);
}

static u32 errno_of(long result) {
  return result < 0 ? (u32)errno : 0;
}

static void calls_are_refused(void) {
  CHECK(ENOSYS, errno_of(socket(AF_INET, SOCK_STREAM, 0)));
  char *const none[] = {NULL};
  CHECK(ENOSYS, errno_of(execve("/bin/true", none, none)));
  CHECK(ENOSYS, errno_of(syscall(SYS_ptrace, 0, 0, 0, 0)));
  CHECK(ENOSYS, errno_of(syscall(SYS_unshare, 0)));
  CHECK(ENOSYS, errno_of(syscall(SYS_clone3, NULL, 0)));
  CHECK(EPERM, errno_of(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)));
  void *page = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(true, page != MAP_FAILED);
  CHECK(EPERM, errno_of(mprotect(page, PAGE, PROT_READ | PROT_EXEC)));
  CHECK(true, mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
#ifdef __x86_64__
  CHECK(ENOSYS, errno_of(syscall(0x40000000 | SYS_getpid)));
#endif
}

static void filtered_calls(const void *argument) {
  enum wasi_tier tier = *(const enum wasi_tier *)argument, chosen;
  struct wasi_obstacle obstacles[WASI_TIERS] = {0};
  CHECK(true, enter_tier(tier, &chosen, obstacles));
  CHECK(true, wasi_seccomp_enter());
  test_read_only(tier);
  test_paths(tier == WASI_TIER_NAMESPACE ? WASI_ENOENT : WASI_ENOTCAPABLE);
  wait_for(WASI_CLOCK_MONOTONIC, 1000, 0);
  CHECK(WASI_ESUCCESS, wasi_random_get(&memory, BYTES, 100));
  calls_are_refused();
}

void test_experiments(void) {
  CHECK(0, (unsigned)in_child(fixed_clocks, NULL));
  CHECK(0, (unsigned)in_child(fixed_numbers, NULL));
  for (u32 each = 0; each < WASI_TIER_NONE; each++) {
    enum wasi_tier tier = (enum wasi_tier)each;
    char name[40];
    if (!has_tier[tier]) continue;
    snprintf(name, sizeof name, "filtered-%s", wasi_tier_name(tier));
    make_folders(name);
    make_tree();
    make_escapes();
    make_read_only();
    CHECK(0, (unsigned)in_child(filtered_calls, &tier));
  }
}
