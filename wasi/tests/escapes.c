// Attempts to get out of the granted directories, and what each comes to in each tier.
#define _GNU_SOURCE 1
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../paths.h"
#include "tiers.h"
#include "harness.h"

enum { PATH = 100, FROM = 8300, RESULT = 20000, BUFFER = 20100 };

enum operation {
  OPEN,            // to read, following links
  OPEN_ITSELF,     // to read, not following the last link
  OPEN_DIRECTORY,  // the same for a directory
  CREATE, TRUNCATE, CREATE_ANEW,
  STAT, STAT_ITSELF, SET_TIMES,
  READ_LINK, MAKE_LINK,  // a symbolic one
  MAKE_DIRECTORY, REMOVE_DIRECTORY, UNLINK,
  RENAME_TO, RENAME_FROM,
  LINK_TO, LINK_FROM, LINK_FROM_FOLLOWED,
  ABSOLUTE_TEXT,   // a symbolic link that leads there
};

enum {
  DONE = WASI_ESUCCESS, OUT = WASI_ENOTCAPABLE, NONE = WASI_ENOENT, LOOP = WASI_ELOOP, ROFS = WASI_EROFS,
  EXISTS = WASI_EEXIST, NO_DIR = WASI_ENOTDIR, IS_DIR = WASI_EISDIR, BUSY = WASI_EBUSY, FULL = WASI_ENOTEMPTY,
  INVALID = WASI_EINVAL,
  UNTRIED = 1000,  // what is unchecked changes nothing outside here
};

struct escape {
  enum operation operation;
  const char *path;       // '%' stands for the host's name of the folder outside
  u32 in_namespace;
  u32 beneath;            // landlock, openat2, nofollow
  u32 unchecked;          // none
};

