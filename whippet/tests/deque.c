// The deque by itself: whatever is pushed is taken once, by its owner or by a
// thief, while the ring grows and is often nearly empty.  An item that is lost
// is waited for in vain: run.sh has a limit of time.
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace-deque.h"

enum { THIEVES = 3, ITEMS = 4000, ROUNDS_MOST = 20000, ENOUGH = 20000 };

static struct trace_deque deque;
static unsigned char taken[ITEMS];  // how often
static size_t all_taken, stolen;
static int is_over;

static void take(struct trace_work work) {
  if (work.high != ~work.low || work.low >= ITEMS) {
    fprintf(stderr, "half of one item and half of another\n");
    exit(1);
  }
  __atomic_fetch_add(&taken[work.low], 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&all_taken, 1, __ATOMIC_RELEASE);
}

static void *steal(void *unused) {
  struct trace_work work;
  while (!__atomic_load_n(&is_over, __ATOMIC_ACQUIRE)) {
    if (trace_deque_steal(&deque, &work) != TRACE_STOLEN) continue;
    __atomic_fetch_add(&stolen, 1, __ATOMIC_RELAXED);
    take(work);
  }
  return unused;
}

// One at a time first, so that owner and thieves want the same one; then all at
// once, for which the ring has to grow.
static void push_and_pop(void) {
  struct trace_work work;
  for (uintptr_t i = 0; i < ITEMS; i++) {
    trace_deque_push(&deque, (struct trace_work){i, ~i});
    if (i < ITEMS / 2 && trace_deque_pop(&deque, &work)) take(work);
  }
  while (trace_deque_pop(&deque, &work)) take(work);
}

static void check_round(void) {
  while (__atomic_load_n(&all_taken, __ATOMIC_ACQUIRE) < ITEMS) sched_yield();
  for (size_t i = 0; i < ITEMS; i++) {
    if (taken[i] == 1) continue;
    fprintf(stderr, "item %zu: taken %d times\n", i, taken[i]);
    exit(1);
  }
  memset(taken, 0, sizeof taken);
  __atomic_store_n(&all_taken, 0, __ATOMIC_RELAXED);
}

int main(void) {
  pthread_t threads[THIEVES];
  int rounds = 0;
  trace_deque_init(&deque);
  for (int i = 0; i < THIEVES; i++)
    if (pthread_create(&threads[i], NULL, steal, NULL) != 0) return 2;
  while (rounds++ < ROUNDS_MOST
         && __atomic_load_n(&stolen, __ATOMIC_RELAXED) < ENOUGH) {
    push_and_pop();
    check_round();
  }
  __atomic_store_n(&is_over, 1, __ATOMIC_RELEASE);
  for (int i = 0; i < THIEVES; i++) pthread_join(threads[i], NULL);
  trace_deque_forget_outgrown(&deque);
  free(deque.ring);
  printf("%zu stolen in %d rounds\n", stolen, rounds);
  return 0;
}
