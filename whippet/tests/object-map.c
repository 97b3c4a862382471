// The map of objects by itself: several threads ask for the same blocks at once, and
// each finds every object, whoever has walked the block.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "embedder.h"
#include "object-map.h"

enum { THREADS = 4, BLOCKS = 16, ROUNDS = 100, OBJECTS = BLOCKS * 8192 };

static struct nofl_space space;
static struct object_map map;
static uintptr_t objects[OBJECTS];
static size_t object_count, first_of_block[BLOCKS + 1];
static pthread_barrier_t barrier;

// The map asks for sizes only, and there are no such objects.
size_t gc_ephemeron_size(void) { abort(); }
size_t gc_finalizer_size(void) { abort(); }

static void fail(const char *what) {
  fprintf(stderr, "object-map: %s\n", what);
  exit(1);
}

// Of one granule to five; the last one fills the block.
static size_t size_of_next(size_t left) {
  size_t size = GC_GRANULE * (1 + object_count % 5);
  return left < 2 * size ? left : size;
}

static void fill_block(uint32_t block) {
  uintptr_t addr = nofl_block_address(&space, block);
  uintptr_t end = addr + NOFL_BLOCK_SIZE;
  first_of_block[block] = object_count;
  nofl_leave_hole(&space, addr, end);
  while (addr < end) {
    size_t size = size_of_next(end - addr);
    struct object *object = (struct object *)addr;
    object->kind = KIND_BYTES;
    object->length = (uint32_t)size - 8;
    objects[object_count++] = addr;
    addr += size;
  }
}

static void make_blocks(void) {
  size_t size = BLOCKS * NOFL_BLOCK_SIZE;
  uintptr_t base = gc_platform_reserve(size);
  if (!base || !nofl_init(&space, base, size, size)
      || !nofl_commit(&space, BLOCKS - 1) || !object_map_init(&map, &space))
    fail("no memory");
  for (uint32_t block = 0; block < BLOCKS; block++) fill_block(block);
  first_of_block[BLOCKS] = object_count;
}

static uintptr_t find(uintptr_t addr, int interior) {
  return object_map_find(&map, &space, NULL, addr, interior);
}

// The last object first: while a block is being walked, it is not there yet.
static void look_up_block(uint32_t block) {
  for (size_t i = first_of_block[block + 1]; i-- > first_of_block[block];) {
    if (find(objects[i], 0) != objects[i]) fail("an object is not found");
    if (find(objects[i] + 7, 1) != objects[i]) fail("nor is it by its inside");
    if (find(objects[i] + 4, 0)) fail("something is found that is none");
  }
}

static void *look_up(void *unused) {
  for (int round = 0; round < ROUNDS; round++) {
    if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
      object_map_begin(&map, &space);
    pthread_barrier_wait(&barrier);
    for (uint32_t block = 0; block < BLOCKS; block++) look_up_block(block);
  }
  return unused;
}

int main(void) {
  pthread_t threads[THREADS];
  make_blocks();
  if (pthread_barrier_init(&barrier, NULL, THREADS) != 0) return 2;
  for (int i = 0; i < THREADS; i++)
    if (pthread_create(&threads[i], NULL, look_up, NULL) != 0) return 2;
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  return 0;
}
