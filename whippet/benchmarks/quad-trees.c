// A tree of four branches at each node, random subtrees of which are replaced.
// The size is its depth.
#include "benchmark.h"

static const size_t small_size = 5, usual_size = 9;

enum { BRANCHES = 4 };

static uintptr_t quad_tree(size_t depth) {
  push(make_array(BRANCHES));
  for (uint32_t i = 0; depth > 0 && i < BRANCHES; i++) {
    uintptr_t child = quad_tree(depth - 1);
    array_set(*top(), i, child);
  }
  return pop();
}

static size_t count_nodes(uintptr_t tree) {
  size_t count = 1;
  CHECK(object(tree)->kind == KIND_ARRAY && object(tree)->length == BRANCHES);
  for (uint32_t i = 0; i < BRANCHES; i++)
    if (object(tree)->slots[i]) count += count_nodes(object(tree)->slots[i]);
  return count;
}

static size_t nodes_of(size_t depth) {
  return (((size_t)1 << (2 * depth + 2)) - 1) / 3;
}

// The tree is at the top of the stack.
static void replace_subtree(size_t depth, size_t at) {
  uintptr_t subtree = quad_tree(depth - at), node = *top();
  for (size_t i = 1; i < at; i++)
    node = object(node)->slots[random_below(BRANCHES)];
  array_set(node, random_below(BRANCHES), subtree);
}

static void run(size_t size) {
  push(quad_tree(size));
  for (size_t at = 2; at <= size; at++)
    for (size_t i = 0; i < (size_t)2 << (2 * at); i++)
      replace_subtree(size, at);
  CHECK(count_nodes(pop()) == nodes_of(size));
}