static const struct escape escapes[] = {
    // ".." in all positions
    {OPEN, "..", OUT, OUT, DONE},
    {OPEN, "../", OUT, OUT, DONE},
    {OPEN, "../.", OUT, OUT, DONE},
    {OPEN, "../..", OUT, OUT, DONE},
    {OPEN, "./..", OUT, OUT, DONE},
    {OPEN, "dir/../..", OUT, OUT, DONE},
    {OPEN, "dir/../../", OUT, OUT, DONE},
    {OPEN, "../outside/secret", OUT, OUT, DONE},
    {OPEN, "./../outside/secret", OUT, OUT, DONE},
    {OPEN, "dir/../../outside/secret", OUT, OUT, DONE},
    {OPEN, "dir//..//..//outside//secret", OUT, OUT, DONE},
    {OPEN, "dir/nested/../../../outside/secret", OUT, OUT, DONE},
    {OPEN, "dir/./nested/.././../../outside/secret", OUT, OUT, DONE},
    {OPEN, "../granted/file", OUT, OUT, DONE},
    {OPEN, "dir/../../granted/dir/nested/file", OUT, OUT, DONE},
    {OPEN, "missing/../file", NONE, NONE, NONE},
    {OPEN, "file/../file", NO_DIR, NO_DIR, NO_DIR},
    {OPEN, "dir/nested/../../file", DONE, DONE, DONE},
    {STAT, "../outside/secret", OUT, OUT, DONE},
    {STAT_ITSELF, "..", OUT, OUT, DONE},
    {OPEN_DIRECTORY, "../outside", OUT, OUT, DONE},
    // Absolute paths
    {OPEN, "/", OUT, OUT, DONE},
    {OPEN, "//", OUT, OUT, DONE},
    {OPEN, "/.", OUT, OUT, DONE},
    {OPEN, "/..", OUT, OUT, DONE},
    {OPEN, "%", OUT, OUT, DONE},
    {OPEN, "%/secret", OUT, OUT, DONE},
    {OPEN, "%/../outside/secret", OUT, OUT, DONE},
    {OPEN, "/scratch/file", OUT, OUT, NONE},
    {OPEN, "/proc/self/root", OUT, OUT, DONE},
    {OPEN, "/proc/self/fd/0", OUT, OUT, UNTRIED},
    {OPEN_ITSELF, "%/secret", OUT, OUT, DONE},
    {STAT, "%/secret", OUT, OUT, DONE},
    // Relative links
    {OPEN, "rel-dir", OUT, OUT, DONE},
    {OPEN, "rel-dir/", OUT, OUT, DONE},
    {OPEN, "rel-dir/.", OUT, OUT, DONE},
    {OPEN, "rel-dir/secret", OUT, OUT, DONE},
    {OPEN, "rel-dir/..", OUT, OUT, DONE},
    {OPEN, "rel-dir/../granted/file", OUT, OUT, DONE},
    {OPEN, "rel-file", OUT, OUT, DONE},
    {OPEN, "dir/../rel-file", OUT, OUT, DONE},
    {OPEN, "up", OUT, OUT, DONE},
    {OPEN, "up/outside/secret", OUT, OUT, DONE},
    {OPEN, "up/granted/file", OUT, OUT, DONE},
    {OPEN, "up-up", OUT, OUT, DONE},
    {OPEN, "dir/up-3", OUT, OUT, DONE},
    {OPEN, "dir/up-2/outside/secret", OUT, OUT, DONE},
    {OPEN, "dots/secret", OUT, OUT, DONE},
    {OPEN, "around", OUT, OUT, DONE},
    {OPEN, "back-in", OUT, OUT, DONE},
    {OPEN_ITSELF, "rel-file", LOOP, LOOP, LOOP},
    {OPEN_ITSELF, "rel-dir/secret", OUT, OUT, DONE},
    {OPEN_DIRECTORY, "rel-dir", OUT, OUT, DONE},
    {STAT, "rel-file", OUT, OUT, DONE},
    {STAT_ITSELF, "rel-file", DONE, DONE, DONE},
    {STAT_ITSELF, "rel-dir/", OUT, OUT, DONE},
    // Absolute links
    {OPEN, "abs-dir", NONE, OUT, DONE},
    {OPEN, "abs-dir/", NONE, OUT, DONE},
    {OPEN, "abs-dir/secret", NONE, OUT, DONE},
    {OPEN, "abs-dir/../granted/file", NONE, OUT, DONE},
    {OPEN, "abs-file", NONE, OUT, DONE},
    {OPEN, "dir/nested/../../abs-file", NONE, OUT, DONE},
    {OPEN_ITSELF, "abs-file", LOOP, LOOP, LOOP},
    {OPEN_ITSELF, "abs-dir/secret", NONE, OUT, DONE},
    {OPEN_DIRECTORY, "abs-dir", NONE, OUT, DONE},
    {STAT, "abs-file", NONE, OUT, DONE},
    {STAT_ITSELF, "abs-file", DONE, DONE, DONE},
    {STAT_ITSELF, "abs-dir/", NONE, OUT, DONE},
    {OPEN, "slash", DONE, OUT, DONE},
    {OPEN, "slashes", DONE, OUT, DONE},
    {OPEN, "slash/..", DONE, OUT, DONE},
    {OPEN, "slash/proc/self/root", NONE, OUT, DONE},
    {OPEN, "slash/../../proc/self/root", NONE, OUT, DONE},
    // Under the guest's names an absolute link leads to what is granted, and then only there.
    {OPEN, "inside-abs", DONE, OUT, NONE},
    {OPEN, "slash/scratch/file", DONE, OUT, NONE},
    {OPEN, "slash/../../scratch/file", DONE, OUT, NONE},
    {OPEN, "slash/other", DONE, OUT, NONE},
    // Chains, loops, links to nothing
    {OPEN, "chain-1", OUT, OUT, DONE},
    {OPEN, "chain-1/secret", OUT, OUT, DONE},
    {OPEN, "chain-abs", NONE, OUT, DONE},
    {OPEN, "chain-abs/secret", NONE, OUT, DONE},
    {OPEN, "loop-1", LOOP, LOOP, LOOP},
    {OPEN, "loop-1/x", LOOP, LOOP, LOOP},
    {OPEN, "self", LOOP, LOOP, LOOP},
    {OPEN, "self/", LOOP, LOOP, LOOP},
    {OPEN, "long-39", DONE, DONE, DONE},
    {OPEN, "long-40", LOOP, LOOP, LOOP},
    {OPEN, "dangling", NONE, NONE, NONE},
    {OPEN, "dangling-out", OUT, OUT, NONE},
    {OPEN, "dangling-abs", NONE, OUT, NONE},
    // The magic links of /proc
    {OPEN, "proc-root", NONE, OUT, DONE},
    {OPEN, "proc-root/etc", NONE, OUT, DONE},
    {OPEN, "proc-cwd", NONE, OUT, DONE},
    {OPEN, "proc-fd", NONE, OUT, UNTRIED},
    {STAT, "proc-fd", NONE, OUT, DONE},
    // The text of a link may be read, but not through one that leads out.
    {READ_LINK, "rel-file", DONE, DONE, DONE},
    {READ_LINK, "abs-file", DONE, DONE, DONE},
    {READ_LINK, "proc-root", DONE, DONE, DONE},
    {READ_LINK, "../granted/rel-file", OUT, OUT, DONE},
    {READ_LINK, "rel-dir/", OUT, OUT, INVALID},
    {READ_LINK, "rel-dir/../granted/rel-file", OUT, OUT, DONE},
    {READ_LINK, "abs-dir/secret", NONE, OUT, INVALID},
    // Files that would be made or emptied outside
    {CREATE, "../new", OUT, OUT, UNTRIED},
    {CREATE, "dir/../../new", OUT, OUT, UNTRIED},
    {CREATE, "%/new", OUT, OUT, UNTRIED},
    {CREATE, "rel-dir/new", OUT, OUT, UNTRIED},
    {CREATE, "up/new", OUT, OUT, UNTRIED},
    {CREATE, "abs-dir/new", NONE, OUT, UNTRIED},
    {CREATE, "dangling-out", OUT, OUT, UNTRIED},
    {CREATE, "dangling-abs", NONE, OUT, UNTRIED},
    {CREATE, "slash/new", ROFS, OUT, UNTRIED},
    {CREATE, "slash", IS_DIR, OUT, UNTRIED},
    {CREATE_ANEW, "dangling-out", EXISTS, EXISTS, EXISTS},
    {CREATE_ANEW, "rel-file", EXISTS, EXISTS, EXISTS},
    {CREATE_ANEW, "rel-dir/new", OUT, OUT, UNTRIED},
    {CREATE_ANEW, "..", OUT, OUT, UNTRIED},
    {TRUNCATE, "../outside/secret", OUT, OUT, UNTRIED},
    {TRUNCATE, "%/secret", OUT, OUT, UNTRIED},
    {TRUNCATE, "rel-file", OUT, OUT, UNTRIED},
    {TRUNCATE, "abs-file", NONE, OUT, UNTRIED},
    {TRUNCATE, "chain-1/secret", OUT, OUT, UNTRIED},
    {SET_TIMES, "../outside/secret", OUT, OUT, UNTRIED},
    {SET_TIMES, "rel-file", OUT, OUT, UNTRIED},
    {SET_TIMES, "abs-file", NONE, OUT, UNTRIED},
    {SET_TIMES, "..", OUT, OUT, UNTRIED},
    // Names that would be made, changed or removed outside
    {MAKE_DIRECTORY, "../new", OUT, OUT, UNTRIED},
    {MAKE_DIRECTORY, "%/new", OUT, OUT, UNTRIED},
    {MAKE_DIRECTORY, "/", OUT, OUT, OUT},
    {MAKE_DIRECTORY, "//", OUT, OUT, OUT},
    {MAKE_DIRECTORY, "/new", OUT, OUT, UNTRIED},
    {MAKE_DIRECTORY, "rel-dir/new", OUT, OUT, UNTRIED},
    {MAKE_DIRECTORY, "abs-dir/new", NONE, OUT, UNTRIED},
    {MAKE_DIRECTORY, "slash/new", ROFS, OUT, UNTRIED},
    {MAKE_DIRECTORY, "dangling-out", EXISTS, EXISTS, UNTRIED},
    {MAKE_DIRECTORY, "..", EXISTS, EXISTS, EXISTS},
    {REMOVE_DIRECTORY, "../other", OUT, OUT, UNTRIED},
    {REMOVE_DIRECTORY, "up/other", OUT, OUT, UNTRIED},
    {REMOVE_DIRECTORY, "rel-dir", NO_DIR, NO_DIR, NO_DIR},
    {REMOVE_DIRECTORY, "rel-dir/", NO_DIR, NO_DIR, UNTRIED},
    {REMOVE_DIRECTORY, "..", FULL, FULL, FULL},
    {REMOVE_DIRECTORY, "slash/other", ROFS, OUT, UNTRIED},
    {UNLINK, "../outside/secret", OUT, OUT, UNTRIED},
    {UNLINK, "%/secret", OUT, OUT, UNTRIED},
    {UNLINK, "rel-dir/secret", OUT, OUT, UNTRIED},
    {UNLINK, "abs-dir/secret", NONE, OUT, UNTRIED},
    {UNLINK, "..", IS_DIR, IS_DIR, IS_DIR},
    {RENAME_TO, "../stolen", OUT, OUT, UNTRIED},
    {RENAME_TO, "%/stolen", OUT, OUT, UNTRIED},
    {RENAME_TO, "rel-dir/stolen", OUT, OUT, UNTRIED},
    {RENAME_TO, "abs-dir/stolen", NONE, OUT, UNTRIED},
    {RENAME_TO, "..", BUSY, BUSY, BUSY},
    {RENAME_FROM, "../outside/secret", OUT, OUT, UNTRIED},
    {RENAME_FROM, "../outside", OUT, OUT, UNTRIED},
    {RENAME_FROM, "rel-dir/secret", OUT, OUT, UNTRIED},
    {RENAME_FROM, "abs-dir/secret", NONE, OUT, UNTRIED},
    {RENAME_FROM, "..", BUSY, BUSY, BUSY},
    {LINK_TO, "../stolen", OUT, OUT, UNTRIED},
    {LINK_TO, "rel-dir/stolen", OUT, OUT, UNTRIED},
    {LINK_TO, "abs-dir/stolen", NONE, OUT, UNTRIED},
    {LINK_FROM, "../outside/secret", OUT, OUT, UNTRIED},
    {LINK_FROM, "%/secret", OUT, OUT, UNTRIED},
    {LINK_FROM, "rel-dir/secret", OUT, OUT, UNTRIED},
    {LINK_FROM, "abs-dir/secret", NONE, OUT, UNTRIED},
    {LINK_FROM_FOLLOWED, "rel-file", OUT, OUT, UNTRIED},
    {LINK_FROM_FOLLOWED, "abs-file", NONE, OUT, UNTRIED},
    {LINK_FROM_FOLLOWED, "chain-1/secret", OUT, OUT, UNTRIED},
    {LINK_FROM_FOLLOWED, "proc-fd", NONE, OUT, UNTRIED},
    {LINK_FROM_FOLLOWED, "up", OUT, OUT, UNTRIED},
    {MAKE_LINK, "../stolen", OUT, OUT, UNTRIED},
    {MAKE_LINK, "rel-dir/stolen", OUT, OUT, UNTRIED},
    {MAKE_LINK, "abs-dir/stolen", NONE, OUT, UNTRIED},
    {ABSOLUTE_TEXT, "%", OUT, OUT, OUT},
    {ABSOLUTE_TEXT, "/scratch", OUT, OUT, OUT},
};

