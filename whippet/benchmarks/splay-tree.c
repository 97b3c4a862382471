// A splay tree: each access moves the node to the root, so that old nodes are
// written all the time.  The size is the number of its nodes.
#include "benchmark.h"

static const size_t small_size = 500, usual_size = 50000;

enum { KEY, VALUE, LEFT, RIGHT, NODE_LENGTH };
enum { VALUE_LENGTH = 10, NAME_LENGTH = 30 };

static uintptr_t field(uintptr_t v, uint32_t i) { return object(v)->slots[i]; }

static uintptr_t *tree(void) { return &globals.globals[0]; }

// A tree that is being taken apart: what is less, or more, than the key, and the
// node of it that is closest.
struct side { uintptr_t root, closest; };

static void side_add(struct side *side, uint32_t inward, uintptr_t node) {
  if (side->closest) array_set(side->closest, inward, node);
  else side->root = node;
  side->closest = node;
}

static uintptr_t rotate(uintptr_t node, uint32_t from, uint32_t to) {
  uintptr_t child = field(node, from);
  array_set(node, from, field(child, to));
  array_set(child, to, node);
  return child;
}

// The last node on the way to the key becomes the root.
static void splay(uintptr_t key) {
  struct side less = {0, 0}, more = {0, 0};
  uintptr_t node = *tree();
  while (field(node, KEY) != key) {
    int is_less = key < field(node, KEY);
    uint32_t towards = is_less ? LEFT : RIGHT, other = is_less ? RIGHT : LEFT;
    uintptr_t child = field(node, towards);
    if (child && field(child, KEY) != key
        && (key < field(child, KEY)) == is_less)
      node = rotate(node, towards, other);
    if (!field(node, towards)) break;
    side_add(is_less ? &more : &less, towards, node);
    node = field(node, towards);
  }
  side_add(&less, RIGHT, field(node, LEFT));
  side_add(&more, LEFT, field(node, RIGHT));
  array_set(node, LEFT, less.root);
  array_set(node, RIGHT, more.root);
  *tree() = node;
}

static uintptr_t make_value(uintptr_t key) {
  push(make_array(VALUE_LENGTH));
  for (uint32_t i = 1; i < VALUE_LENGTH; i++)
    object(*top())->slots[i] = fixnum(fixnum_value(key) + i);
  uintptr_t name = allocate(KIND_BYTES, NAME_LENGTH, 8 + NAME_LENGTH);
  CHECK(name);
  memset(object(name)->slots, (int)(fixnum_value(key) & 0x7f), NAME_LENGTH);
  array_set(*top(), 0, name);
  return pop();
}

static void check_value(uintptr_t value, uintptr_t key) {
  CHECK(object(value)->length == VALUE_LENGTH);
  for (uint32_t i = 1; i < VALUE_LENGTH; i++)
    CHECK(field(value, i) == fixnum(fixnum_value(key) + i));
  struct object *name = object(field(value, 0));
  CHECK(name->kind == KIND_BYTES && name->length == NAME_LENGTH);
  for (size_t i = 0; i < NAME_LENGTH; i++)
    CHECK(((unsigned char *)name->slots)[i] == (fixnum_value(key) & 0x7f));
}

static int has(uintptr_t key) {
  if (!*tree()) return 0;
  splay(key);
  return field(*tree(), KEY) == key;
}

// The root is the closest to the key.
static void insert(uintptr_t key) {
  push(make_value(key));
  uintptr_t node = make_array(NODE_LENGTH), root = *tree();
  object(node)->slots[KEY] = key;
  object(node)->slots[VALUE] = pop();
  *tree() = node;
  if (!root) return;
  uint32_t side = field(root, KEY) < key ? LEFT : RIGHT;
  uint32_t other = side == LEFT ? RIGHT : LEFT;
  object(node)->slots[side] = root;
  object(node)->slots[other] = field(root, other);
  array_set(root, other, 0);
}

static void remove_root(void) {
  uintptr_t left = field(*tree(), LEFT), right = field(*tree(), RIGHT);
  uintptr_t key = field(*tree(), KEY);
  *tree() = left ? left : right;
  if (!left) return;
  splay(key);  // its greatest: nothing is to its right
  array_set(*tree(), RIGHT, right);
}

static void insert_new(void) {
  uintptr_t key;
  do key = fixnum(random_below(1u << 30)); while (has(key));
  insert(key);
}

static void remove_close_to_random(void) {
  splay(fixnum(random_below(1u << 30)));
  check_value(field(*tree(), VALUE), field(*tree(), KEY));
  remove_root();
}

static void check_order(size_t count) {
  uintptr_t node = *tree(), last = 0;
  size_t found = 0;
  while (node || roots.sp > stack) {
    for (; node; node = field(node, LEFT)) push(node);
    node = pop();
    CHECK(field(node, KEY) > last);
    last = field(node, KEY);
    check_value(field(node, VALUE), last);
    found++;
    node = field(node, RIGHT);
  }
  CHECK(found == count);
}

static void run(size_t size) {
  globals.count = 1;
  for (size_t i = 0; i < size; i++) insert_new();
  for (size_t i = 0; i < 8 * size; i++) {
    insert_new();
    remove_close_to_random();
  }
  check_order(size);
}
