#define _GNU_SOURCE 1
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "clocks.h"
#include "fds.h"
#include "wasi.h"

// A subscription, and what came of it. An error that is known before waiting is an event at once.
struct watch {
  struct wasi_subscription asked;
  clockid_t clock;
  u64 deadline;  // nanoseconds of `clock`
  struct host_fd host;
  enum wasi_filetype filetype;
  enum wasi_errno error;
  bool happened;
  short polled;  // ppoll(2)'s answer
};

// ppoll looks past the negative descriptors: those of clocks and of errors.
struct watches {
  struct watch *items;
  struct pollfd *polls;
  u32 count;
};

static u64 nanoseconds_now(clockid_t clock) {
  u64 now;
  return wasi_clock_now((struct host_clock){clock}, &now) ? 0 : now;
}

// A relative timeout of the wall clock is measured by the monotonic one: whoever sets the clock meanwhile
// does not mean it. The clocks of CPU time stand still while one waits: they cannot be waited for.
static enum wasi_errno watch_clock(struct watch *watch) {
  const struct wasi_subscription *asked = &watch->asked;
  if (asked->flags & ~WASI_SUBCLOCKFLAGS_ALL) return WASI_EINVAL;
  struct host_clock clock;
  enum wasi_errno error = host_clock_of(asked->id, &clock);
  if (error) return error;
  if (asked->id != WASI_CLOCK_REALTIME && asked->id != WASI_CLOCK_MONOTONIC) return WASI_ENOTSUP;
  if (asked->flags & WASI_SUBCLOCKFLAG_ABSTIME) {
    watch->clock = clock.id;
    watch->deadline = asked->timeout;
  } else {
    watch->clock = CLOCK_MONOTONIC;
    if (__builtin_add_overflow(nanoseconds_now(CLOCK_MONOTONIC), asked->timeout, &watch->deadline))
      watch->deadline = ~(u64)0;
  }
  return WASI_ESUCCESS;
}

// The errors are those of reading and writing. Without the look at the access mode Linux would wait for ever
// for the wrong end of a pipe.
static enum wasi_errno watch_descriptor(struct watch *watch) {
  struct wasi_entry *entry;
  bool reads = watch->asked.type == WASI_EVENTTYPE_FD_READ;
  wasi_rights right = reads ? WASI_RIGHT_FD_READ : WASI_RIGHT_FD_WRITE;
  enum wasi_errno error =
      wasi_fds_get_file(wasi_fd(watch->asked.id), right | WASI_RIGHT_POLL_FD_READWRITE, &entry);
  if (error) return error;
  int denying = reads ? O_WRONLY : O_RDONLY;
  if ((fcntl(entry->host.number, F_GETFL) & O_ACCMODE) == denying) return WASI_EBADF;
  watch->host = entry->host;
  watch->filetype = entry->filetype;
  return WASI_ESUCCESS;
}

static void watch_start(struct watch *watch, struct pollfd *poll, const u8 *place) {
  *watch = (struct watch){.host = {-1}};
  memcpy(&watch->asked, place, sizeof watch->asked);
  bool is_clock = watch->asked.type == WASI_EVENTTYPE_CLOCK;
  watch->error = is_clock ? watch_clock(watch) : watch_descriptor(watch);
  watch->happened = watch->error != WASI_ESUCCESS;
  poll->fd = watch->host.number;
  poll->events = watch->asked.type == WASI_EVENTTYPE_FD_READ ? POLLIN : POLLOUT;
}

static u64 watch_remaining(const struct watch *watch) {
  if (watch->happened) return 0;
  if (watch->asked.type != WASI_EVENTTYPE_CLOCK) return ~(u64)0;
  u64 now = nanoseconds_now(watch->clock);
  return now < watch->deadline ? watch->deadline - now : 0;
}

static u64 watches_remaining(const struct watches *watches) {
  u64 least = ~(u64)0;
  for (u32 i = 0; i < watches->count; i++) {
    u64 remaining = watch_remaining(&watches->items[i]);
    if (remaining < least) least = remaining;
  }
  return least;
}

static bool watch_look(struct watch *watch, short polled) {
  watch->polled = polled;
  if (polled || watch_remaining(watch) == 0) watch->happened = true;
  return watch->happened;
}