enum { ESCAPES = sizeof escapes / sizeof *escapes };
_Static_assert(ESCAPES >= 60, "a table of this size was asked for");

static void make_empty(const char *name) {
  char path[8192];
  host_file(name);
  snprintf(path, sizeof path, "%s/%s", scratch, name);
  CHECK(0, (unsigned)truncate(path, 0));
}

void make_escapes(void) {
  char text[8192], name[32];
  static const char *const links[][2] = {
      {"../outside", "rel-dir"}, {"../outside/secret", "rel-file"}, {"../..", "up-up"}, {"..", "up"},
      {"../../..", "dir/up-3"}, {"../..", "dir/up-2"}, {"./.././outside/", "dots"},
      {"dir/../../outside/secret", "around"}, {"../granted/file", "back-in"}, {"/", "slash"}, {"///", "slashes"},
      {"/scratch/file", "inside-abs"}, {"chain-2", "chain-1"}, {"chain-3", "chain-2"}, {"rel-dir", "chain-3"},
      {"abs-dir", "chain-abs"}, {"loop-2", "loop-1"}, {"loop-1", "loop-2"}, {"self", "self"},
      {"../outside/new", "dangling-out"}, {"/proc/self/root", "proc-root"}, {"/proc/self/cwd", "proc-cwd"},
      {"/proc/self/fd/0", "proc-fd"}, {"/read-only/file", "to-read-only"}, {"file", "long-0"},
  };
  for (size_t i = 0; i < sizeof links / sizeof *links; i++) host_link(links[i][0], links[i][1]);
  host_link(outside, "abs-dir");
  snprintf(text, sizeof text, "%s/secret", outside);
  host_link(text, "abs-file");
  snprintf(text, sizeof text, "%s/new", outside);
  host_link(text, "dangling-abs");
  for (int i = 1; i <= 40; i++) {
    snprintf(text, sizeof text, "long-%d", i - 1);
    snprintf(name, sizeof name, "long-%d", i);
    host_link(text, name);
  }
  // The pairs that change places.
  host_directory("flip");
  make_empty("flip/secret");
  host_link("../outside", "flop");
  make_empty("pick");
  host_link("../outside/secret", "pock");
}

