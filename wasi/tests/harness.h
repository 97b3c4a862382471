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

// Where things are on the host: the scratch directory, which is preopened as descriptor 3, "/scratch"; two more
// that tiers.c preopens; and one beside them that nobody grants, with the file `secret`.
extern char scratch[], other[], read_only[], outside[];
enum { SCRATCH = 3, OTHER_DIRECTORY = 4, READ_ONLY = 5 };

// Makes these anew in a folder of this name.
void make_folders(const char *name);
// What somebody else has left in them: a guest cannot make it all. Paths are relative to the scratch directory.
void host_directory(const char *name);
void host_file(const char *name);
void host_link(const char *text, const char *name);

// Grants a directory, as the next descriptor from 3 on. Returns the host's errno.
int preopen(const char *host, const char *guest);

void test_signatures(void);
void test_process(void);
void test_descriptors(void);
void test_poll(void);
void test_sockets(void);
// In tests/paths.c. Where the guest has a root, a link to a host's place is ENOENT, else ENOTCAPABLE.
void make_tree(void);
void test_paths(enum wasi_errno absolute_link);
void make_escapes(void);
void test_escapes(u32 tier);
void make_read_only(void);
void test_read_only(u32 tier);
void test_tiers(void);
void test_older_kernels(void);
void test_experiments(void);
void test_failing_calls(void);
void test_wild_arguments_in_each_tier(void);

#endif
