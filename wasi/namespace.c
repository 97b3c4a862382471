#define _GNU_SOURCE 1
#include "namespace.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(SYS_mount_setattr) && defined(MOUNT_ATTR_SIZE_VER0)

enum { NAMESPACE_DETACH = 2 };  // MNT_DETACH: glibc's <sys/mount.h> and Linux's do not go together

// --- Who we are in it: the same as before

static bool write_own(const char *name, const char *text) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/%s", name);
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  bool is_written = write(file, text, strlen(text)) == (ssize_t)strlen(text);
  int error = errno;
  close(file);
  errno = error;
  return is_written;
}

static bool map_own(const char *name, unsigned id) {
  char text[64];
  snprintf(text, sizeof text, "%u %u 1", id, id);
  return write_own(name, text);
}

static bool namespaces_make(struct wasi_obstacle *obstacle) {
  unsigned user = geteuid(), group = getegid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return wasi_obstacle_met(obstacle, "unshare");
  if (!map_own("uid_map", user)) return wasi_obstacle_met(obstacle, "uid_map");
  // Else a member of many groups could leave one that forbids something.
  if (!write_own("setgroups", "deny")) return wasi_obstacle_met(obstacle, "setgroups");
  if (!map_own("gid_map", group)) return wasi_obstacle_met(obstacle, "gid_map");
  return true;
}

// --- The trees

// Where a granted directory goes. Names are relative to the root, without dots: "" is the root itself.
struct place {
  struct wasi_directory *directory;
  char *name;
  struct host_fd mount;   // the tree, also while it is nowhere yet
  struct host_fd opened;  // its root
  bool is_attached;
};

static char *without_last(char *from, char *end) {
  while (end > from && *--end != '/') {
  }
  return end;
}

// Of "/a/./b/../c", "a/c". No ".." leads above the root.
static void simplify(const char *path, char *to) {
  char *end = to;
  for (size_t length;; path += length) {
    path += strspn(path, "/");
    length = strcspn(path, "/");
    if (length == 0) break;
    if (length == 1 && path[0] == '.') continue;
    if (length == 2 && path[0] == '.' && path[1] == '.') {
      end = without_last(to, end);
      continue;
    }
    if (end > to) *end++ = '/';
    memcpy(end, path, length);
    end += length;
  }
  *end = '\0';
}

static bool mount_restrict(struct host_fd mount, u64 attributes, int flags) {
  struct mount_attr wanted = {.attr_set = attributes, .propagation = MS_PRIVATE};
  return syscall(SYS_mount_setattr, mount.number, "", AT_EMPTY_PATH | flags, &wanted, sizeof wanted) == 0;
}

static bool place_make(struct place *place, struct wasi_obstacle *obstacle) {
  const struct wasi_directory *directory = place->directory;
  place->name = malloc(strlen(directory->guest) + 1);
  if (!place->name) return wasi_obstacle_met(obstacle, "malloc");
  simplify(directory->guest, place->name);
  unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE;
  place->mount.number = (int)syscall(SYS_open_tree, AT_FDCWD, directory->host, flags);
  if (place->mount.number < 0 || wasi_host_raise_above_stdio(&place->mount))
    return wasi_obstacle_met(obstacle, "open_tree");
  u64 attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | (directory->read_only ? MOUNT_ATTR_RDONLY : 0);
  if (!mount_restrict(place->mount, attributes, AT_RECURSIVE))
    return wasi_obstacle_met(obstacle, "mount_setattr");
  place->opened.number = openat(place->mount.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (place->opened.number < 0 || wasi_host_raise_above_stdio(&place->opened))
    return wasi_obstacle_met(obstacle, directory->host);
  return true;
}

// A shorter name cannot lie within a longer one: outer directories come first. Of equal names the last lies on
// top, as it is found first by name (granted.c, and guests' libc).
static int compare_places(const void *a, const void *b) {
  const struct place *x = a, *y = b;
  size_t m = strlen(x->name), n = strlen(y->name);
  return m != n ? (m > n) - (m < n) : (x->directory > y->directory) - (x->directory < y->directory);
}

static bool places_make(struct place *places, u32 count, struct wasi_obstacle *obstacle) {
  for (u32 i = 0; i < count; i++)
    if (!place_make(&places[i], obstacle)) return false;
  qsort(places, count, sizeof *places, compare_places);
  return true;
}

// --- The root

static bool own_root_make(struct host_fd *root, struct wasi_obstacle *obstacle) {
  int system = (int)syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);
  if (system < 0) return wasi_obstacle_met(obstacle, "fsopen");
  const char *failed = NULL;
  if (syscall(SYS_fsconfig, system, FSCONFIG_CMD_CREATE, NULL, NULL, 0) != 0) {
    failed = "fsconfig";
  } else {
    u64 attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
    root->number = (int)syscall(SYS_fsmount, system, FSMOUNT_CLOEXEC, attributes);
    if (root->number < 0 || wasi_host_raise_above_stdio(root)) failed = "fsmount";
  }
  if (failed) wasi_obstacle_met(obstacle, failed);
  close(system);
  return !failed;
}

