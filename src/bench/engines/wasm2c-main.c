// The host of a program that wasm2c made: as much of WASI preview 1 as a program needs that computes and prints.
// The module is `program`. A guest pointer is checked in `guest`, the only place that makes a host pointer of one.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "program.h"

enum { wasi_success = 0, wasi_badf = 8, wasi_io = 29, wasi_spipe = 70 };

struct w2c_wasi__snapshot__preview1 {
  w2c_program *program;
  u32 argc;
  char **argv;
};
typedef struct w2c_wasi__snapshot__preview1 wasi;

static u8 *guest(wasi *w, u32 at, u64 size) {
  wasm_rt_memory_t *memory = w2c_program_memory(w->program);
  if (at + size > memory->size) wasm_rt_trap(WASM_RT_TRAP_OOB);
  return memory->data + at;
}

static void put_u32(wasi *w, u32 at, u32 value) {
  memcpy(guest(w, at, sizeof value), &value, sizeof value);
}

static void put_u64(wasi *w, u32 at, u64 value) {
  memcpy(guest(w, at, sizeof value), &value, sizeof value);
}

static u32 get_u32(wasi *w, u32 at) {
  u32 value;
  memcpy(&value, guest(w, at, sizeof value), sizeof value);
  return value;
}

u32 w2c_wasi__snapshot__preview1_args_sizes_get(wasi *w, u32 count, u32 size) {
  u32 bytes = 0;
  for (u32 i = 0; i < w->argc; i++) bytes += (u32)strlen(w->argv[i]) + 1;
  put_u32(w, count, w->argc);
  put_u32(w, size, bytes);
  return wasi_success;
}

u32 w2c_wasi__snapshot__preview1_args_get(wasi *w, u32 pointers, u32 buffer) {
  for (u32 i = 0; i < w->argc; i++) {
    u32 size = (u32)strlen(w->argv[i]) + 1;
    put_u32(w, pointers + 4 * i, buffer);
    memcpy(guest(w, buffer, size), w->argv[i], size);
    buffer += size;
  }
  return wasi_success;
}

u32 w2c_wasi__snapshot__preview1_environ_sizes_get(wasi *w, u32 count, u32 size) {
  put_u32(w, count, 0);
  put_u32(w, size, 0);
  return wasi_success;
}

u32 w2c_wasi__snapshot__preview1_environ_get(wasi *w, u32 pointers, u32 buffer) {
  (void)w, (void)pointers, (void)buffer;
  return wasi_success;
}

// One of readv and writev, over the guest's vector of spans.
static u32 transfer(wasi *w, u32 fd, u32 spans, u32 count, u32 done, int writes) {
  if (fd > 2) return wasi_badf;
  u32 total = 0;
  for (u32 i = 0; i < count; i++) {
    u32 at = get_u32(w, spans + 8 * i), size = get_u32(w, spans + 8 * i + 4);
    u8 *bytes = guest(w, at, size);
    ssize_t moved = writes ? write((int)fd, bytes, size) : read((int)fd, bytes, size);
    if (moved < 0) return wasi_io;
    total += (u32)moved;
    if ((u32)moved < size) break;
  }
  put_u32(w, done, total);
  return wasi_success;
}

u32 w2c_wasi__snapshot__preview1_fd_write(wasi *w, u32 fd, u32 spans, u32 count, u32 done) {
  return transfer(w, fd, spans, count, done, 1);
}

u32 w2c_wasi__snapshot__preview1_fd_read(wasi *w, u32 fd, u32 spans, u32 count, u32 done) {
  return transfer(w, fd, spans, count, done, 0);
}

u32 w2c_wasi__snapshot__preview1_fd_close(wasi *w, u32 fd) {
  (void)w;
  return fd > 2 ? wasi_badf : wasi_success;
}

u32 w2c_wasi__snapshot__preview1_fd_seek(wasi *w, u32 fd, u64 offset, u32 whence, u32 place) {
  (void)w, (void)offset, (void)whence, (void)place;
  return fd > 2 ? wasi_badf : wasi_spipe;
}

// Streams without rights to seek: what a terminal or a pipe is.
u32 w2c_wasi__snapshot__preview1_fd_fdstat_get(wasi *w, u32 fd, u32 at) {
  enum { size = 24, character_device = 2, rights = 8 };
  if (fd > 2) return wasi_badf;
  memset(guest(w, at, size), 0, size);
  *guest(w, at, 1) = character_device;
  put_u64(w, at + rights, 1u << 1 | 1u << 6);  // fd_read, fd_write
  return wasi_success;
}

u32 w2c_wasi__snapshot__preview1_fd_prestat_get(wasi *w, u32 fd, u32 at) {
  (void)w, (void)fd, (void)at;
  return wasi_badf;
}

u32 w2c_wasi__snapshot__preview1_fd_prestat_dir_name(wasi *w, u32 fd, u32 at, u32 size) {
  (void)w, (void)fd, (void)at, (void)size;
  return wasi_badf;
}

u32 w2c_wasi__snapshot__preview1_clock_time_get(wasi *w, u32 clock, u64 precision, u32 at) {
  struct timespec now;
  (void)precision;
  clock_gettime(clock == 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC, &now);
  put_u64(w, at, (u64)now.tv_sec * 1000000000u + (u64)now.tv_nsec);
  return wasi_success;
}

u32 w2c_wasi__snapshot__preview1_random_get(wasi *w, u32 at, u32 size) {
  u8 *bytes = guest(w, at, size);
  for (u32 done = 0; done < size;) {
    ssize_t got = getrandom(bytes + done, size - done, 0);
    if (got < 0) return wasi_io;
    done += (u32)got;
  }
  return wasi_success;
}

void w2c_wasi__snapshot__preview1_proc_exit(wasi *w, u32 status) {
  (void)w;
  exit((int)status);
}

int main(int argc, char **argv) {
  static w2c_program program;
  wasi w = {&program, (u32)argc, argv};
  wasm_rt_init();
  wasm2c_program_instantiate(&program, &w);
  w2c_program_0x5Fstart(&program);
  return 0;
}
