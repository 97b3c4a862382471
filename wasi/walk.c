#define _GNU_SOURCE 1
#include "walk.h"

#include <fcntl.h>
#include <linux/limits.h>
#include <unistd.h>

enum { WALK_DEPTH = PATH_MAX / 2, WALK_LINKS = 40 };

static struct walk {
  struct host_fd root, bottom;  // not ours to close
  bool is_at_root;              // the bottom is the root
  struct host_fd trail[WALK_DEPTH];
  u32 depth;
  u32 links;
  const char *next;          // what remains to be walked
  char rest[2 * PATH_MAX];   // where it lies, once a link was read
  char name[NAME_MAX + 2];   // the component before it
} walk;                      // static, because the guest's stack may be nearly full

static struct host_fd walk_here(void) {
  return walk.depth > 0 ? walk.trail[walk.depth - 1] : walk.bottom;
}

static void walk_back_to_bottom(void) {
  while (walk.depth > 0) close(walk.trail[--walk.depth].number);
}

static enum wasi_errno walk_up(void) {
  if (walk.depth > 0) close(walk.trail[--walk.depth].number);
  else if (!walk.is_at_root) return WASI_ENOTCAPABLE;
  return WASI_ESUCCESS;
}

// Slashes at the end mean "must be a directory": as if a dot came after them.
static const char final_dot[] = ".";

static const char *after_slashes(const char *path) {
  if (*path != '/') return path;
  while (*path == '/') path++;
  return *path ? path : final_dot;
}

// Moves the next component to `name`. One that is too long stays so, and the kernel says it.
static void walk_cut(void) {
  size_t length = strcspn(walk.next, "/");
  size_t kept = length < sizeof walk.name ? length : sizeof walk.name - 1;
  memcpy(walk.name, walk.next, kept);
  walk.name[kept] = '\0';
  walk.next = after_slashes(walk.next + length);
}

// The link's text comes before what remains.
static enum wasi_errno walk_into_text(const char *text, size_t length) {
  size_t remains = strlen(walk.next);
  if (length + 1 + remains >= sizeof walk.rest) return WASI_ENAMETOOLONG;
  memmove(walk.rest + length + 1, walk.next, remains + 1);
  memcpy(walk.rest, text, length);
  walk.rest[length] = remains ? '/' : '\0';
  walk.next = walk.rest;
  if (text[0] != '/') return WASI_ESUCCESS;
  if (walk.root.number < 0) return WASI_ENOTCAPABLE;
  walk_back_to_bottom();
  walk.bottom = walk.root;
  walk.is_at_root = true;
  walk.next = after_slashes(walk.rest);
  return WASI_ESUCCESS;
}

// If `name` is a link, walks its text.
static enum wasi_errno walk_follow(bool *is_link) {
  static char text[PATH_MAX];
  ssize_t length = readlinkat(walk_here().number, walk.name, text, sizeof text);
  *is_link = length > 0;
  if (!*is_link) return WASI_ESUCCESS;
  if (walk.links++ >= WALK_LINKS) return WASI_ELOOP;
  return walk_into_text(text, (size_t)length);
}

// Into the directory `name`, or what a link of that name leads to.
static enum wasi_errno walk_enter(void) {
  int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  struct host_fd entered = {WASI_RETRY(openat(walk_here().number, walk.name, flags))};
  if (entered.number >= 0) {
    if (walk.depth == WALK_DEPTH) {
      close(entered.number);
      return WASI_ENAMETOOLONG;
    }
    walk.trail[walk.depth++] = entered;
    return WASI_ESUCCESS;
  }
  if (errno != ENOTDIR && errno != ELOOP) return wasi_errno_now();
  bool is_link;
  enum wasi_errno error = walk_follow(&is_link);
  return is_link ? error : WASI_ENOTDIR;
}

// The last component. What O_EXCL creates is no link's target.
static enum wasi_errno walk_finish(int flags, struct host_fd *opened) {
  bool creates_anew = (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL);
  if (!(flags & O_NOFOLLOW) && !creates_anew) {
    bool is_link;
    enum wasi_errno error = walk_follow(&is_link);
    if (is_link) return error;
  }
  int beneath = flags | O_NOFOLLOW | O_CLOEXEC;
  opened->number = WASI_RETRY(openat(walk_here().number, walk.name, beneath, 0666));
  return opened->number < 0 ? wasi_errno_now() : WASI_ESUCCESS;
}

// One component, until something is opened.
static enum wasi_errno walk_step(int flags, struct host_fd *opened) {
  walk_cut();
  bool is_last = !*walk.next;
  if (strcmp(walk.name, "..") == 0) {
    enum wasi_errno error = walk_up();
    if (error) return error;
    strcpy(walk.name, ".");
  }
  if (is_last) return walk_finish(flags, opened);
  if (strcmp(walk.name, ".") == 0) return WASI_ESUCCESS;
  // Only mkdir makes directories: the kernel does not even look.
  if (walk.next == final_dot && (flags & O_CREAT)) return WASI_EISDIR;
  return walk_enter();
}

enum wasi_errno wasi_walk(struct host_fd directory, struct host_fd root, const char *path, int flags,
                          struct host_fd *opened) {
  if (!*path) return WASI_ENOENT;
  if (*path == '/') return WASI_ENOTCAPABLE;
  walk.root = root;
  walk.bottom = directory;
  walk.is_at_root = false;
  walk.depth = walk.links = 0;
  walk.next = path;
  opened->number = -1;
  enum wasi_errno error = WASI_ESUCCESS;
  while (!error && opened->number < 0) error = walk_step(flags, opened);
  walk_back_to_bottom();
  return error;
}