// The last directory that is granted as "/", or one of our own.
static bool root_make(struct place *places, u32 count, struct host_fd *root, struct wasi_obstacle *obstacle) {
  struct place *granted = NULL;
  for (u32 i = 0; i < count && !*places[i].name; i++) granted = &places[i];
  if (!granted) return own_root_make(root, obstacle);
  granted->is_attached = true;
  *root = granted->mount;
  return true;
}

static bool attach(struct host_fd mount, const char *name) {
  return syscall(SYS_move_mount, mount.number, "", AT_FDCWD, name, MOVE_MOUNT_F_EMPTY_PATH) == 0;
}

// The new root is put onto the old one and changes places with it; then what lies on top is taken away.
static bool root_change(struct host_fd root, struct wasi_obstacle *obstacle) {
  if (!attach(root, "/")) return wasi_obstacle_met(obstacle, "move_mount");
  if (fchdir(root.number) != 0) return wasi_obstacle_met(obstacle, "fchdir");
  if (syscall(SYS_pivot_root, ".", ".") != 0) return wasi_obstacle_met(obstacle, "pivot_root");
  if (syscall(SYS_umount2, ".", NAMESPACE_DETACH) != 0) return wasi_obstacle_met(obstacle, "umount2");
  if (chdir("/") != 0) return wasi_obstacle_met(obstacle, "chdir");
  return true;
}

// --- Placing, by paths in the new root: wherever links in the granted directories lead, it is granted

static bool is_within(const char *name, const char *outer) {
  size_t length = strlen(outer);
  return length == 0 || (strncmp(name, outer, length) == 0 && (name[length] == '/' || !name[length]));
}

static bool is_covered(const char *name, const struct place *places, u32 count) {
  for (u32 i = 0; i < count; i++)
    if (places[i].is_attached && is_within(name, places[i].name)) return true;
  return false;
}

static void directories_make(char *path) {
  for (char *slash = path; (slash = strchr(slash, '/')); *slash++ = '/') {
    *slash = '\0';
    mkdir(path, 0755);
  }
  mkdir(path, 0755);
}

static void places_fill(struct place *places, u32 count) {
  for (u32 i = 0; i < count; i++) {
    struct place *place = &places[i];
    if (place->is_attached || !*place->name) continue;
    if (!is_covered(place->name, places, count)) directories_make(place->name);
    place->is_attached = attach(place->mount, place->name);
  }
}

// --- All of it

static bool capabilities_give_up(struct wasi_obstacle *obstacle) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {0};
  if (syscall(SYS_capset, &header, none) != 0) return wasi_obstacle_met(obstacle, "capset");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return wasi_obstacle_met(obstacle, "no_new_privs");
  return true;
}

static bool enter(struct place *places, u32 count, struct wasi_resolver *resolver, struct wasi_obstacle *obstacle) {
  if (!places_make(places, count, obstacle)) return false;
  if (!root_make(places, count, &resolver->root, obstacle)) return false;
  bool is_own = *places[0].name;
  resolver->own_fds.number = open("/proc/self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (resolver->own_fds.number >= 0) wasi_host_raise_above_stdio(&resolver->own_fds);
  if (!root_change(resolver->root, obstacle)) return false;
  places_fill(places, count);
  if (is_own && !mount_restrict(resolver->root, MOUNT_ATTR_RDONLY, 0))
    return wasi_obstacle_met(obstacle, "mount_setattr");
  return capabilities_give_up(obstacle);
}

static void replace(struct host_fd *old, struct host_fd new) {
  close(old->number);
  *old = new;
}

// A tree that is nowhere lives as long as its descriptor.
static void places_free(struct place *places, u32 count, struct host_fd root, bool is_entered) {
  for (u32 i = 0; i < count; i++) {
    struct place *place = &places[i];
    if (is_entered) replace(&place->directory->opened, place->opened);
    else if (place->opened.number >= 0) close(place->opened.number);
    bool is_needed = is_entered && (!place->is_attached || place->mount.number == root.number);
    if (place->mount.number >= 0 && !is_needed) close(place->mount.number);
    free(place->name);
  }
  free(places);
}

bool wasi_namespace_enter(struct wasi_directory *directories, u32 count, struct wasi_resolver *resolver,
                          struct wasi_obstacle *obstacle) {
  struct place *places = calloc(count, sizeof *places);
  if (!places) return wasi_obstacle_met(obstacle, "malloc");
  for (u32 i = 0; i < count; i++)
    places[i] = (struct place){.directory = &directories[i], .mount = {-1}, .opened = {-1}};
  bool is_entered = namespaces_make(obstacle) && enter(places, count, resolver, obstacle);
  places_free(places, count, resolver->root, is_entered);
  return is_entered;
}

#else

bool wasi_namespace_enter(struct wasi_directory *directories, u32 count, struct wasi_resolver *resolver,
                          struct wasi_obstacle *obstacle) {
  (void)directories, (void)count, (void)resolver;
  *obstacle = (struct wasi_obstacle){"this was compiled without mount_setattr in <linux/mount.h>", 0};
  return false;
}

#endif
