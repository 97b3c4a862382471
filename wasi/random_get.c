#include <sys/random.h>

#include "guest.h"
#include "host_errno.h"
#include "wasi.h"

// getrandom(2) gives at most 32 MiB - 1 at a time, and less after a signal.
u32 wasi_random_get(struct wr_memory *memory, u32 buf, u32 buf_len) {
  u8 *bytes = guest_span_host(memory, guest_span(buf, buf_len));
  if (!bytes) return WASI_EFAULT;
  for (u32 done = 0; done < buf_len;) {
    ssize_t got = WASI_RETRY(getrandom(bytes + done, buf_len - done, 0));
    if (got < 0) return wasi_errno_now();
    done += (u32)got;
  }
  return WASI_ESUCCESS;
}