// Once, for at most as long as the first clock allows. A signal cuts it short; that the wall clock is set
// forward meanwhile does not.
static enum wasi_errno watches_wait(struct watches *watches, bool *happened) {
  u64 remaining = watches_remaining(watches);
  bool endless = remaining == ~(u64)0;
  struct timespec timeout = host_timespec(!endless && wasi_clocks_pass(0) ? 0 : remaining);
  int ready = ppoll(watches->polls, watches->count, endless ? NULL : &timeout, NULL);
  if (ready == 0) wasi_clocks_pass(remaining);
  if (ready < 0 && errno != EINTR) return wasi_errno_now();
  for (u32 i = 0; i < watches->count; i++)
    if (watch_look(&watches->items[i], ready > 0 ? watches->polls[i].revents : 0)) *happened = true;
  return WASI_ESUCCESS;
}

// What a file holds behind the position; what a pipe or a socket holds. Where nobody knows, and for writing:
// 1, "something".
static u64 watch_bytes(const struct watch *watch) {
  if (watch->asked.type != WASI_EVENTTYPE_FD_READ) return 1;
  if (watch->filetype == WASI_FILETYPE_REGULAR_FILE) {
    struct stat stat;
    off_t position = lseek(watch->host.number, 0, SEEK_CUR);
    if (position < 0 || fstat(watch->host.number, &stat) != 0) return 1;
    return position < stat.st_size ? (u64)(stat.st_size - position) : 0;
  }
  int bytes;
  return ioctl(watch->host.number, FIONREAD, &bytes) == 0 && bytes >= 0 ? (u64)bytes : 1;
}

static struct wasi_event watch_event(const struct watch *watch) {
  struct wasi_event event = {
      .userdata = watch->asked.userdata,
      .error = (u16)watch->error,
      .type = watch->asked.type,
  };
  if (watch->host.number < 0) return event;
  event.nbytes = watch_bytes(watch);
  if (watch->polled & (POLLHUP | POLLERR)) event.flags = WASI_EVENTRWFLAG_HANGUP;
  return event;
}

// Returns how many. `events` has a place for each.
static u32 watches_store(const struct watches *watches, u8 *events) {
  u32 stored = 0;
  for (u32 i = 0; i < watches->count; i++) {
    if (!watches->items[i].happened) continue;
    struct wasi_event event = watch_event(&watches->items[i]);
    memcpy(events + stored * sizeof event, &event, sizeof event);
    stored++;
  }
  return stored;
}

// Waits again where nothing came of it: after a signal, or because the wall clock was set back.
static enum wasi_errno watches_run(struct watches *watches, const u8 *subscriptions) {
  for (u32 i = 0; i < watches->count; i++) {
    const u8 *place = subscriptions + i * sizeof(struct wasi_subscription);
    watch_start(&watches->items[i], &watches->polls[i], place);
    if (watches->items[i].asked.type > WASI_EVENTTYPE_FD_WRITE) return WASI_EINVAL;
  }
  enum wasi_errno error = WASI_ESUCCESS;
  for (bool happened = false; !happened && !error;) error = watches_wait(watches, &happened);
  return error;
}

// Files are always ready. The subscriptions are copied before anything is written: guests may let the
// events overwrite them.
u32 wasi_poll_oneoff(struct wr_memory *memory, u32 subscriptions, u32 events, u32 count, u32 nevents) {
  u8 *place = guest_place_u32(memory, guest_ptr(nevents));
  const u8 *from = guest_span_host(
      memory, guest_array(guest_ptr(subscriptions), count, sizeof(struct wasi_subscription)));
  u8 *to =
      guest_span_host(memory, guest_array(guest_ptr(events), count, sizeof(struct wasi_event)));
  if (!place || !from || !to) return WASI_EFAULT;
  // ppoll would say so of too many, too: but only after we had allocated for them.
  if (count == 0 || count > (unsigned long)sysconf(_SC_OPEN_MAX)) return WASI_EINVAL;
  struct watches watches = {
      .items = malloc(count * sizeof *watches.items),
      .polls = malloc(count * sizeof *watches.polls),
      .count = count,
  };
  enum wasi_errno error = watches.items && watches.polls ? watches_run(&watches, from) : WASI_ENOMEM;
  if (!error) host_store_u32(place, watches_store(&watches, to));
  free(watches.polls);
  free(watches.items);
  return error;
}