bool outside_is_as_before(void) {
  u32 names = 0;
  DIR *directory = opendir(outside);
  if (!directory) return false;
  for (struct dirent *entry; (entry = readdir(directory));) names += entry->d_name[0] != '.';
  closedir(directory);
  char path[8192];
  snprintf(path, sizeof path, "%s/secret", outside);
  struct stat stat;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return names == 1 && lstat(path, &stat) == 0 && stat.st_nlink == 1 && stat.st_mtime > now.tv_sec - 3600 &&
         stat.st_size == sizeof "../outside/secret" - 1;
}

// --- The table

static u32 open_at(u32 directory, u32 follow, const char *path, u32 oflags, u64 rights) {
  u32 length = store_text(PATH, path);
  u32 error = wasi_path_open(&memory, directory, follow, PATH, length, oflags, rights, 0, 0, RESULT);
  if (!error) CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, load_u32(RESULT)));
  return error;
}

static u32 attempt(enum operation operation, const char *path) {
  u32 length = store_text(PATH, path), file = store_text(FROM, "file"), at = SCRATCH;
  u64 reads = WASI_RIGHT_FD_READ, writes = WASI_RIGHT_FD_WRITE;
  switch (operation) {
    case OPEN: return open_at(at, 1, path, 0, reads);
    case OPEN_ITSELF: return open_at(at, 0, path, 0, reads);
    case OPEN_DIRECTORY: return open_at(at, 1, path, WASI_OFLAG_DIRECTORY, reads);
    case CREATE: return open_at(at, 1, path, WASI_OFLAG_CREAT, writes);
    case TRUNCATE: return open_at(at, 1, path, WASI_OFLAG_TRUNC, writes);
    case CREATE_ANEW: return open_at(at, 1, path, WASI_OFLAG_CREAT | WASI_OFLAG_EXCL, writes);
    case STAT: return wasi_path_filestat_get(&memory, at, 1, PATH, length, RESULT);
    case STAT_ITSELF: return wasi_path_filestat_get(&memory, at, 0, PATH, length, RESULT);
    case SET_TIMES: return wasi_path_filestat_set_times(&memory, at, 1, PATH, length, 0, 0, WASI_FSTFLAG_MTIM);
    case READ_LINK: return wasi_path_readlink(&memory, at, PATH, length, BUFFER, 100, RESULT);
    case MAKE_LINK: return wasi_path_symlink(&memory, FROM, file, at, PATH, length);
    case MAKE_DIRECTORY: return wasi_path_create_directory(&memory, at, PATH, length);
    case REMOVE_DIRECTORY: return wasi_path_remove_directory(&memory, at, PATH, length);
    case UNLINK: return wasi_path_unlink_file(&memory, at, PATH, length);
    case RENAME_TO: return wasi_path_rename(&memory, at, FROM, file, at, PATH, length);
    case LINK_TO: return wasi_path_link(&memory, at, 0, FROM, file, at, PATH, length);
    default: break;
  }
  u32 stolen = store_text(FROM, "stolen");
  switch (operation) {
    case RENAME_FROM: return wasi_path_rename(&memory, at, PATH, length, at, FROM, stolen);
    case LINK_FROM: return wasi_path_link(&memory, at, 0, PATH, length, at, FROM, stolen);
    case LINK_FROM_FOLLOWED: return wasi_path_link(&memory, at, 1, PATH, length, at, FROM, stolen);
    default: return wasi_path_symlink(&memory, PATH, length, at, FROM, stolen);
  }
}

