// Binary trees that die young, built from the leaves and from the root, beside a
// tree and an array that live on.  The size is the depth of the largest trees.
#include "benchmark.h"

static const size_t small_size = 8, usual_size = 16;

static uintptr_t from_the_leaves(size_t depth) {
  if (!depth) return cons(0, 0);
  push(from_the_leaves(depth - 1));
  uintptr_t right = from_the_leaves(depth - 1);
  uintptr_t left = pop();
  return cons(left, right);
}

// Below the node at the top of the stack.
static void from_the_root(size_t depth) {
  if (!depth) return;
  for (uint32_t i = 0; i < 2; i++) {
    uintptr_t child = cons(0, 0);
    array_set(*top(), i, child);
    push(child);
    from_the_root(depth - 1);
    pop();
  }
}

static size_t count_nodes(uintptr_t tree) {
  if (!tree) return 0;
  CHECK(object(tree)->kind == KIND_CONS);
  return 1 + count_nodes(object(tree)->slots[0])
    + count_nodes(object(tree)->slots[1]);
}

static void check_tree(uintptr_t tree, size_t depth) {
  CHECK(count_nodes(tree) == ((size_t)2 << depth) - 1);
}

static void make_short_lived(size_t depth, size_t count) {
  for (size_t i = 0; i < count; i++) {
    check_tree(from_the_leaves(depth), depth);
    push(cons(0, 0));
    from_the_root(depth);
    check_tree(pop(), depth);
  }
}

static void run(size_t size) {
  uint32_t length = 1u << size;
  push(from_the_leaves(size));
  push(make_array(length));
  for (uint32_t i = 0; i < length; i++) array_set(*top(), i, fixnum(i));
  for (size_t depth = 4; depth <= size; depth += 2)
    make_short_lived(depth, (size_t)16 << (size - depth));
  for (uint32_t i = 0; i < length; i++)
    CHECK(object(*top())->slots[i] == fixnum(i));
  pop();
  check_tree(pop(), size);
}
