// What the tests share: a memory of one page with a guard page right behind it, so that a byte too far
// is a crash, and CHECK, which counts.
#ifndef WASI_TESTS_HARNESS_H
#define WASI_TESTS_HARNESS_H

#include <stdio.h>
#include <string.h>

#include "../abi.h"
#include "../wasi.h"

extern struct wr_memory memory;
extern int report;  // a descriptor for messages: 0, 1 and 2 belong to the guest
extern int failures;

enum { PAGE = 65536 };

#define CHECK(EXPECTED, CALL)                                                              \
  do {                                                                                     \
    unsigned long long expected_ = (EXPECTED), got_ = (CALL);                              \
    if (expected_ != got_) {                                                               \
      dprintf(report, "%s:%d: %s: expected %llu, got %llu\n", __FILE__, __LINE__, #CALL,   \
              expected_, got_);                                                            \
      failures++;                                                                          \
    }                                                                                      \
  } while (0)

static inline u32 load_u32(u32 address) {
  u32 value;
  memcpy(&value, memory.base + address, sizeof value);
  return value;
}

static inline u64 load_u64(u32 address) {
  u64 value;
  memcpy(&value, memory.base + address, sizeof value);
  return value;
}

static inline void store_u32(u32 address, u32 value) {
  memcpy(memory.base + address, &value, sizeof value);
}

static inline void store_iovec(u32 address, u32 buf, u32 buf_len) {
  store_u32(address, buf);
  store_u32(address + 4, buf_len);
}

// Puts a text at `address`, without NUL. Returns its length.
static inline u32 store_text(u32 address, const char *text) {
  u32 length = (u32)strlen(text);
  memcpy(memory.base + address, text, length);
  return length;
}

static inline bool holds_text(u32 address, const char *text) {
  return memcmp(memory.base + address, text, strlen(text)) == 0;
}

// Where the scratch directory is on the host; it is preopened as descriptor 3, "/scratch".
extern char scratch[];
enum { SCRATCH = 3 };

void test_signatures(void);
void test_process(void);
void test_descriptors(void);
void test_poll(void);
void test_sockets(void);
void test_paths(void);
void test_older_kernels(void);
void test_wild_arguments(void);

#endif
