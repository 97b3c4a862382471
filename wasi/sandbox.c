#define _GNU_SOURCE 1
#include "sandbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "host.h"
#include "landlock.h"
#include "namespace.h"
#include "paths.h"

static const struct {
  const char *name, *hint;
} tiers[WASI_TIERS] = {
    {"namespace",
     "it takes a user namespace, which a chroot, a container or the system's settings may forbid "
     "(user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns); "
     "`--sandbox auto` takes the best that works"},
    {"landlock",
     "it takes Linux 5.19 with `landlock` among its security modules; `--sandbox auto` takes the best that works"},
    {"openat2", "it takes Linux 5.6, and no container that forbids the call; `--sandbox nofollow` works without"},
    {"nofollow", ""},
    {"none", ""},  // these two take nothing
};

const char *wasi_tier_name(enum wasi_tier tier) {
  return tier == WASI_TIER_AUTO ? "auto" : tiers[tier].name;
}

bool wasi_tier_named(const char *name, enum wasi_tier *tier) {
  for (int each = 0; each <= WASI_TIER_AUTO; each++) {
    if (strcmp(name, wasi_tier_name((enum wasi_tier)each)) != 0) continue;
    *tier = (enum wasi_tier)each;
    return true;
  }
  return false;
}

static enum wasi_resolution best_resolution(struct host_fd directory) {
  int error;
  return wasi_paths_can_openat2(directory, &error) ? WASI_RESOLVED_BY_OPENAT2 : WASI_RESOLVED_BY_WALK;
}

static bool set_up(enum wasi_tier tier, struct wasi_directory *directories, u32 count,
                   struct wasi_obstacle *obstacle) {
  struct wasi_resolver resolver = {.by = WASI_RESOLVED_BY_OPENAT2, .root = {-1}, .own_fds = {-1}};
  switch (tier) {
    case WASI_TIER_NAMESPACE:
      resolver.by = best_resolution(directories[0].opened);
      if (!wasi_namespace_enter(directories, count, &resolver, obstacle)) return false;
      break;
    case WASI_TIER_LANDLOCK:
      resolver.by = best_resolution(directories[0].opened);
      if (!wasi_landlock_enter(directories, count, obstacle)) return false;
      break;
    case WASI_TIER_OPENAT2:
      obstacle->what = "openat2";
      if (!wasi_paths_can_openat2(directories[0].opened, &obstacle->error)) return false;
      break;
    case WASI_TIER_NOFOLLOW: resolver.by = WASI_RESOLVED_BY_WALK; break;
    default: resolver.by = WASI_RESOLVED_UNCHECKED; break;
  }
  wasi_paths_resolve_by(resolver);
  return true;
}

static bool is_another_users(struct host_fd directory) {
  struct stat stat;
  return fstat(directory.number, &stat) != 0 || stat.st_uid != geteuid();
}

// Why nobody would want a tier who does not ask for it; NULL if there is no such reason.
static const char *disadvantage(enum wasi_tier tier, const struct wasi_directory *directories, u32 count) {
  // It does so when it reports, and when it looks for leaks.
  if (WR_ASAN && tier <= WASI_TIER_LANDLOCK) return "AddressSanitizer reads /proc";
  for (u32 i = 0; tier == WASI_TIER_NAMESPACE && geteuid() == 0 && i < count; i++)
    if (is_another_users(directories[i].opened)) return "root has no power there over another user's directory";
  return NULL;
}

bool wasi_sandbox_start(enum wasi_tier wanted, struct wasi_directory *directories, u32 count,
                        enum wasi_tier *chosen, struct wasi_obstacle obstacles[WASI_TIERS]) {
  *chosen = wanted;
  if (wanted != WASI_TIER_AUTO) return set_up(wanted, directories, count, &obstacles[wanted]);
  for (int tier = 0; tier < WASI_TIER_NONE; tier++) {
    *chosen = (enum wasi_tier)tier;
    obstacles[tier] = (struct wasi_obstacle){disadvantage(*chosen, directories, count), 0};
    if (!obstacles[tier].what && set_up(*chosen, directories, count, &obstacles[tier])) return true;
  }
  return false;
}

static const char *reason(struct wasi_obstacle obstacle, char *text, size_t size) {
  if (obstacle.error) snprintf(text, size, "%s: %s", obstacle.what, strerror(obstacle.error));
  else snprintf(text, size, "%s", obstacle.what);
  return text;
}

static void die_without(enum wasi_tier tier, struct wasi_obstacle obstacle) {
  char why[160];
  wr_die("cannot set up the sandbox `%s`: %s\nhint: %s", tiers[tier].name, reason(obstacle, why, sizeof why),
         tiers[tier].hint);
}

// sandbox: openat2 (namespace: unshare: Operation not permitted; landlock: ...)
static void tell(enum wasi_tier chosen, enum wasi_tier wanted, const struct wasi_obstacle *obstacles) {
  char why[160];
  fprintf(stderr, "sandbox: %s", tiers[chosen].name);
  for (int tier = 0; wanted == WASI_TIER_AUTO && tier < (int)chosen; tier++)
    fprintf(stderr, "%s%s: %s", tier ? "; " : " (", tiers[tier].name, reason(obstacles[tier], why, sizeof why));
  fputs(wanted == WASI_TIER_AUTO && chosen > 0 ? ")\n" : "\n", stderr);
}

static void open_directory(struct wasi_directory *directory) {
  int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  directory->opened.number = WASI_RETRY(open(directory->host, flags));
  if (directory->opened.number < 0 || wasi_host_raise_above_stdio(&directory->opened))
    wr_die("cannot open the granted directory %s: %s", directory->host, strerror(errno));
}

void wasi_sandbox_grant(struct wasi_sandbox sandbox, struct wasi_directory *directories, u32 count) {
  if (count == 0) return;
  for (u32 i = 0; i < count; i++) open_directory(&directories[i]);
  wr_prepare_for_sandbox();
  struct wasi_obstacle obstacles[WASI_TIERS] = {0};
  enum wasi_tier chosen;
  if (!wasi_sandbox_start(sandbox.wanted, directories, count, &chosen, obstacles))
    die_without(chosen, obstacles[chosen]);
  if (sandbox.is_told) tell(chosen, sandbox.wanted, obstacles);
  for (u32 i = 0; i < count; i++)
    if (wasi_fds_preopen(directories[i].opened, directories[i].guest, directories[i].read_only))
      wr_die("cannot grant the directory %s", directories[i].host);
}
