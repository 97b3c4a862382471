#include "process.h"

#include <signal.h>

#include "fds.h"
#include "wasi.h"

static struct wasi_strings arguments;
static struct wasi_strings environment;

const struct wasi_strings *wasi_arguments(void) {
  return &arguments;
}

const struct wasi_strings *wasi_environment(void) {
  return &environment;
}

// The kernel admits 6 MiB of arguments and environment at most, so 32 bits hold the sum.
static struct wasi_strings strings_make(char *const *items, u32 count) {
  struct wasi_strings strings = {items, count, 0};
  for (u32 i = 0; i < count; i++) strings.size += (u32)strlen(items[i]) + 1;
  return strings;
}

static u32 strings_count(char *const *items) {
  u32 count = 0;
  if (items)
    for (; items[count];) count++;
  return count;
}

void wasi_start(int argc, char **argv, char **envp) {
  arguments = strings_make(argv, argv ? (u32)argc : 0);
  environment = strings_make(envp, strings_count(envp));
  signal(SIGPIPE, SIG_IGN);
  wasi_fds_start();
}

enum wasi_errno wasi_strings_sizes_get(const struct wr_memory *memory,
                                       const struct wasi_strings *strings,
                                       struct guest_ptr count, struct guest_ptr size) {
  u8 *count_place = guest_place_u32(memory, count);
  u8 *size_place = guest_place_u32(memory, size);
  if (!count_place || !size_place) return WASI_EFAULT;
  host_store_u32(count_place, strings->count);
  host_store_u32(size_place, strings->size);
  return WASI_ESUCCESS;
}

enum wasi_errno wasi_strings_get(const struct wr_memory *memory, const struct wasi_strings *strings,
                                 struct guest_ptr pointers, struct guest_ptr bytes) {
  u8 *pointer = guest_span_host(memory, guest_array(pointers, strings->count, 4));
  u8 *byte = guest_span_host(memory, (struct guest_span){bytes, strings->size});
  if (!pointer || !byte) return WASI_EFAULT;
  for (u32 i = 0; i < strings->count; i++) {
    u32 size = (u32)strlen(strings->items[i]) + 1;
    host_store_u32(pointer + 4 * (size_t)i, bytes.address);
    memcpy(byte, strings->items[i], size);
    byte += size;
    bytes.address += size;
  }
  return WASI_ESUCCESS;
}
