#define _GNU_SOURCE 1
#include "landlock.h"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if __has_include(<linux/landlock.h>) && defined(SYS_landlock_restrict_self)
#include <linux/landlock.h>

// By the number of the interface that they came with; headers may be older than the kernel.
#define LANDLOCK_RIGHTS_1 ((1ull << 13) - 1)
#define LANDLOCK_RIGHT_2_REFER (1ull << 13)
#define LANDLOCK_RIGHT_3_TRUNCATE (1ull << 14)

static u64 rights_known(int version) {
  u64 rights = LANDLOCK_RIGHTS_1 | LANDLOCK_RIGHT_2_REFER;
  return version >= 3 ? rights | LANDLOCK_RIGHT_3_TRUNCATE : rights;
}

static bool allow(int rules, struct wasi_directory directory, u64 known) {
  u64 reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
  struct landlock_path_beneath_attr rule = {
      .allowed_access = directory.read_only ? reading : known,
      .parent_fd = directory.opened.number,
  };
  return syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

static bool allow_only(int rules, const struct wasi_directory *directories, u32 count, u64 known,
                       struct wasi_obstacle *obstacle) {
  for (u32 i = 0; i < count; i++)
    if (!allow(rules, directories[i], known)) return wasi_obstacle_met(obstacle, "landlock_add_rule");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return wasi_obstacle_met(obstacle, "no_new_privs");
  if (syscall(SYS_landlock_restrict_self, rules, 0) != 0)
    return wasi_obstacle_met(obstacle, "landlock_restrict_self");
  return true;
}

bool wasi_landlock_enter(const struct wasi_directory *directories, u32 count, struct wasi_obstacle *obstacle) {
  int version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 0) return wasi_obstacle_met(obstacle, "landlock_create_ruleset");
  if (version < 2) {
    *obstacle = (struct wasi_obstacle){"its first version forbids renames between directories", 0};
    return false;
  }
  struct landlock_ruleset_attr handled = {.handled_access_fs = rights_known(version)};
  int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
  if (rules < 0) return wasi_obstacle_met(obstacle, "landlock_create_ruleset");
  bool is_set_up = allow_only(rules, directories, count, handled.handled_access_fs, obstacle);
  close(rules);
  return is_set_up;
}

#else

bool wasi_landlock_enter(const struct wasi_directory *directories, u32 count, struct wasi_obstacle *obstacle) {
  (void)directories, (void)count;
  *obstacle = (struct wasi_obstacle){"this was compiled without <linux/landlock.h>", 0};
  return false;
}

#endif
