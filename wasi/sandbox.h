// What keeps a program within the directories that it is granted: tiers, from the best on.
//
//   namespace  a mount namespace that holds nothing else (namespace.h): also what escapes from here stays in
//   landlock   the kernel refuses to open anything else (landlock.h), beneath the next
//   openat2    each path is resolved beneath its directory by the kernel (paths.h)
//   nofollow   each path is resolved beneath its directory by us, without following a link (walk.h)
//   none       each path is the kernel's business: for experiments, it keeps nobody anywhere
//
// The first two resolve paths as `openat2` does, or `nofollow` where that is not to be had; they are belts for
// these braces. A directory that is granted for reading only is so in each of them (fds.h); in the first two
// the kernel knows it, too.
#ifndef WASI_SANDBOX_H
#define WASI_SANDBOX_H

#include "fds.h"

enum wasi_tier {
  WASI_TIER_NAMESPACE,
  WASI_TIER_LANDLOCK,
  WASI_TIER_OPENAT2,
  WASI_TIER_NOFOLLOW,
  WASI_TIER_NONE,
  WASI_TIER_AUTO,  // the first of these that works, `none` apart
};
enum { WASI_TIERS = WASI_TIER_AUTO };

const char *wasi_tier_name(enum wasi_tier tier);
// False if there is no tier of that name.
bool wasi_tier_named(const char *name, enum wasi_tier *tier);

// A directory that the user grants, with the descriptor that it was opened as.
struct wasi_directory {
  const char *host, *guest;
  bool read_only;
  struct host_fd opened;
};

// Why a tier is not to be had: what failed, and the host's errno, or 0.
struct wasi_obstacle {
  const char *what;
  int error;
};

// Notes the errno of the call that has just failed; false.
static inline bool wasi_obstacle_met(struct wasi_obstacle *obstacle, const char *what) {
  *obstacle = (struct wasi_obstacle){what, errno};
  return false;
}

// Sets up `wanted` before the directories get into the descriptor table; no thread may have been started.
// May open them anew. False if that tier is not to be had; then, and for those that `auto` passed over,
// `obstacles` says why. `chosen` is the tier that there is now.
bool wasi_sandbox_start(enum wasi_tier wanted, struct wasi_directory *directories, u32 count,
                        enum wasi_tier *chosen, struct wasi_obstacle obstacles[WASI_TIERS]);

// How the user wants it.
struct wasi_sandbox {
  enum wasi_tier wanted;
  bool is_told;  // on stderr, which one it is
};

// Opens the directories, sets the sandbox up, and grants them. Does nothing if there are none. Ends the process
// with a message if something cannot be had.
void wasi_sandbox_grant(struct wasi_sandbox sandbox, struct wasi_directory *directories, u32 count);

#endif