static const char *with_outside(const char *path) {
  static char full[8192];
  if (path[0] != '%') return path;
  snprintf(full, sizeof full, "%s%s", outside, path + 1);
  return full;
}

static u32 expected(const struct escape *escape, enum wasi_tier tier) {
  switch (tier) {
    case WASI_TIER_NAMESPACE: return escape->in_namespace;
    case WASI_TIER_NONE: return escape->unchecked;
    default: return escape->beneath;
  }
}

static void the_table(enum wasi_tier tier) {
  u32 tried = 0;
  for (size_t i = 0; i < ESCAPES; i++) {
    u32 wanted = expected(&escapes[i], tier);
    if (wanted == UNTRIED) continue;
    tried++;
    const char *path = with_outside(escapes[i].path);
    u32 got = attempt(escapes[i].operation, path);
    if (got == wanted) continue;
    dprintf(report, "%s: operation %d of %s: expected %u, got %u\n", wasi_tier_name(tier),
            (int)escapes[i].operation, path, wanted, got);
    failures++;
  }
  dprintf(report, "wasi: %u attempts to escape from %s, %u left out\n", tried, wasi_tier_name(tier),
          (u32)ESCAPES - tried);
}

// --- What does not fit into it

// Whatever flags are put together, no file outside is opened; nor is one inside that is no link.
static void flags_together(enum wasi_tier tier) {
  static const char *const paths[] = {"rel-file", "abs-file", "dangling-out", "rel-dir", "../outside/secret", ".."};
  if (tier == WASI_TIER_NONE) return;
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
    for (u32 oflags = 0; oflags <= WASI_OFLAGS_ALL; oflags++)
      for (u32 follow = 0; follow <= 1; follow++)
        for (u64 rights = 0; rights <= (WASI_RIGHT_FD_READ | WASI_RIGHT_FD_WRITE); rights += WASI_RIGHT_FD_READ)
          CHECK(true, open_at(SCRATCH, follow, paths[i], oflags, rights) != WASI_ESUCCESS);
}

