#define _GNU_SOURCE 1
#include <sys/socket.h>

#include "fdflags.h"
#include "fds.h"
#include "wasi.h"

// What a connection may do is bound by what its listener may do. Of the flags a new socket knows one.
u32 wasi_sock_accept(struct wr_memory *memory, u32 fd, u32 flags, u32 accepted) {
  u8 *place = guest_place_u32(memory, guest_ptr(accepted));
  if (!place) return WASI_EFAULT;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_for(wasi_fd(fd), WASI_RIGHT_SOCK_ACCEPT, &entry);
  if (error) return error;
  if (flags & ~(u32)WASI_FDFLAG_NONBLOCK) return WASI_EINVAL;
  int host_flags = SOCK_CLOEXEC | (flags & WASI_FDFLAG_NONBLOCK ? SOCK_NONBLOCK : 0);
  struct host_fd host = {WASI_RETRY(accept4(entry->host.number, NULL, NULL, host_flags))};
  if (host.number < 0) return wasi_errno_now();
  struct wasi_fd added;
  error = wasi_fds_add(host, (struct wasi_bounds){.rights = entry->base}, WASI_RIGHTS_ALL, &added);
  if (error) return error;
  host_store_u32(place, added.number);
  return WASI_ESUCCESS;
}
