#include "fds.h"
#include "wasi.h"

// A libc asks for 3, 4, 5, ... until EBADF: that is also the answer for what is open but no preopen.
u32 wasi_fd_prestat_get(struct wr_memory *memory, u32 fd, u32 prestat) {
  u8 *place = guest_span_host(memory, guest_span(prestat, sizeof(struct wasi_prestat)));
  if (!place) return WASI_EFAULT;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get(wasi_fd(fd), &entry);
  if (error) return error;
  if (!entry->preopen) return WASI_EBADF;
  struct wasi_prestat answer = {
      .tag = WASI_PREOPENTYPE_DIR,
      .name_len = (u32)strlen(entry->preopen),
  };
  memcpy(place, &answer, sizeof answer);
  return WASI_ESUCCESS;
}
