// Threads that trace the heap together.
//
// Worker 0 is whoever collects; the others are threads made once, which sleep
// between collections.  With one worker there is no thread at all, and no
// locked instruction is executed.
//
// A collection is a sequence of phases.  In one of the first kind the workers
// share out a number of tasks (the roots); in one of the second, the work in
// their deques.  Everybody runs the phase's function, which returns when it
// finds nothing that it could do.
//
// The end of a phase.  `active` counts the workers that run the function.
// Invariants:
//   * work lies in deques, or is held by active workers;
//   * only its owner pushes to a deque, and only while active; and it does not
//     leave before it has found its own deque empty;
//   * nobody joins once `active` is 0, but for worker 0 in the next phase.
// So when it is 0, nothing is left.  Nobody needs to wait for those who were
// about to join: they fail, and have touched nothing.
//
// Sleep.  A worker that has found nothing for about as long as it takes to wake
// one sets its bit in `sleeping` and waits on its own semaphore; whoever clears
// the bit posts it.  Until then it does not give its processor up: if all of them
// are wanted by others, it would be long before it had one again.
// Helpers are woken one by one, by those who push and have `plenty` in their
// deque already: nobody is disturbed by a small collection. A helper that
// misses its call does no harm, for the work is done by its owner. Worker 0
// looks at `active` once more after it has set its bit, and the last one to
// leave looks at the bit after it has left, so one of the two sees the other.
#ifndef PARALLEL_TRACER_H
#define PARALLEL_TRACER_H

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gc-inline.h"
#include "gc-types.h"
#include "trace-deque.h"

#define TRACE_WORKERS_MOST 64
#define TRACE_SPINS 1000  // some 30 us
#define TRACE_STACK_SIZE ((size_t)1 << 20)

struct trace_worker {
  struct trace_deque deque;
  struct parallel_tracer *tracer;
  int index;
  sem_t wake;
};

typedef void trace_function(struct gc_heap *heap, struct trace_worker *worker);

struct parallel_tracer {
  struct gc_heap *heap;
  struct trace_worker *workers;
  int count;
  int plenty;                // pieces of work in a deque
  trace_function *function;  // of the running phase
  int tasks;                 // 0: the phase is about what is in the deques
  int next_task;
  int active __attribute__((aligned(TRACE_CACHE_LINE)));
  uint64_t sleeping;         // a bit for each worker
};

_Static_assert(TRACE_WORKERS_MOST <= 64, "a bit for each");

static inline int tracer_is_over(struct parallel_tracer *tracer) {
  return !__atomic_load_n(&tracer->active, __ATOMIC_ACQUIRE);
}

// As far as an active worker can tell.
static inline int tracer_is_alone(struct parallel_tracer *tracer) {
  return __atomic_load_n(&tracer->active, __ATOMIC_RELAXED) == 1;
}

// Waking

// Nonzero if the worker was asleep, or about to be.
static inline int tracer_wake(struct parallel_tracer *tracer, int index) {
  uint64_t bit = (uint64_t)1 << index;
  uint64_t before = __atomic_fetch_and(&tracer->sleeping, ~bit,
                                       __ATOMIC_SEQ_CST);
  if (!(before & bit)) return 0;
  sem_post(&tracer->workers[index].wake);
  return 1;
}

// Up to so many of those who sleep.
static inline void tracer_wake_some(struct parallel_tracer *tracer, int count) {
  while (count > 0) {
    uint64_t mask = __atomic_load_n(&tracer->sleeping, __ATOMIC_RELAXED);
    if (!mask) return;
    count -= tracer_wake(tracer, __builtin_ctzll(mask));
  }
}

static inline void trace_worker_sleep(struct trace_worker *worker) {
  struct parallel_tracer *tracer = worker->tracer;
  uint64_t bit = (uint64_t)1 << worker->index;
  __atomic_fetch_or(&tracer->sleeping, bit, __ATOMIC_SEQ_CST);
  int is_over = worker->index == 0
    && !__atomic_load_n(&tracer->active, __ATOMIC_SEQ_CST);
  if (is_over) tracer_wake(tracer, 0);
  while (sem_wait(&worker->wake) != 0 && errno == EINTR) continue;
}

// Work

// Between two looks at what another thread is about to do.
static inline void trace_relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// The same, while nothing else can be done.
static inline void trace_pause(unsigned looks) {
  if (looks % 64 == 63) sched_yield();
  else trace_relax();
}

// For the phase's function: the next task, or -1.
static inline int tracer_take_task(struct parallel_tracer *tracer) {
  int tasks = __atomic_load_n(&tracer->tasks, __ATOMIC_RELAXED);
  if (tracer->count == 1)
    return tracer->next_task < tasks ? tracer->next_task++ : -1;
  if (__atomic_load_n(&tracer->next_task, __ATOMIC_RELAXED) >= tasks) return -1;
  int task = __atomic_fetch_add(&tracer->next_task, 1, __ATOMIC_RELAXED);
  return task < tasks ? task : -1;
}

static inline void trace_push(struct trace_worker *worker,
                              struct trace_work work) {
  struct parallel_tracer *tracer = worker->tracer;
  trace_deque_push(&worker->deque, work);
  if (__atomic_load_n(&tracer->sleeping, __ATOMIC_RELAXED)
      && trace_deque_size(&worker->deque) >= tracer->plenty
      && !tracer_is_over(tracer)) tracer_wake_some(tracer, 1);
}

static inline int trace_steal_from(struct trace_worker *victim,
                                   struct trace_work *work) {
  enum trace_steal result;
  do result = trace_deque_steal(&victim->deque, work);
  while (result == TRACE_LOST);
  return result == TRACE_STOLEN;
}

