#include <sys/socket.h>

#include "fds.h"
#include "wasi.h"

static enum wasi_errno host_how_of(u32 how, int *host) {
  switch (how) {
    case WASI_SDFLAG_RD: *host = SHUT_RD; return WASI_ESUCCESS;
    case WASI_SDFLAG_WR: *host = SHUT_WR; return WASI_ESUCCESS;
    case WASI_SDFLAG_RD | WASI_SDFLAG_WR: *host = SHUT_RDWR; return WASI_ESUCCESS;
    default: return WASI_EINVAL;
  }
}

u32 wasi_sock_shutdown(struct wr_memory *memory, u32 fd, u32 how) {
  (void)memory;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_for(wasi_fd(fd), WASI_RIGHT_SOCK_SHUTDOWN, &entry);
  if (error) return error;
  int host_how;
  error = host_how_of(how, &host_how);
  if (error) return error;
  return wasi_errno_of(shutdown(entry->host.number, host_how));
}
