// Each call with arguments drawn from the edges, in each tier: nothing may crash, nothing may be written
// outside of the memory (the guard page tells), nothing outside of the granted directories may be touched, nor
// the one that is for reading. $WASI_WILD_ROUNDS says how often (default 200), $WASI_WILD_SEED where to begin.
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "../fds.h"
#include "harness.h"
#include "invoke.h"
#include "tiers.h"

static u64 random_state = 88172645463325252u;

static u32 random_below(u32 limit) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (u32)(random_state >> 33) % limit;
}

static u64 random_argument(bool wide) {
  static const u64 edges[] = {
      0, 1, 2, 3, 4, 5, 7, 8, 16, 24, 64, 100, 1024, 1025, PAGE / 8, PAGE - 64, PAGE - 24, PAGE - 8,
      PAGE - 4, PAGE - 1, PAGE, PAGE + 1, 0x1fffffff, 0x20000000, 0x7fffffff, 0x80000000, 0xfffffff8,
      0xffffffff, 1ull << 32, (1ull << 63) - 1, 1ull << 63, ~0ull,
  };
  u64 value = random_below(4) ? edges[random_below(sizeof edges / sizeof *edges)] : random_below(PAGE);
  return wide ? value : (u32)value;
}

// Some paths and lists of buffers, wherever an argument may point.
static void fill_memory(void) {
  static const char *const texts[] = {"..", "/", "../x", "a", "a/b", "to-parent/x", ".", "to-outside"};
  for (u32 i = 0; i < PAGE; i++) memory.base[i] = (u8)random_below(4);
  for (u32 at = 0; at + 16 < PAGE; at += 1 + random_below(64))
    store_text(at, texts[random_below(sizeof texts / sizeof *texts)]);
  for (int i = 0; i < 64; i++)
    store_iovec(random_below(PAGE - 8), (u32)random_argument(false), (u32)random_argument(false));
}

// What ends the process; and mostly, what would soon leave nothing to try the others on.
static bool is_left_out(const char *name) {
  if (!strcmp(name, "proc_exit") || !strcmp(name, "proc_raise")) return true;
  static const char *const rare[] = {"fd_close", "fd_fdstat_set_rights", "fd_renumber"};
  for (size_t i = 0; i < sizeof rare / sizeof *rare; i++)
    if (!strcmp(name, rare[i])) return random_below(8) != 0;
  return false;
}

// A clock that has struck, so that no wait is without end.
static void end_the_wait(u32 subscriptions) {
  struct wasi_subscription past = {.type = WASI_EVENTTYPE_CLOCK, .flags = WASI_SUBCLOCKFLAG_ABSTIME};
  if ((u64)subscriptions + sizeof past <= PAGE) memcpy(memory.base + subscriptions, &past, sizeof past);
}

// fd_allocate is one to take the disk by its word.
static void limit_files(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0) abort();
  limit.rlim_cur = 1 << 20;
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0 || signal(SIGXFSZ, SIG_IGN) == SIG_ERR) abort();
}

static u64 number_from_environment(const char *name, u64 otherwise) {
  const char *text = getenv(name);
  return text ? strtoull(text, NULL, 10) : otherwise;
}

// The host's descriptors of what is granted, which no call of the guest's reaches.
static int kept_directory(u32 fd) {
  struct wasi_entry *entry;
  CHECK(WASI_ESUCCESS, wasi_fds_get(wasi_fd(fd), &entry));
  int kept = fcntl(entry->host.number, F_DUPFD_CLOEXEC, 200);
  CHECK(true, kept >= 0);
  return kept;
}

static void grant_again(u32 fd, int kept, const char *name, bool reads_only) {
  if (!wasi_fd_prestat_get(&memory, fd, 0)) return;
  wasi_fd_close(&memory, fd);
  struct host_fd host = {fcntl(kept, F_DUPFD_CLOEXEC, 3)};
  CHECK(WASI_ESUCCESS, wasi_fds_preopen(host, name, reads_only));
}

static void test_wild_arguments(enum wasi_tier tier) {
  limit_files();
  u64 rounds = number_from_environment("WASI_WILD_ROUNDS", 200);
  random_state += number_from_environment("WASI_WILD_SEED", 0);
  int writable = kept_directory(SCRATCH), readable = kept_directory(READ_ONLY);
  struct stat before, after;
  CHECK(0, (unsigned)fstat(readable, &before));
  u64 answers[WASI_ENOTCAPABLE + 1] = {0};
  for (u64 round = 0; round < rounds; round++) {
    if (round % 50 == 0) {
      fill_memory();
      wasi_fd_close(&memory, SCRATCH);  // granted anew, with all its rights
      wasi_fd_close(&memory, READ_ONLY);
    }
    grant_again(SCRATCH, writable, "/scratch", false);
    grant_again(READ_ONLY, readable, "/read-only", true);
    for (size_t i = 0; i < wasi_call_count; i++) {
      if (is_left_out(wasi_calls[i].name)) continue;
      u64 arguments[9] = {0};
      for (u32 k = 0; wasi_calls[i].parameters[k]; k++)
        arguments[k] = random_argument(wasi_calls[i].parameters[k] == 'I');
      if (random_below(2)) arguments[0] = 3 + random_below(3);  // often an open descriptor
      if (!strcmp(wasi_calls[i].name, "poll_oneoff")) end_the_wait((u32)arguments[0]);
      u32 answer = invoke(&wasi_calls[i], arguments);
      CHECK(true, answer <= WASI_ENOTCAPABLE);
      if (answer <= WASI_ENOTCAPABLE) answers[answer]++;
    }
  }
  CHECK(true, answers[WASI_ESUCCESS] > rounds && answers[WASI_EFAULT] > rounds);
  CHECK(0, (unsigned)fstat(readable, &after));
  CHECK((u64)before.st_mtime, (u64)after.st_mtime);
  CHECK(before.st_nlink, after.st_nlink);
  u64 calls_made = 0;
  for (u32 answer = 0; answer <= WASI_ENOTCAPABLE; answer++) calls_made += answers[answer];
  dprintf(report, "wasi: %llu wild calls in %s\n", (unsigned long long)calls_made, wasi_tier_name(tier));
}

static void try_wild_arguments(const void *argument) {
  enum wasi_tier tier = *(const enum wasi_tier *)argument, chosen;
  struct wasi_obstacle obstacles[WASI_TIERS] = {0};
  CHECK(true, enter_tier(tier, &chosen, obstacles));
  test_wild_arguments(tier);
}

// A tier that the kernel has not, tiers.c has told of.
void test_wild_arguments_in_each_tier(void) {
  for (u32 each = 0; each < WASI_TIERS; each++) {
    enum wasi_tier tier = (enum wasi_tier)each;
    char name[40];
    if (tier == WASI_TIER_NONE || !has_tier[tier]) continue;
    snprintf(name, sizeof name, "wild-%s", wasi_tier_name(tier));
    make_folders(name);
    make_tree();
    CHECK(0, (unsigned)in_child(try_wild_arguments, &tier));
    CHECK(true, outside_is_as_before());
  }
}
