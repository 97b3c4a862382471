#include <unistd.h>

#include "fds.h"
#include "wasi.h"

u32 wasi_fd_tell(struct wr_memory *memory, u32 fd, u32 position) {
  u8 *place = guest_place_u64(memory, guest_ptr(position));
  if (!place) return WASI_EFAULT;
  struct wasi_entry *entry;
  enum wasi_errno error = wasi_fds_get_file(wasi_fd(fd), WASI_RIGHT_FD_TELL, &entry);
  if (error) return error;
  off_t reached = lseek(entry->host.number, 0, SEEK_CUR);
  if (reached < 0) return wasi_errno_now();
  host_store_u64(place, (u64)reached);
  return WASI_ESUCCESS;
}
