// Reservations of linear memories.
#define _GNU_SOURCE
#include "memory.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "host.h"

static u8 nothing[1];
struct wr_memory wr_no_memory = {.base = nothing};

// Those of all memories, for the fault handler. Programs have one or none.
static struct reservation { u8 *base; u64 size; } *reservations;
static size_t reservation_count;

bool wr_memory_is_reserved(const void *address) {
  for (size_t i = 0; i < reservation_count; i++)
    if ((uintptr_t)address - (uintptr_t)reservations[i].base < reservations[i].size) return true;
  return false;
}

static void remember(struct reservation reservation) {
  struct reservation *grown = realloc(reservations, (reservation_count + 1) * sizeof *grown);
  if (!grown) wr_die("out of memory");
  reservations = grown;
  reservations[reservation_count++] = reservation;
}

static void forget(const u8 *base) {
  for (size_t i = 0; i < reservation_count; i++)
    if (reservations[i].base == base) {
      reservations[i] = reservations[--reservation_count];
      return;
    }
}

static u8 *reserve_at(uintptr_t address, u64 size) {
  int place = address ? MAP_FIXED_NOREPLACE : 0;
  u8 *base = mmap((void *)address, size, PROT_NONE, place | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return base == MAP_FAILED ? NULL : base;
}

static u8 *reserve(u64 size) { return reserve_at(0, size); }

// More is what no memory can have.
static u64 bytes_of(u64 pages) { return pages < UINT64_MAX / WR_PAGE_SIZE ? pages * WR_PAGE_SIZE : UINT64_MAX; }

static bool make_accessible(u8 *at, u64 size) {
  return size == 0 || mprotect(at, size, PROT_READ | PROT_WRITE) == 0;
}

// What is accessible ends with a page of 64 KiB, which is one of the host or several.
static u64 accessible(u64 size) { return (size + WR_PAGE_SIZE - 1) / WR_PAGE_SIZE * WR_PAGE_SIZE; }

static void create_in(struct wr_memory *memory, u8 *base, u64 size, u64 min, u64 max) {
  if (min > size || !make_accessible(base, accessible(min)))
    wr_die("no memory for a linear memory of %llu bytes", (unsigned long long)min);
  remember((struct reservation){base, size});
  *memory = (struct wr_memory){.base = base, .size = min, .max = max < size ? max : size, .reservation = size};
}

void wr_memory_create_bytes(struct wr_memory *memory, u64 min, u64 max) {
  u64 size = accessible(max < WR_MEMORY_RESERVATION ? WR_MEMORY_RESERVATION : max);
  u8 *base = reserve(size);
  // The address space may be limited (ulimit -v), and what it may grow to far more than it will.
  while (!base && size / 2 >= WR_MEMORY_RESERVATION && size / 2 >= min) base = reserve(size = accessible(size / 2));
  if (!base) wr_die("no address space for a linear memory");
  create_in(memory, base, size, min, max);
}

void wr_memory_create(struct wr_memory *memory, u64 min_pages, u64 max_pages) {
  wr_memory_create_bytes(memory, bytes_of(min_pages), bytes_of(max_pages));
}

void wr_memory_create_at(struct wr_memory *memory, uintptr_t address, u64 min_pages, u64 max_pages) {
  u8 *base = reserve_at(address, WR_MEMORY_RESERVATION);
  if (!base && errno == EEXIST)
    wr_die("something lies at %#llx, where a linear memory is to be (compile with --cflags=-DWR_MEMORY_ANYWHERE)",
           (unsigned long long)address);
  // Linux before 4.17 takes the address for a wish.
  if ((uintptr_t)base != address) wr_die("no address space for a linear memory");
  create_in(memory, base, WR_MEMORY_RESERVATION, bytes_of(min_pages), bytes_of(max_pages));
}

void wr_memory_destroy(struct wr_memory *memory) {
  forget(memory->base);
  munmap(memory->base, memory->reservation);
  *memory = (struct wr_memory){.base = NULL};
}

u64 wr_memory_grow_bytes(struct wr_memory *memory, u64 bytes) {
  u64 old_size = memory->size;
  if (bytes > memory->max - old_size) return ~(u64)0;
  u64 old_end = accessible(old_size);
  if (!make_accessible(memory->base + old_end, accessible(old_size + bytes) - old_end)) return ~(u64)0;
  memory->size += bytes;
  return old_size;
}

u32 wr_memory_grow(struct wr_memory *memory, u64 pages) {
  u64 old_size = wr_memory_grow_bytes(memory, bytes_of(pages));
  return old_size == ~(u64)0 ? 0xffffffffu : (u32)(old_size / WR_PAGE_SIZE);
}

u32 wr_memory_wait(const struct wr_memory *memory, bool is_expected, i64 timeout) {
  if (!memory->shared) wr_trap(WR_TRAP_UNSHARED);
  if (!is_expected) return 1;
  if (timeout < 0) wr_trap(WR_TRAP_DEADLOCK);
  struct timespec left = {.tv_sec = timeout / 1000000000, .tv_nsec = timeout % 1000000000};
  // A signal interrupts the sleep, and leaves in `left` what is left.
  while (nanosleep(&left, &left) != 0) continue;
  return 2;
}
