// Older kernels and narrower containers, played by a child's seccomp filter: the best tier is found that is left,
// and paths do in it what they do in any; where linkat does not take an empty path (ENOENT), links are made all
// the same.
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tiers.h"
#include "harness.h"

enum { PATH = 100, RESULT = 2000 };

static bool filter(struct sock_fprog program) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

// From here on these system calls, of which 0 ends the list, fail.
static bool forget(const int *calls, u32 error) {
  enum { MOST = 8 };
  struct sock_filter code[2 * MOST + 2] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
  unsigned short length = 1;
  for (; *calls; calls++) {
    code[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (u32)*calls, 0, 1);
    code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error);
  }
  code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  return filter((struct sock_fprog){length, code});
}

static bool empty_path_forget(void) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_linkat, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[4])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AT_EMPTY_PATH, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOENT),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  return filter((struct sock_fprog){sizeof code / sizeof *code, code});
}

// What some kernels and containers lack, and which tiers they have none the less. It is a mistake to expect one
// that this kernel has not: then the next is expected.
static const struct lack {
  const char *name;
  int calls[8];
  u32 error;
  enum wasi_tier best;
  bool has_openat2;
} lacks[] = {
    {"Linux 5.5", {SYS_openat2, SYS_mount_setattr, SYS_landlock_create_ruleset}, ENOSYS, WASI_TIER_NOFOLLOW, false},
    {"Linux 5.12", {SYS_landlock_create_ruleset}, ENOSYS, WASI_TIER_NAMESPACE, true},
    {"systemd-nspawn", {SYS_openat2}, EPERM, WASI_TIER_NAMESPACE, false},
    {"a container", {SYS_unshare}, EPERM, WASI_TIER_LANDLOCK, true},
    {"a container on Linux 5.12", {SYS_unshare, SYS_landlock_create_ruleset}, EPERM, WASI_TIER_OPENAT2, true},
    {"a container within", {SYS_unshare, SYS_landlock_create_ruleset, SYS_openat2}, EPERM, WASI_TIER_NOFOLLOW, false},
    {"no openat2 and no namespaces", {SYS_unshare, SYS_openat2}, ENOSYS, WASI_TIER_LANDLOCK, false},
    {"AppArmor's restriction", {SYS_fsopen, SYS_move_mount}, EACCES, WASI_TIER_LANDLOCK, true},
    {"a root that cannot be changed", {SYS_pivot_root}, EINVAL, WASI_TIER_LANDLOCK, true},
};

static bool is_forgotten(const struct lack *lack, int call) {
  for (const int *each = lack->calls; *each; each++)
    if (*each == call) return true;
  return false;
}

static void demand_what_lacks(const struct lack *lack, enum wasi_tier tier) {
  enum wasi_tier chosen;
  struct wasi_obstacle obstacles[WASI_TIERS] = {0};
  CHECK(false, enter_tier(tier, &chosen, obstacles));
  CHECK(true, obstacles[tier].what && (!has_tier[tier] || obstacles[tier].error == (int)lack->error));
}

static void live_with(const void *argument) {
  const struct lack *lack = argument;
  CHECK(true, forget(lack->calls, lack->error));
  if (is_forgotten(lack, SYS_openat2)) demand_what_lacks(lack, WASI_TIER_OPENAT2);
  if (is_forgotten(lack, SYS_unshare)) demand_what_lacks(lack, WASI_TIER_NAMESPACE);
  if (is_forgotten(lack, SYS_landlock_create_ruleset)) demand_what_lacks(lack, WASI_TIER_LANDLOCK);
  enum wasi_tier chosen = WASI_TIER_AUTO, best = lack->best;
  struct wasi_obstacle obstacles[WASI_TIERS] = {0};
  while (!has_tier[best] || (WR_ASAN && best <= WASI_TIER_LANDLOCK)) best++;
  if (best == WASI_TIER_OPENAT2 && !lack->has_openat2) best = WASI_TIER_NOFOLLOW;
  CHECK(true, enter_tier(WASI_TIER_AUTO, &chosen, obstacles));
  CHECK(best, chosen);
  for (u32 tier = 0; tier < chosen; tier++) CHECK(true, obstacles[tier].what != NULL);
  test_paths(chosen == WASI_TIER_NAMESPACE ? WASI_ENOENT : WASI_ENOTCAPABLE);
}

// A link that leads out is linked itself, and not followed.
static void links_are_made(const void *argument) {
  static const char *const sources[] = {"file", "to-outside"};
  static const u32 types[] = {WASI_FILETYPE_REGULAR_FILE, WASI_FILETYPE_SYMBOLIC_LINK};
  enum { NAME = 4000 };
  enum wasi_tier chosen;
  struct wasi_obstacle obstacles[WASI_TIERS] = {0};
  CHECK(true, empty_path_forget());
  CHECK(true, enter_tier(*(const enum wasi_tier *)argument, &chosen, obstacles));
  u32 length = store_text(NAME, "linked");
  for (size_t i = 0; i < 2; i++) {
    CHECK(WASI_ESUCCESS, wasi_path_link(&memory, SCRATCH, 0, PATH, store_text(PATH, sources[i]), SCRATCH, NAME,
                                        length));
    CHECK(WASI_ESUCCESS, wasi_path_filestat_get(&memory, SCRATCH, 0, NAME, length, RESULT));
    CHECK(types[i], memory.base[RESULT + offsetof(struct wasi_filestat, filetype)]);
    CHECK(WASI_ESUCCESS, wasi_path_unlink_file(&memory, SCRATCH, NAME, length));
  }
}

void test_older_kernels(void) {
  for (size_t i = 0; i < sizeof lacks / sizeof *lacks; i++) {
    make_folders(lacks[i].name);
    make_tree();
    int status = in_child(live_with, &lacks[i]);
    if (status) dprintf(report, "this was %s\n", lacks[i].name);
    CHECK(0, (unsigned)status);
  }
  make_folders("without empty paths");
  make_tree();
  for (u32 each = 0; each < WASI_TIERS; each++) {
    enum wasi_tier tier = (enum wasi_tier)each;
    if (has_tier[tier]) CHECK(0, (unsigned)in_child(links_are_made, &tier));
  }
}