static u32 opened_directory(const char *path) {
  u32 length = store_text(PATH, path);
  CHECK(WASI_ESUCCESS, wasi_path_open(&memory, SCRATCH, 1, PATH, length, WASI_OFLAG_DIRECTORY,
                                      WASI_RIGHT_FD_READ, 0, 0, RESULT));
  return load_u32(RESULT);
}

static u32 renamed(const char *from, const char *to) {
  u32 length = store_text(PATH, from);
  return wasi_path_rename(&memory, SCRATCH, PATH, length, SCRATCH, FROM, store_text(FROM, to));
}

// A descriptor confines wherever it is moved in the table, and wherever its directory is moved on the disk.
static void descriptors_confine(enum wasi_tier tier) {
  if (tier == WASI_TIER_NONE) return;
  u32 nested = opened_directory("dir/nested"), dir = opened_directory("dir");
  CHECK(OUT, open_at(nested, 1, "..", 0, WASI_RIGHT_FD_READ));
  CHECK(OUT, open_at(nested, 1, "../../file", 0, WASI_RIGHT_FD_READ));
  CHECK(OUT, open_at(dir, 1, "nested/../../file", 0, WASI_RIGHT_FD_READ));
  CHECK(OUT, open_at(dir, 1, "up-2/outside/secret", 0, WASI_RIGHT_FD_READ));
  CHECK(WASI_ESUCCESS, wasi_fd_renumber(&memory, nested, dir));
  CHECK(WASI_EBADF, open_at(nested, 1, "file", 0, WASI_RIGHT_FD_READ));
  CHECK(OUT, open_at(dir, 1, "../file", 0, WASI_RIGHT_FD_READ));
  CHECK(DONE, open_at(dir, 1, "file", 0, WASI_RIGHT_FD_READ));
  CHECK(DONE, attempt(MAKE_DIRECTORY, "moved"));
  CHECK(DONE, renamed("dir/nested", "moved/there"));
  CHECK(OUT, open_at(dir, 1, "../../file", 0, WASI_RIGHT_FD_READ));
  CHECK(DONE, open_at(dir, 1, "file", 0, WASI_RIGHT_FD_READ));
  CHECK(DONE, renamed("moved/there", "dir/nested"));
  CHECK(DONE, attempt(REMOVE_DIRECTORY, "moved"));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, dir));
  CHECK(WASI_EBADF, open_at(dir, 1, "file", 0, WASI_RIGHT_FD_READ));
  CHECK(WASI_EBADF, open_at(0xffffffffu, 1, "file", 0, WASI_RIGHT_FD_READ));
  CHECK(NO_DIR, open_at(0, 1, "../outside/secret", 0, WASI_RIGHT_FD_READ));
}

// From one granted directory to another what is granted may move, but in a namespace these are two file systems.
static void granted_directories_are_two(enum wasi_tier tier) {
  u32 result = tier == WASI_TIER_NAMESPACE ? WASI_EXDEV : WASI_ESUCCESS;
  u32 from = store_text(PATH, "dir/nested/file"), to = store_text(FROM, "arrived");
  CHECK(result, wasi_path_link(&memory, SCRATCH, 0, PATH, from, OTHER_DIRECTORY, FROM, to));
  CHECK(result ? NONE : DONE, wasi_path_unlink_file(&memory, OTHER_DIRECTORY, FROM, to));
  CHECK(result, wasi_path_rename(&memory, SCRATCH, PATH, from, OTHER_DIRECTORY, FROM, to));
  if (!result) CHECK(DONE, wasi_path_rename(&memory, OTHER_DIRECTORY, FROM, to, SCRATCH, PATH, from));
  if (tier == WASI_TIER_NONE) return;
  CHECK(OUT, wasi_path_link(&memory, SCRATCH, 0, PATH, from, OTHER_DIRECTORY, PATH, store_text(PATH, "../arrived")));
  CHECK(OUT, wasi_path_rename(&memory, SCRATCH, FROM, store_text(FROM, "file"), OTHER_DIRECTORY, PATH,
                              store_text(PATH, "../arrived")));
  CHECK(OUT, open_at(OTHER_DIRECTORY, 1, "../granted/file", 0, WASI_RIGHT_FD_READ));
}

// --- A walk and openat2(2), of the same paths