static GC_NEVER_INLINE int trace_steal(struct trace_worker *thief,
                                       struct trace_work *work) {
  struct parallel_tracer *tracer = thief->tracer;
  for (int i = 1; i < tracer->count; i++) {
    int victim = (thief->index + i) % tracer->count;
    if (trace_steal_from(&tracer->workers[victim], work)) return 1;
  }
  return 0;
}

// For the phase's function: nonzero if there was something.
static inline GC_ALWAYS_INLINE int trace_next(struct trace_worker *worker,
                                              struct trace_work *work) {
  if (worker->tracer->count == 1)
    return trace_deque_pop_alone(&worker->deque, work);
  return trace_deque_pop(&worker->deque, work) || trace_steal(worker, work);
}

static inline int tracer_pieces(struct parallel_tracer *tracer) {
  ptrdiff_t pieces = 0;
  for (int i = 0; i < tracer->count; i++)
    pieces += trace_deque_size(&tracer->workers[i].deque);
  return pieces < TRACE_WORKERS_MOST ? (int)pieces : TRACE_WORKERS_MOST;
}

static inline int tracer_sees_work(struct parallel_tracer *tracer) {
  int tasks = __atomic_load_n(&tracer->tasks, __ATOMIC_RELAXED);
  if (!tasks) return tracer_pieces(tracer) != 0;
  return __atomic_load_n(&tracer->next_task, __ATOMIC_RELAXED) < tasks;
}

// Phases

static inline int tracer_join(struct parallel_tracer *tracer) {
  int active = __atomic_load_n(&tracer->active, __ATOMIC_RELAXED);
  while (active)
    if (__atomic_compare_exchange_n(&tracer->active, &active, active + 1, 0,
                                    __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
      return 1;
  return 0;
}

static inline void tracer_leave(struct parallel_tracer *tracer) {
  if (__atomic_sub_fetch(&tracer->active, 1, __ATOMIC_SEQ_CST) == 0)
    tracer_wake(tracer, 0);
}

// Nonzero if it has joined, for there is something to do.  The others wait for
// the next phase, too, which is often about to begin.
static inline int tracer_find_work(struct trace_worker *worker) {
  struct parallel_tracer *tracer = worker->tracer;
  for (int i = 0; i < TRACE_SPINS; i++) {
    int is_over = tracer_is_over(tracer);
    if (is_over && worker->index == 0) return 0;
    if (!is_over && tracer_sees_work(tracer) && tracer_join(tracer)) return 1;
    trace_relax();
  }
  return 0;
}

// Worker 0 comes back when the phase is over, the others never.
static inline void trace_worker_loop(struct trace_worker *worker) {
  struct parallel_tracer *tracer = worker->tracer;
  for (;;) {
    if (tracer_find_work(worker)) {
      tracer->function(tracer->heap, worker);
      tracer_leave(tracer);
    } else if (worker->index == 0 && tracer_is_over(tracer)) {
      return;
    } else {
      trace_worker_sleep(worker);
    }
  }
}

// Wakes so many helpers; all who are awake share the tasks, if there are any.
static inline void tracer_run_phase(struct parallel_tracer *tracer,
                                    trace_function *function, int tasks,
                                    int helpers) {
  struct trace_worker *self = &tracer->workers[0];
  tracer->function = function;
  __atomic_store_n(&tracer->next_task, 0, __ATOMIC_RELAXED);
  __atomic_store_n(&tracer->tasks, tasks, __ATOMIC_RELAXED);
  if (tracer->count == 1) {
    function(tracer->heap, self);
    return;
  }
  __atomic_store_n(&tracer->active, 1, __ATOMIC_RELEASE);
  tracer_wake_some(tracer, helpers);
  function(tracer->heap, self);
  tracer_leave(tracer);
  trace_worker_loop(self);
}

static inline void tracer_run(struct parallel_tracer *tracer,
                              trace_function *function) {
  tracer_run_phase(tracer, function, 0, tracer_pieces(tracer) - 1);
}

// After the last phase of a collection.
static inline void tracer_finish(struct parallel_tracer *tracer) {
  for (int i = 0; i < tracer->count; i++)
    trace_deque_forget_outgrown(&tracer->workers[i].deque);
}

// Initialisation

static void *trace_thread(void *worker) {
  trace_worker_loop(worker);
  return NULL;
}

// Signals are the program's affair.
static inline int trace_start_thread(struct trace_worker *worker) {
  pthread_attr_t attributes;
  pthread_t thread;
  sigset_t all, before;
  if (pthread_attr_init(&attributes) != 0) return 0;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, TRACE_STACK_SIZE);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(&thread, &attributes, trace_thread, worker);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return !error;
}

// 0 if there is no memory.  Makes do with fewer threads if there are no more.
static inline int tracer_init(struct parallel_tracer *tracer,
                              struct gc_heap *heap, int count, int plenty) {
  size_t size = (size_t)count * sizeof tracer->workers[0];
  tracer->heap = heap;
  tracer->plenty = plenty;
  tracer->workers = aligned_alloc(TRACE_CACHE_LINE, size);
  if (!tracer->workers) return 0;
  memset(tracer->workers, 0, size);
  for (int i = 0; i < count; i++) {
    struct trace_worker *worker = &tracer->workers[i];
    worker->tracer = tracer;
    worker->index = i;
    trace_deque_init(&worker->deque);
    sem_init(&worker->wake, 0, 0);
  }
  tracer->count = 1;
  while (tracer->count < count
         && trace_start_thread(&tracer->workers[tracer->count]))
    tracer->count++;
  return 1;
}

#endif // PARALLEL_TRACER_H
