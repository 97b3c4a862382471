// poll_oneoff: clocks, and descriptors that are ready, never ready or wrong. Descriptors as in descriptors.c,
// and pipes that take the place of standard input for a while.
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

enum { SUBSCRIPTIONS = 1001, EVENTS = 5003, COUNT = 9001 };
static const u64 MILLISECOND = 1000000;

static u64 now(u32 clock) {
  CHECK(WASI_ESUCCESS, wasi_clock_time_get(&memory, clock, 0, COUNT));
  return load_u64(COUNT);
}

static void subscribe(u32 index, struct wasi_subscription subscription) {
  subscription.userdata = 100 + index;
  memcpy(memory.base + SUBSCRIPTIONS + index * sizeof subscription, &subscription, sizeof subscription);
}

static void subscribe_clock(u32 index, u32 clock, u64 timeout, u16 flags) {
  subscribe(index, (struct wasi_subscription){
                       .type = WASI_EVENTTYPE_CLOCK, .id = clock, .timeout = timeout, .flags = flags});
}

static void subscribe_fd(u32 index, u8 type, u32 fd) {
  subscribe(index, (struct wasi_subscription){.type = type, .id = fd});
}

static u32 poll_all(u32 count) {
  memset(memory.base + EVENTS, 0xff, 10 * sizeof(struct wasi_event));
  CHECK(WASI_ESUCCESS, wasi_poll_oneoff(&memory, SUBSCRIPTIONS, EVENTS, count, COUNT));
  return load_u32(COUNT);
}

static struct wasi_event event_at(u32 index) {
  struct wasi_event event;
  memcpy(&event, memory.base + EVENTS + index * sizeof event, sizeof event);
  return event;
}

static struct wasi_event only_event(u32 count, u32 subscription) {
  CHECK(1, poll_all(count));
  struct wasi_event event = event_at(0);
  CHECK(100 + subscription, event.userdata);
  return event;
}

static void clocks_are_waited_for(void) {
  for (u32 clock = WASI_CLOCK_REALTIME; clock <= WASI_CLOCK_MONOTONIC; clock++) {
    u64 start = now(WASI_CLOCK_MONOTONIC);
    subscribe_clock(0, clock, 10 * MILLISECOND, 0);
    struct wasi_event event = only_event(1, 0);
    CHECK(true, now(WASI_CLOCK_MONOTONIC) - start >= 10 * MILLISECOND);
    CHECK(WASI_ESUCCESS, event.error);
    CHECK(WASI_EVENTTYPE_CLOCK, event.type);
    CHECK(0, event.nbytes + event.flags + event.pad0[0] + event.pad1[5]);
    u64 until = now(clock) + 10 * MILLISECOND;
    subscribe_clock(0, clock, until, WASI_SUBCLOCKFLAG_ABSTIME);
    CHECK(WASI_ESUCCESS, only_event(1, 0).error);
    CHECK(true, now(clock) >= until);
    subscribe_clock(0, clock, 1, WASI_SUBCLOCKFLAG_ABSTIME);  // long past
    CHECK(WASI_ESUCCESS, only_event(1, 0).error);
  }
}

static void the_first_clock_ends_the_wait(void) {
  subscribe_clock(0, WASI_CLOCK_MONOTONIC, ~0ull, 0);
  subscribe_clock(1, WASI_CLOCK_MONOTONIC, MILLISECOND, 0);
  subscribe_clock(2, WASI_CLOCK_REALTIME, ~0ull, WASI_SUBCLOCKFLAG_ABSTIME);
  CHECK(WASI_ESUCCESS, only_event(3, 1).error);
  subscribe_clock(2, WASI_CLOCK_REALTIME, 0, 0);
  CHECK(WASI_ESUCCESS, only_event(3, 2).error);
  subscribe_clock(1, WASI_CLOCK_REALTIME, 0, WASI_SUBCLOCKFLAG_ABSTIME);
  CHECK(2, poll_all(3));
  CHECK(101, event_at(0).userdata);
  CHECK(102, event_at(1).userdata);
}

static void wrong_clocks_are_events(void) {
  subscribe_clock(0, WASI_CLOCK_MONOTONIC, ~0ull, 0);
  subscribe_clock(1, WASI_CLOCK_PROCESS_CPUTIME, 0, 0);
  CHECK(WASI_ENOTSUP, only_event(2, 1).error);
  subscribe_clock(1, 4, 0, 0);
  CHECK(WASI_EINVAL, only_event(2, 1).error);
  subscribe_clock(1, WASI_CLOCK_MONOTONIC, 0, 2);
  CHECK(WASI_EINVAL, only_event(2, 1).error);
}

// A file of 14 bytes, /dev/null, and a pipe whose reader is gone.
static void files_are_always_ready(void) {
  CHECK(WASI_ESUCCESS, wasi_fd_seek(&memory, 0, 5, WASI_WHENCE_SET, COUNT));
  subscribe_clock(0, WASI_CLOCK_MONOTONIC, ~0ull, 0);
  subscribe_fd(1, WASI_EVENTTYPE_FD_READ, 0);
  subscribe_fd(2, WASI_EVENTTYPE_FD_WRITE, 0);
  subscribe_fd(3, WASI_EVENTTYPE_FD_READ, 2);
  subscribe_fd(4, WASI_EVENTTYPE_FD_WRITE, 1);
  CHECK(4, poll_all(5));
  static const u64 bytes[] = {9, 1, 1, 1};
  for (u32 i = 0; i < 4; i++) {
    struct wasi_event event = event_at(i);
    CHECK(101 + i, event.userdata);
    CHECK(WASI_ESUCCESS, event.error);
    CHECK(i % 2 == 0 ? WASI_EVENTTYPE_FD_READ : WASI_EVENTTYPE_FD_WRITE, event.type);
    CHECK(bytes[i], event.nbytes);
    CHECK(i == 3 ? WASI_EVENTRWFLAG_HANGUP : 0, event.flags);
  }
  CHECK(WASI_ESUCCESS, wasi_fd_seek(&memory, 0, 100, WASI_WHENCE_SET, COUNT));
  CHECK(0, only_event(2, 1).nbytes);
  CHECK(WASI_ESUCCESS, wasi_fd_seek(&memory, 0, 0, WASI_WHENCE_SET, COUNT));
}

