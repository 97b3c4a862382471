// Hashing: SHA-256, CRC-32, SipHash-1-3 and a 64-bit multiply-and-mix over a buffer; a table of integers with open addressing that grows,
// loses keys and is searched. The argument is the size.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 88172645463325252u;
static uint64_t next_random(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static uint32_t rotate_right(uint32_t x, int by) { return x >> by | x << (32 - by); }
static uint64_t rotate_left(uint64_t x, int by) { return x << by | x >> (64 - by); }
static uint32_t big_endian(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}
static uint64_t word_at(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

// The first 32 bits of the fractional parts of the roots of the first primes, by integer search: no table, no floats.
static uint32_t fraction_of_root(uint32_t prime, int degree) {
  uint64_t root = 0;
  for (int bit = 39; bit >= 0; bit--) {
    uint64_t candidate = root | (uint64_t)1 << bit;
    __extension__ typedef unsigned __int128 wide;
    wide power = (wide)candidate * candidate, bound = (wide)prime << 64;
    if (degree == 3) {
      // Below 2^40 cubed is below 2^120.
      power *= candidate;
      bound <<= 32;
    }
    if (power <= bound) root = candidate;
  }
  return (uint32_t)root;
}

static uint32_t sha_initial[8], sha_constants[64];
static void sha_prepare(void) {
  int found = 0;
  for (uint32_t candidate = 2; found < 64; candidate++) {
    int is_prime = 1;
    for (uint32_t i = 2; i * i <= candidate; i++) is_prime &= candidate % i != 0;
    if (!is_prime) continue;
    if (found < 8) sha_initial[found] = fraction_of_root(candidate, 2);
    sha_constants[found++] = fraction_of_root(candidate, 3);
  }
}

static void sha_block(uint32_t hash[8], const uint8_t *block) {
  uint32_t w[64], v[8];
  for (int i = 0; i < 16; i++) w[i] = big_endian(block + 4 * i);
  for (int i = 16; i < 64; i++) {
    uint32_t s0 = rotate_right(w[i - 15], 7) ^ rotate_right(w[i - 15], 18) ^ w[i - 15] >> 3;
    uint32_t s1 = rotate_right(w[i - 2], 17) ^ rotate_right(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  memcpy(v, hash, sizeof v);
  for (int i = 0; i < 64; i++) {
    uint32_t s1 = rotate_right(v[4], 6) ^ rotate_right(v[4], 11) ^ rotate_right(v[4], 25);
    uint32_t first = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + sha_constants[i] + w[i];
    uint32_t s0 = rotate_right(v[0], 2) ^ rotate_right(v[0], 13) ^ rotate_right(v[0], 22);
    uint32_t second = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    v[7] = v[6], v[6] = v[5], v[5] = v[4], v[4] = v[3] + first;
    v[3] = v[2], v[2] = v[1], v[1] = v[0], v[0] = first + second;
  }
  for (int i = 0; i < 8; i++) hash[i] += v[i];
}

static void sha(const uint8_t *data, size_t length, uint32_t hash[8]) {
  uint8_t last[128] = {0};
  size_t rest = length % 64, padded = rest < 56 ? 64 : 128;
  memcpy(hash, sha_initial, sizeof sha_initial);
  for (size_t at = 0; at + 64 <= length; at += 64) sha_block(hash, data + at);
  memcpy(last, data + length - rest, rest);
  last[rest] = 0x80;
  for (int i = 0; i < 8; i++) last[padded - 1 - i] = (uint8_t)((uint64_t)length * 8 >> 8 * i);
  for (size_t at = 0; at < padded; at += 64) sha_block(hash, last + at);
}

static uint32_t crc(const uint8_t *data, size_t length) {
  static uint32_t table[256];
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t entry = i;
    for (int bit = 0; bit < 8; bit++) entry = entry & 1 ? entry >> 1 ^ 0xedb88320u : entry >> 1;
    table[i] = entry;
  }
  uint32_t sum = 0xffffffffu;
  for (size_t i = 0; i < length; i++) sum = table[(sum ^ data[i]) & 255] ^ sum >> 8;
  return ~sum;
}

struct sip {
  uint64_t a, b, c, d;
};
static void sip_round(struct sip *v) {
  v->a += v->b, v->b = rotate_left(v->b, 13) ^ v->a, v->a = rotate_left(v->a, 32);
  v->c += v->d, v->d = rotate_left(v->d, 16) ^ v->c;
  v->a += v->d, v->d = rotate_left(v->d, 21) ^ v->a;
  v->c += v->b, v->b = rotate_left(v->b, 17) ^ v->c, v->c = rotate_left(v->c, 32);
}
static void sip_word(struct sip *v, uint64_t word) {
  v->d ^= word;
  sip_round(v);
  v->a ^= word;
}
static uint64_t sip_hash(uint64_t key0, uint64_t key1, const uint8_t *data, size_t length) {
  struct sip v = {key0 ^ 0x736f6d6570736575u, key1 ^ 0x646f72616e646f6du, key0 ^ 0x6c7967656e657261u, key1 ^ 0x7465646279746573u};
  size_t at = 0;
  for (; at + 8 <= length; at += 8) sip_word(&v, word_at(data + at));
  uint64_t last = (uint64_t)length << 56;
  for (int i = 0; at < length; at++, i += 8) last |= (uint64_t)data[at] << i;
  sip_word(&v, last);
  v.c ^= 0xff;
  for (int i = 0; i < 3; i++) sip_round(&v);
  return v.a ^ v.b ^ v.c ^ v.d;
}

static uint64_t mixed(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

static void functions(int size) {
  size_t length = (size_t)size * 1000 + 13;
  uint8_t *data = malloc(length);
  for (size_t i = 0; i < length; i++) data[i] = (uint8_t)(next_random() >> 40);
  uint32_t hash[8], empty[8], text[8];
  sha(data, 0, empty);
  sha((const uint8_t *)"abc", 3, text);
  sha(data, length, hash);
  printf("sha: %08x%08x, %08x%08x,", empty[0], empty[7], text[0], text[7]);
  for (int i = 0; i < 8; i++) printf(" %08x", hash[i]);
  printf("\ncrc: %08x %08x\n", crc((const uint8_t *)"123456789", 9), crc(data, length));
  uint64_t sum = 0;
  for (size_t at = 0; at + 40 < length; at += 20) sum ^= rotate_left(sip_hash(at, 7, data + at, 5 + at / 20 % 36), (int)(at & 31) + 1);
  printf("sip: %016llx %016llx\n", (unsigned long long)sum, (unsigned long long)sip_hash(1, 2, data, length));
  sum = 0;
  for (size_t at = 0; at + 8 <= length; at++) sum += mixed(sum ^ word_at(data + at));
  printf("mix: %016llx\n", (unsigned long long)sum);
  free(data);
}

// Linear probing. Key 0 is a free place; a removal moves back what follows.
struct table {
  uint64_t *keys;
  uint32_t *values;
  size_t size, used;
};

static size_t place_of(const struct table *table, uint64_t key) {
  size_t at = mixed(key) & (table->size - 1);
  while (table->keys[at] && table->keys[at] != key) at = (at + 1) & (table->size - 1);
  return at;
}

static void make(struct table *table, size_t size) {
  table->keys = calloc(size, sizeof *table->keys);
  table->values = calloc(size, sizeof *table->values);
  table->size = size;
  table->used = 0;
}

static void grow(struct table *table) {
  struct table old = *table;
  make(table, old.size * 2);
  table->used = old.used;
  for (size_t i = 0; i < old.size; i++) {
    if (!old.keys[i]) continue;
    size_t at = place_of(table, old.keys[i]);
    table->keys[at] = old.keys[i];
    table->values[at] = old.values[i];
  }
  free(old.keys);
  free(old.values);
}

static void add(struct table *table, uint64_t key, uint32_t value) {
  if (table->used * 3 >= table->size * 2) grow(table);
  size_t at = place_of(table, key);
  table->used += table->keys[at] == 0;
  table->keys[at] = key;
  table->values[at] += value;
}

static int take(struct table *table, uint64_t key) {
  size_t mask = table->size - 1, hole = place_of(table, key);
  if (!table->keys[hole]) return 0;
  for (size_t at = (hole + 1) & mask; table->keys[at]; at = (at + 1) & mask) {
    size_t wanted = mixed(table->keys[at]) & mask;
    if (((at - wanted) & mask) < ((at - hole) & mask)) continue;
    table->keys[hole] = table->keys[at];
    table->values[hole] = table->values[at];
    hole = at;
  }
  table->keys[hole] = 0;
  table->values[hole] = 0;
  table->used--;
  return 1;
}

static void numbers(int size) {
  struct table table;
  make(&table, 16);
  uint32_t removed = 0, found = 0;
  uint64_t range = (uint64_t)size * 100 + 1, sum = 0;
  for (int i = 0; i < size * 200; i++) {
    uint64_t key = next_random() % range + 1;
    if (i % 3 == 2) removed += take(&table, key * 0x10001);
    else add(&table, key * 0x10001, (uint32_t)i & 7);
    found += table.keys[place_of(&table, (key / 2 + 1) * 0x10001)] != 0;
  }
  for (size_t i = 0; i < table.size; i++) sum += mixed(table.keys[i] + table.values[i]) & (table.keys[i] ? ~(uint64_t)0 : 0);
  printf("numbers: %zu in %zu places, %u removed, %u found, sum %016llx\n", table.used, table.size, removed, found, (unsigned long long)sum);
  free(table.keys);
  free(table.values);
}

int main(int count, char **arguments) {
  int size = count > 1 ? atoi(arguments[1]) : 1500;
  sha_prepare();
  functions(size);
  numbers(size);
  return 0;
}
