// The deque by itself: whatever is pushed is taken once, by its owner or by a
// thief, while the ring grows and is often nearly empty.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "trace-deque.h"

enum { THIEVES = 3, ITEMS = 300000, STALKED = 50000 };

static struct trace_deque deque;
static unsigned char taken[ITEMS];  // how often
static int is_over;

static void take(struct trace_work work) {
  if (work.high != ~work.low || work.low >= ITEMS) {
    fprintf(stderr, "half of one item and half of another\n");
    exit(1);
  }
  __atomic_fetch_add(&taken[work.low], 1, __ATOMIC_RELAXED);
}

static void *steal(void *stolen) {
  struct trace_work work;
  while (!__atomic_load_n(&is_over, __ATOMIC_ACQUIRE)) {
    if (trace_deque_steal(&deque, &work) != TRACE_STOLEN) continue;
    take(work);
    ++*(size_t *)stolen;
  }
  return NULL;
}

static void push_and_pop(void) {
  struct trace_work work;
  for (uintptr_t i = 0; i < ITEMS; i++) {
    trace_deque_push(&deque, (struct trace_work){i, ~i});
    // One at a time first, so that owner and thieves want the same one; then
    // in flights of 5000, for which the ring has to grow.
    int pops = i < STALKED ? 1 : i % 5000 == 4999 ? 5000 : 0;
    while (pops-- > 0 && trace_deque_pop(&deque, &work)) take(work);
  }
  while (trace_deque_pop(&deque, &work)) take(work);
}

int main(void) {
  pthread_t threads[THIEVES];
  size_t stolen[THIEVES] = {0};
  trace_deque_init(&deque);
  for (int i = 0; i < THIEVES; i++)
    if (pthread_create(&threads[i], NULL, steal, &stolen[i]) != 0) return 2;
  push_and_pop();
  __atomic_store_n(&is_over, 1, __ATOMIC_RELEASE);
  size_t all = 0;
  for (int i = 0; i < THIEVES; i++) {
    pthread_join(threads[i], NULL);
    all += stolen[i];
  }
  trace_deque_forget_outgrown(&deque);
  free(deque.ring);
  for (size_t i = 0; i < ITEMS; i++)
    if (taken[i] != 1)
      return fprintf(stderr, "item %zu: taken %d times\n", i, taken[i]), 1;
  printf("deque: %zu of %d were stolen\n", all, ITEMS);
  return 0;
}
