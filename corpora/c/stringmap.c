// Maps from strings: words of a generated text are counted in a hash table and in a ternary search tree, looked up, removed and listed in
// order; the two must agree. The argument is the size.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 20240229;
static uint32_t next_random(void) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

// Strings live in blocks that are freed together.
struct block {
  struct block *next;
  size_t used;
  char bytes[65000];
};
struct arena {
  struct block *first;
};

static char *keep(struct arena *arena, const char *text, size_t length) {
  struct block *block = arena->first;
  if (!block || block->used + length + 1 > sizeof block->bytes) {
    block = malloc(sizeof *block);
    block->next = arena->first;
    block->used = 0;
    arena->first = block;
  }
  char *kept = block->bytes + block->used;
  memcpy(kept, text, length);
  kept[length] = 0;
  block->used += length + 1;
  return kept;
}

static void free_arena(struct arena *arena) {
  for (struct block *block = arena->first, *next; block; block = next) {
    next = block->next;
    free(block);
  }
}

// Open addressing; what lies behind a removed key and could have its place moves up.
struct slot {
  const char *key;
  uint32_t hash, count;
};
struct map {
  struct slot *slots;
  size_t size, used;
};

static uint32_t hash_text(const char *text) {
  uint32_t hash = 2166136261u;
  for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 16777619u;
  return hash ^ hash >> 15;
}

static struct slot *find(const struct map *map, const char *key, uint32_t hash) {
  for (size_t at = hash & (map->size - 1);; at = (at + 1) & (map->size - 1)) {
    struct slot *slot = &map->slots[at];
    if (!slot->key) return slot;
    if (slot->hash == hash && !strcmp(slot->key, key)) return slot;
  }
}

static void make_again(struct map *map) {
  struct map old = *map;
  map->size = old.size ? old.size * 2 : 64;
  map->slots = calloc(map->size, sizeof *map->slots);
  for (size_t i = 0; i < old.size; i++) {
    const struct slot *slot = &old.slots[i];
    if (slot->key) *find(map, slot->key, slot->hash) = *slot;
  }
  free(old.slots);
}

static struct slot *count_word(struct map *map, struct arena *arena, const char *key, size_t length) {
  if (map->used * 4 >= map->size * 3) make_again(map);
  uint32_t hash = hash_text(key);
  struct slot *slot = find(map, key, hash);
  if (!slot->key) {
    *slot = (struct slot){keep(arena, key, length), hash, 0};
    map->used++;
  }
  slot->count++;
  return slot;
}

static uint32_t count_of(const struct map *map, const char *key) {
  const struct slot *slot = find(map, key, hash_text(key));
  return slot->key ? slot->count : 0;
}

static int forget(struct map *map, const char *key) {
  struct slot *slot = find(map, key, hash_text(key));
  if (!slot->key) return 0;
  size_t mask = map->size - 1, hole = (size_t)(slot - map->slots);
  for (size_t at = (hole + 1) & mask; map->slots[at].key; at = (at + 1) & mask) {
    if (((at - map->slots[at].hash) & mask) < ((at - hole) & mask)) continue;
    map->slots[hole] = map->slots[at];
    hole = at;
  }
  map->slots[hole] = (struct slot){0};
  map->used--;
  return 1;
}

// A ternary search tree: a node compares one character.
struct node {
  struct node *lower, *equal, *higher;
  char character;
  uint32_t count;
};

static struct node **node_of(struct node **link, const char *key) {
  while (*link) {
    struct node *node = *link;
    if (*key < node->character) link = &node->lower;
    else if (*key > node->character) link = &node->higher;
    else if (*++key) link = &node->equal;
    else break;
  }
  return link;
}

static void count_in_tree(struct node **tree, const char *key) {
  struct node **link = tree;
  for (;;) {
    struct node *node = *link;
    if (!node) {
      node = *link = calloc(1, sizeof *node);
      node->character = *key;
    }
    if (*key < node->character) link = &node->lower;
    else if (*key > node->character) link = &node->higher;
    else if (*++key) link = &node->equal;
    else {
      node->count++;
      return;
    }
  }
}

struct listing {
  char key[64];
  const struct map *map;
  uint32_t words, wrong, sum;
};

static void list(const struct node *node, int depth, struct listing *listing) {
  for (; node; node = node->higher) {
    list(node->lower, depth, listing);
    listing->key[depth] = node->character;
    if (node->count) {
      listing->key[depth + 1] = 0;
      listing->words++;
      listing->wrong += count_of(listing->map, listing->key) != node->count;
      listing->sum = listing->sum * 31 + hash_text(listing->key) + node->count;
    }
    list(node->equal, depth + 1, listing);
  }
}

static void free_tree(struct node *node) {
  while (node) {
    struct node *higher = node->higher;
    free_tree(node->lower);
    free_tree(node->equal);
    free(node);
    node = higher;
  }
}

// Few words are frequent and most are rare: each syllable is followed by another with three chances of four, five at most.
static size_t make_word(char *word) {
  static const char *const syllables[] = {"ba", "con", "der", "e", "fla", "gor", "hi", "ja", "ken", "lo", "mi", "nu", "o", "pra", "qui", "ster"};
  size_t length = 0;
  for (int i = 0; i < 5; i++) {
    uint32_t r = next_random(), wide = r >> 8 & 3 ? 4 : 16;
    for (const char *c = syllables[(r >> 12) % wide]; *c; c++) word[length++] = *c;
    if ((r >> 20 & 3) == 0) break;
  }
  word[length] = 0;
  return length;
}

int main(int count, char **arguments) {
  int size = count > 1 ? atoi(arguments[1]) : 1000;
  struct arena arena = {0};
  struct map map = {0};
  struct node *tree = NULL;
  size_t characters = 0;
  char word[64], most[64] = "";
  uint32_t frequency = 0;
  for (int i = 0; i < size * 100; i++) {
    size_t length = make_word(word);
    characters += length;
    const struct slot *slot = count_word(&map, &arena, word, length);
    count_in_tree(&tree, word);
    if (slot->count > frequency) {
      frequency = slot->count;
      memcpy(most, word, length + 1);
    }
  }
  printf("text: %d words, %zu characters, %zu different in %zu slots, most frequent %s %u\n", size * 100, characters, map.used, map.size, most, frequency);

  struct listing listing = {.map = &map};
  list(tree, 0, &listing);
  printf("listing: %u words, %u wrong, sum %08x\n", listing.words, listing.wrong, listing.sum);

  uint32_t in_map = 0, in_tree = 0;
  for (int i = 0; i < size * 100; i++) {
    make_word(word);
    word[0] ^= i % 4 ? 0 : 3;
    in_map += count_of(&map, word);
    struct node *node = *node_of(&tree, word);
    in_tree += node ? node->count : 0;
  }
  printf("found: %u %u\n", in_map, in_tree);

  uint32_t forgotten = 0, added = 0;
  for (int i = 0; i < size * 100; i++) {
    size_t length = make_word(word);
    if (i & 1) forgotten += forget(&map, word);
    else added += count_word(&map, &arena, word, length)->count == 1;
  }
  uint64_t sum = 0;
  for (size_t i = 0; i < map.size; i++) sum += (uint64_t)map.slots[i].hash * map.slots[i].count;
  printf("churn: %u forgotten, %u added, %zu left, sum %llu\n", forgotten, added, map.used, (unsigned long long)sum);
  free(map.slots);
  free_tree(tree);
  free_arena(&arena);
  return 0;
}
