// Objects with finalizers of all priorities, a tenth of which die in each round,
// among garbage.  The size is how many are attached.
#include "benchmark.h"
#include "gc-finalizer.h"

static const size_t small_size = 1000, usual_size = 50000;

enum { ROUNDS = 40, GARBAGE = 20 };

static uintptr_t *objects(void) { return &globals.globals[0]; }

// How many were attached and have not been popped, and which numbers these have.
static size_t attached;
static uint8_t *pending;

static struct gc_finalizer *make_finalizer(void) {
  struct gc_finalizer *f = gc_allocate_finalizer(mut);
  CHECK(f);
  object((uintptr_t)f)->kind = KIND_FINALIZER;
  object((uintptr_t)f)->length = 0;
  return f;
}

// An object, a cell with its number, of which a finalizer with the same number
// will tell.
static void make_object(uint32_t at, uintptr_t number) {
  uintptr_t cell = cons(fixnum(number), 0);
  array_set(*objects(), at, cell);
  struct gc_finalizer *f = make_finalizer();
  gc_finalizer_attach(mut, f, number % FINALIZER_PRIORITIES,
                      gc_ref(object(*objects())->slots[at]),
                      gc_ref(fixnum(number)));
  pending[number] = 1;
  attached++;
}

static int is_object(uintptr_t number) {
  struct object *all = object(*objects());
  for (uint32_t i = 0; i < all->length; i++)
    if (all->slots[i] && object(all->slots[i])->slots[0] == fixnum(number))
      return 1;
  return 0;
}

static size_t pop_all(void) {
  struct gc_finalizer *f;
  size_t count = 0;
  for (; (f = gc_pop_finalizable(mut)); count++) {
    uintptr_t closure = gc_ref_value(gc_finalizer_closure(f));
    uintptr_t cell = gc_ref_value(gc_finalizer_object(f));
    CHECK(object(cell)->kind == KIND_CONS && object(cell)->slots[0] == closure);
    CHECK(pending[fixnum_value(closure)]);
    if (count % 1000 == 0) CHECK(!is_object(fixnum_value(closure)));
    pending[fixnum_value(closure)] = 0;
    attached--;
  }
  return count;
}

static void make_garbage(size_t size) {
  for (size_t i = 0; i < GARBAGE * size; i++) cons(fixnum(i), 0);
}

static void run(size_t size) {
  uint32_t length = (uint32_t)size;
  uintptr_t number = 0;
  size_t popped = 0;
  globals.count = 1;
  pending = calloc(1, size + ROUNDS * (size / 10));
  CHECK(pending);
  *objects() = make_array(length);
  for (uint32_t i = 0; i < length; i++) make_object(i, number++);
  for (size_t round = 0; round < ROUNDS; round++) {
    for (uint32_t i = 0; i < length / 10; i++)
      make_object(random_below(length), number++);
    make_garbage(size / 10);
    popped += pop_all();
  }
  gc_collect(mut, GC_COLLECTION_MAJOR);
  popped += pop_all();
  CHECK(popped <= number - size);
  CHECK(popped == number - size || !is_exact());
  CHECK(attached == number - popped);
  free(pending);
}
