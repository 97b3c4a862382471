// The event loop: tasks that are ready, in their order, timers, and standard input where a stream awaits it. A program runs to
// its end first; then it goes on for as long as there is anything left to be done. Order is JavaScript's, as engines keep it: all that is ready comes before the
// next timer, also what becomes ready meanwhile; a timer counts whole milliseconds, at least one, from the time at which the
// loop has last looked at the clock; and timers that are due at once go off in the order in which they were set.
#define _GNU_SOURCE 1
#include "events.h"

#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "../wasi/clocks.h"
#include "alloc.h"
#include "finalization.h"
#include "held.h"
#include "host.h"
#include "print.h"
#include "procedures.h"
#include "reflect.h"
#include "streams.h"

#include "hoot.h"

// --- Tasks that are ready: a queue

enum task_kind {
  CALL,    // a procedure, without arguments
  NOTIFY,  // a procedure, with a value
  GO_ON,   // a stream, whose number is `value`, goes on
  BEGIN,   // the program's result, if that is a procedure
  REPORT,  // the value with which that has ended
  FAIL,    // the same, an error
};

struct task {
  enum task_kind kind;
  u32 waits;  // so many turns of the queue before it is done, as promises of promises take them
  u32 held, value;
};

static struct task *tasks;
static size_t first_task, task_count, task_room;  // room is a power of two

static void add_task(struct task task) {
  if (task_count == task_room) {
    size_t room = task_room ? 2 * task_room : 16;
    struct task *larger = hoot_grown(NULL, room, sizeof *larger);
    for (size_t i = 0; i < task_count; i++) larger[i] = tasks[(first_task + i) & (task_room - 1)];
    free(tasks);
    tasks = larger;
    task_room = room;
    first_task = 0;
  }
  tasks[(first_task + task_count++) & (task_room - 1)] = task;
}

static struct task next_task(void) {
  struct task task = tasks[first_task];
  first_task = (first_task + 1) & (task_room - 1);
  task_count--;
  return task;
}

void hoot_async_invoke(ref *sp, ref procedure) {
  add_task((struct task){.kind = CALL, .held = hoot_hold(sp, procedure)});
}

void hoot_stream_later(u32 number) {
  add_task((struct task){.kind = GO_ON, .value = number});
}

void hoot_call_later(ref *sp, ref procedure, ref value) {
  sp[0] = value;
  u32 held = hoot_hold(sp + 1, procedure);
  add_task((struct task){.kind = NOTIFY, .held = held, .value = hoot_hold(sp + 1, sp[0])});
}

static bool is_settled;

void hoot_settle(ref *sp, ref value, bool is_rejected) {
  if (is_settled) return;
  is_settled = true;
  // The runner waits for a promise that waits for this one.
  add_task((struct task){.kind = is_rejected ? FAIL : REPORT, .waits = 2, .held = hoot_hold(sp, value)});
}

// --- Timers: a binary heap, the next one first

struct timer {
  f64 due;  // in milliseconds, by the clock of now_ms
  u64 number;
  u32 held;
};

static struct timer *timers;
static size_t timer_count, timer_room;
static u64 timers_ever;
static f64 loop_time;

static f64 now_ms(void) {
  return floor(hoot_current_jiffy() / 1000);
}

static bool is_before(const struct timer *a, const struct timer *b) {
  return a->due < b->due || (a->due == b->due && a->number < b->number);
}

static void swap_timers(size_t i, size_t k) {
  struct timer other = timers[i];
  timers[i] = timers[k];
  timers[k] = other;
}

void hoot_async_invoke_later(ref *sp, ref procedure, f64 microseconds) {
  f64 delay = microseconds / 1000;
  if (!(delay >= 1 && delay <= 0x7fffffff)) delay = 1;
  if (timer_count == timer_room) timers = hoot_grown(timers, timer_room = timer_room ? 2 * timer_room : 16, sizeof *timers);
  size_t i = timer_count++;
  timers[i] = (struct timer){loop_time + floor(delay), timers_ever++, hoot_hold(sp, procedure)};
  for (; i > 0 && is_before(&timers[i], &timers[(i - 1) / 2]); i = (i - 1) / 2) swap_timers(i, (i - 1) / 2);
}

static struct timer next_timer(void) {
  struct timer next = timers[0];
  timers[0] = timers[--timer_count];
  for (size_t i = 0;;) {
    size_t least = i;
    for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < timer_count; child++)
      if (is_before(&timers[child], &timers[least])) least = child;
    if (least == i) return next;
    swap_timers(i, least);
    i = least;
  }
}

// Nanoseconds; a timer is due in 25 days at most.
static u64 time_to_timer(void) {
  return (u64)(fmax(0, timers[0].due - hoot_current_jiffy() / 1000) * 1e6);
}

// Until the next timer is due or what a stream awaits is there, which is the result.
static bool wait_for_event(void) {
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  u64 wait = timer_count > 0 ? time_to_timer() : 0;
  struct timespec time = host_timespec(wasi_clocks_pass(0) ? 0 : wait);
  int ready = ppoll(&input, hoot_input_is_awaited(), timer_count > 0 ? &time : NULL, NULL);
  if (ready == 0) wasi_clocks_pass(wait);
  return ready > 0;
}

// --- The loop

static void begin(ref *sp, ref result) {
  sp[0] = result;
  if (!hoot_is_procedure(sp + 1, result)) return;
  sp[1] = hoot_own_procedure(sp + 1, HOOT_REJECT);
  sp[1] = hoot_wrap(sp + 2, sp[1]);
  sp[1] = hoot_cons(sp + 2, sp[1], HOOT_NIL);
  sp[2] = hoot_own_procedure(sp + 2, HOOT_RESOLVE);
  sp[2] = hoot_wrap(sp + 3, sp[2]);
  ref list = hoot_cons(sp + 3, sp[2], sp[1]);
  hoot_call(sp + 1, sp[0], list);
}

static void do_task(ref *sp, struct task task) {
  if (task.waits > 0) {
    task.waits--;
    add_task(task);
    return;
  }
  ref held = task.kind == GO_ON ? 0 : hoot_release(sp, task.held);
  switch (task.kind) {
  case CALL: hoot_procedure_call(sp, held, HOOT_NIL); break;
  case NOTIFY:
    sp[0] = held;
    hoot_promise_complete(sp + 1, sp[0], hoot_release(sp + 1, task.value));
    break;
  case GO_ON: hoot_stream_go_on(sp, task.value); break;
  case BEGIN: begin(sp, held); break;
  case REPORT: hoot_print_result(sp, held); break;
  case FAIL: hoot_print_failure(sp, held); wr_exit(1);
  }
}

static void do_tasks(ref *sp) {
  while (task_count > 0) do_task(sp, next_task());
}

void hoot_run(ref *sp) {
  sp[0] = hoot_program(sp);
  ref result = hoot_call(sp + 1, sp[0], HOOT_NIL);
  add_task((struct task){.kind = BEGIN, .held = hoot_hold(sp, result)});
  do_tasks(sp);
  while (timer_count > 0 || hoot_input_is_awaited()) {
    bool input_is_there = wait_for_event();
    loop_time = now_ms();
    while (timer_count > 0 && timers[0].due <= loop_time) {
      hoot_procedure_call(sp, hoot_release(sp, next_timer().held), HOOT_NIL);
      do_tasks(sp);
    }
    if (input_is_there) hoot_input_has_come(sp);
    do_tasks(sp);
    hoot_registries_notify(sp);
    do_tasks(sp);
  }
}
