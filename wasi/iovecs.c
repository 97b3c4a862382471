#include "iovecs.h"

enum { IOVECS_MAX = 1024 };  // UIO_MAXIOV of Linux

enum wasi_errno wasi_iovecs_load(const struct wr_memory *memory, struct guest_ptr iovs, u32 count,
                                 struct host_iovecs *loaded) {
  static struct iovec items[IOVECS_MAX];
  const u8 *list = guest_span_host(memory, guest_array(iovs, count, sizeof(struct wasi_iovec)));
  if (!list) return WASI_EFAULT;
  u32 used = count < IOVECS_MAX ? count : IOVECS_MAX;
  for (u32 i = 0; i < used; i++) {
    struct wasi_iovec iovec = host_load_iovec(list + i * sizeof iovec);
    u8 *buffer = guest_span_host(memory, guest_span(iovec.buf, iovec.buf_len));
    if (!buffer) return WASI_EFAULT;
    items[i] = (struct iovec){buffer, iovec.buf_len};
  }
  *loaded = (struct host_iovecs){items, (int)used};
  return WASI_ESUCCESS;
}