struct outcome {
  enum wasi_errno error;
  struct stat stat;
};

static struct outcome outcome_by(enum wasi_resolution by, const char *path, int flags) {
  struct wasi_entry *entry;
  CHECK(WASI_ESUCCESS, wasi_fds_get(wasi_fd(SCRATCH), &entry));
  static struct host_path host_path;
  snprintf(host_path.bytes, sizeof host_path.bytes, "%s", path);
  wasi_paths_resolve_by((struct wasi_resolver){.by = by, .root = {-1}, .own_fds = {-1}});
  struct host_fd opened;
  struct outcome outcome = {.error = wasi_path_resolve(entry->host, &host_path, flags, &opened)};
  if (outcome.error) return outcome;
  CHECK(0, (unsigned)fstat(opened.number, &outcome.stat));
  wasi_host_close(opened);
  return outcome;
}

static void a_walk_leads_where_the_kernel_does(enum wasi_tier tier) {
  static const int flags[] = {
      O_RDONLY, O_RDONLY | O_NOFOLLOW, O_RDONLY | O_DIRECTORY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, O_WRONLY, O_RDWR,
      O_PATH, O_PATH | O_NOFOLLOW, O_PATH | O_DIRECTORY, O_PATH | O_DIRECTORY | O_NOFOLLOW,
      O_WRONLY | O_CREAT | O_EXCL, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
  };
  static const char *const more[] = {
      "", ".", "./", "dir", "dir/", "dir/.", "dir/..", "dir/nested/..", "file", "file/", "file/.", "file/..",
      "missing", "missing/", "missing/x", "to-nested", "to-nested/", "to-nested/file", "to-nested/../nested/file",
      "dangling/", "dangling/x", "to-nested/file/", "long-39/", "self/..", "loop-2/../file",
      "to-outside", "to-secret-relative", "to-parent/granted/dir",
  };
  if (tier != WASI_TIER_NOFOLLOW || !has_tier[WASI_TIER_OPENAT2]) return;
  for (size_t i = 0; i < ESCAPES + sizeof more / sizeof *more; i++)
    for (size_t k = 0; k < sizeof flags / sizeof *flags; k++) {
      const char *path = i < ESCAPES ? with_outside(escapes[i].path) : more[i - ESCAPES];
      bool creates = flags[k] & O_CREAT;
      struct outcome kernel = outcome_by(WASI_RESOLVED_BY_OPENAT2, path, flags[k]);
      if (creates && !kernel.error) CHECK(DONE, attempt(UNLINK, path));
      struct outcome walk = outcome_by(WASI_RESOLVED_BY_WALK, path, flags[k]);
      if (creates && !walk.error) CHECK(DONE, attempt(UNLINK, path));
      bool agree = kernel.error == walk.error &&
                   (creates || (kernel.stat.st_ino == walk.stat.st_ino && kernel.stat.st_dev == walk.stat.st_dev));
      if (agree) continue;
      dprintf(report, "%s with %o: openat2 %d, inode %llu; walk %d, inode %llu\n", path, (unsigned)flags[k],
              kernel.error, (unsigned long long)kernel.stat.st_ino, walk.error, (unsigned long long)walk.stat.st_ino);
      failures++;
    }
}

static int lowest_free(void) {
  int number = dup(0);
  close(number);
  return number;
}

// Deeper than there are descriptors is refused, and none is left open, however it ends.
static void a_walk_takes_descriptors_for_a_while(enum wasi_tier tier) {
  if (tier != WASI_TIER_NOFOLLOW) return;
  int before = lowest_free();
  struct rlimit limit;
  CHECK(0, (unsigned)getrlimit(RLIMIT_NOFILE, &limit));
  rlim_t usual = limit.rlim_cur;
  limit.rlim_cur = (rlim_t)before + 2;
  CHECK(0, (unsigned)setrlimit(RLIMIT_NOFILE, &limit));
  CHECK(WASI_EMFILE, attempt(OPEN, "dir/nested/file"));
  CHECK(DONE, attempt(OPEN, "dir/../dir/../dir/../file"));
  limit.rlim_cur = usual;
  CHECK(0, (unsigned)setrlimit(RLIMIT_NOFILE, &limit));
  CHECK(DONE, attempt(OPEN, "dir/nested/../nested/file"));
  CHECK(OUT, attempt(OPEN, "dir/nested/../nested/../../rel-dir"));
  CHECK(NONE, attempt(OPEN, "dir/nested/missing/x"));
  CHECK(LOOP, attempt(OPEN, "loop-1/x"));
  CHECK((unsigned)before, (unsigned)lowest_free());
}

// --- A directory, and a file, that another process exchanges for links, again and again

