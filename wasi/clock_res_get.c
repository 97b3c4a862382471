#include "clocks.h"
#include "host_errno.h"
#include "wasi.h"

u32 wasi_clock_res_get(struct wr_memory *memory, u32 id, u32 resolution) {
  u8 *place = guest_place_u64(memory, guest_ptr(resolution));
  if (!place) return WASI_EFAULT;
  struct host_clock clock;
  enum wasi_errno error = host_clock_of(id, &clock);
  if (error) return error;
  struct timespec step;
  if (clock_getres(clock.id, &step) != 0) return wasi_errno_now();
  host_store_u64(place, wasi_timestamp(step));
  return WASI_ESUCCESS;
}
