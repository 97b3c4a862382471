#include "fds.h"
#include "wasi.h"

// Unlike dup2(2) onto a number in use only: a guest cannot choose the number of something new.
u32 wasi_fd_renumber(struct wr_memory *memory, u32 fd, u32 to) {
  (void)memory;
  return wasi_fds_renumber(wasi_fd(fd), wasi_fd(to));
}
