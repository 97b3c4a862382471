#include "fds.h"
#include "wasi.h"

u32 wasi_fd_close(struct wr_memory *memory, u32 fd) {
  (void)memory;
  return wasi_fds_close(wasi_fd(fd));
}
