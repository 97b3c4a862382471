#include <sys/random.h>

#include "guest.h"
#include "host_errno.h"
#include "wasi.h"

static struct {
  bool is_fixed;
  u64 state;
} fixed_random;

void wasi_random_fix(u64 seed) {
  fixed_random.is_fixed = true;
  fixed_random.state = seed;
}

// SplitMix64 (Steele, Lea and Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
static u64 next_fixed(void) {
  u64 z = fixed_random.state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

static void fill_fixed(u8 *bytes, u32 size) {
  for (u32 done = 0; done < size; done += 8) {
    u64 word = next_fixed();
    memcpy(bytes + done, &word, size - done < 8 ? size - done : 8);
  }
}

// getrandom(2) gives at most 32 MiB - 1 at a time, and less after a signal.
u32 wasi_random_get(struct wr_memory *memory, u32 buf, u32 buf_len) {
  u8 *bytes = guest_span_host(memory, guest_span(buf, buf_len));
  if (!bytes) return WASI_EFAULT;
  if (fixed_random.is_fixed) {
    fill_fixed(bytes, buf_len);
    return WASI_ESUCCESS;
  }
  for (u32 done = 0; done < buf_len;) {
    ssize_t got = WASI_RETRY(getrandom(bytes + done, buf_len - done, 0));
    if (got < 0) return wasi_errno_now();
    done += (u32)got;
  }
  return WASI_ESUCCESS;
}