static pid_t start_to_flip(void) {
  pid_t child = fork();
  if (child != 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (chdir(scratch) != 0) _exit(1);
  for (;;) {
    if (renameat2(AT_FDCWD, "flip", AT_FDCWD, "flop", RENAME_EXCHANGE) != 0) _exit(1);
    if (renameat2(AT_FDCWD, "pick", AT_FDCWD, "pock", RENAME_EXCHANGE) != 0) _exit(1);
  }
}

// The files within are empty, the one without is not.
static u64 size_of(u32 file) {
  CHECK(WASI_ESUCCESS, wasi_fd_filestat_get(&memory, file, RESULT));
  struct wasi_filestat stat;
  memcpy(&stat, memory.base + RESULT, sizeof stat);
  return stat.size;
}

static void nothing_slips_through(void) {
  enum { ENOUGH = 5000, MOST = 20000000 };
  static const char *const paths[] = {"flip/secret", "pick", "dir/../flip/secret", "./pock"};
  u32 inside = 0, refused = 0, outside_seen = 0;
  for (u32 i = 0; i < MOST && (inside < ENOUGH || refused < ENOUGH); i++) {
    u32 length = store_text(PATH, paths[i % 4]);
    u32 error = wasi_path_open(&memory, SCRATCH, 1, PATH, length, 0, WASI_RIGHT_FD_READ, 0, 0, RESULT);
    if (error) {
      refused += error == WASI_ENOTCAPABLE;
      CHECK(true, error == OUT || error == NONE || error == NO_DIR || error == LOOP || error == WASI_EAGAIN);
      continue;
    }
    u32 file = load_u32(RESULT);
    inside += size_of(file) == 0;
    outside_seen += size_of(file) != 0;
    CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, file));
  }
  CHECK(0, outside_seen);
  CHECK(true, inside >= ENOUGH && refused >= ENOUGH);
}

static pid_t flipper;

void start_escapes(void) {
  flipper = start_to_flip();
}

static void a_race(enum wasi_tier tier) {
  if (tier != WASI_TIER_NONE) nothing_slips_through();
  int status;
  CHECK(0, (unsigned)kill(flipper, SIGKILL));
  CHECK(true, waitpid(flipper, &status, 0) == flipper && WIFSIGNALED(status));
}

// --- Memory

// Spans of paths, lists and results that end at, or reach over, the end of memory; and sums that wrap in 32 bits.
static void memory_confines(void) {
  static const struct { u32 address, length; bool lies_within; } spans[] = {
      {PAGE - 4, 4, true}, {PAGE - 4, 5, false}, {PAGE, 0, true}, {PAGE, 1, false}, {PAGE + 1, 0, false},
      {0, PAGE, true}, {0, PAGE + 1, false}, {4, 0xfffffffcu, false}, {0xffffffffu, 1, false},
      {0xffffffffu, 0xffffffffu, false}, {0xfffffff0u, 0x20, false}, {0x80000000u, 0x80000000u, false},
  };
  for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
    u32 at = spans[i].address, length = spans[i].length;
    bool within = spans[i].lies_within;
    CHECK(!within, wasi_path_open(&memory, SCRATCH, 1, at, length, 0, 0, 0, 0, 0) == WASI_EFAULT);
    CHECK(!within, wasi_path_unlink_file(&memory, SCRATCH, at, length) == WASI_EFAULT);
    CHECK(!within, wasi_path_symlink(&memory, at, length, SCRATCH, PATH, 0) == WASI_EFAULT);
    CHECK(!within, wasi_fd_readdir(&memory, SCRATCH, at, length, 0, 0) == WASI_EFAULT);
    store_iovec(PATH, at, length);
    CHECK(!within, wasi_fd_pread(&memory, 0, PATH, 1, 1 << 20, 0) == WASI_EFAULT);
  }
  static const u32 counts[] = {0x20000000u, 0x1fffffffu, 0x80000000u, 0xffffffffu, PAGE / 8 + 1};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    CHECK(WASI_EFAULT, wasi_fd_pread(&memory, 0, 0, counts[i], 0, RESULT));
    CHECK(WASI_EFAULT, wasi_fd_write(&memory, 2, 0, counts[i], RESULT));
  }
}

void test_escapes(u32 each) {
  enum wasi_tier tier = (enum wasi_tier)each;
  a_race(tier);
  the_table(tier);
  flags_together(tier);
  descriptors_confine(tier);
  granted_directories_are_two(tier);
  a_walk_leads_where_the_kernel_does(tier);
  a_walk_takes_descriptors_for_a_while(tier);
  memory_confines();
}