static void wrong_descriptors_are_events(void) {
  subscribe_clock(0, WASI_CLOCK_MONOTONIC, ~0ull, 0);
  subscribe_fd(1, WASI_EVENTTYPE_FD_READ, 1000);
  struct wasi_event event = only_event(2, 1);
  CHECK(WASI_EBADF, event.error);
  CHECK(WASI_EVENTTYPE_FD_READ, event.type);
  CHECK(0, event.nbytes + event.flags);
  subscribe_fd(1, WASI_EVENTTYPE_FD_WRITE, 0xffffffffu);
  CHECK(WASI_EBADF, only_event(2, 1).error);
  subscribe_fd(1, WASI_EVENTTYPE_FD_READ, SCRATCH);
  CHECK(WASI_EISDIR, only_event(2, 1).error);
  subscribe_fd(1, WASI_EVENTTYPE_FD_READ, 1);  // open for writing
  CHECK(WASI_EBADF, only_event(2, 1).error);
}

static void pipes_are_waited_for(void) {
  int ends[2], input = dup(0);
  CHECK(0, (unsigned)pipe(ends));
  dup2(ends[0], 0);
  wasi_start(0, NULL, NULL);
  subscribe_fd(0, WASI_EVENTTYPE_FD_READ, 0);
  subscribe_clock(1, WASI_CLOCK_MONOTONIC, MILLISECOND, 0);
  CHECK(WASI_EVENTTYPE_CLOCK, only_event(2, 1).type);
  CHECK(3, (unsigned)write(ends[1], "abc", 3));
  subscribe_clock(1, WASI_CLOCK_MONOTONIC, ~0ull, 0);
  struct wasi_event event = only_event(2, 0);
  CHECK(3, event.nbytes);
  CHECK(0, event.flags);
  pid_t child = fork();  // writes later
  if (child == 0) {
    usleep(20000);
    _exit(write(ends[1], "d", 1) != 1);
  }
  char bytes[3];
  CHECK(3, (unsigned)read(ends[0], bytes, 3));
  CHECK(1, only_event(2, 0).nbytes);
  int status = 0;
  CHECK(true, waitpid(child, &status, 0) == child && status == 0);
  CHECK(1, (unsigned)read(ends[0], bytes, 3));
  close(ends[1]);
  event = only_event(2, 0);
  CHECK(0, event.nbytes);
  CHECK(WASI_EVENTRWFLAG_HANGUP, event.flags);
  dup2(input, 0);
  close(input);
  close(ends[0]);
  wasi_start(0, NULL, NULL);
}

static void bad_calls_have_no_effect(void) {
  subscribe_fd(0, WASI_EVENTTYPE_FD_READ, 0);
  store_u32(COUNT, 77);
  CHECK(WASI_EINVAL, wasi_poll_oneoff(&memory, SUBSCRIPTIONS, EVENTS, 0, COUNT));
  CHECK(WASI_EFAULT, wasi_poll_oneoff(&memory, PAGE - 47, EVENTS, 1, COUNT));
  CHECK(WASI_EFAULT, wasi_poll_oneoff(&memory, SUBSCRIPTIONS, PAGE - 31, 1, COUNT));
  CHECK(WASI_EFAULT, wasi_poll_oneoff(&memory, SUBSCRIPTIONS, EVENTS, 1, PAGE - 3));
  CHECK(WASI_EFAULT, wasi_poll_oneoff(&memory, 0, 0, 0xffffffffu, COUNT));
  CHECK(WASI_EFAULT, wasi_poll_oneoff(&memory, 0, 0, 0x80000000u, COUNT));  // * 32 wraps to 0
  subscribe_fd(1, 3, 0);
  CHECK(WASI_EINVAL, wasi_poll_oneoff(&memory, SUBSCRIPTIONS, EVENTS, 2, COUNT));
  CHECK(77, load_u32(COUNT));
  CHECK(WASI_ESUCCESS, wasi_poll_oneoff(&memory, SUBSCRIPTIONS, SUBSCRIPTIONS, 1, PAGE - 4));
  CHECK(100, load_u64(SUBSCRIPTIONS));  // one on top of the other
  CHECK(1, load_u32(PAGE - 4));
}

static void too_many_are_refused(void) {
  struct rlimit before, few;
  CHECK(0, (unsigned)getrlimit(RLIMIT_NOFILE, &before));
  few = before;
  few.rlim_cur = 20;
  CHECK(0, (unsigned)setrlimit(RLIMIT_NOFILE, &few));
  for (u32 i = 0; i <= 20; i++) subscribe_clock(i, WASI_CLOCK_MONOTONIC, 0, 0);
  CHECK(WASI_EINVAL, wasi_poll_oneoff(&memory, SUBSCRIPTIONS, EVENTS, 21, COUNT));
  CHECK(20, poll_all(20));
  CHECK(0, (unsigned)setrlimit(RLIMIT_NOFILE, &before));
}

void test_poll(void) {
  clocks_are_waited_for();
  the_first_clock_ends_the_wait();
  wrong_clocks_are_events();
  files_are_always_ready();
  wrong_descriptors_are_events();
  pipes_are_waited_for();
  bad_calls_have_no_effect();
  too_many_are_refused();
}
