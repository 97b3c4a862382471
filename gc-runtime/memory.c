// Reservations of linear memories.
#define _GNU_SOURCE
#include "memory.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "host.h"

static u8 nothing[1];
struct wr_memory wr_no_memory = {.base = nothing};

// The bases of all memories, for the fault handler. Programs have one or none.
static u8 **reservations;
static size_t reservation_count;

bool wr_memory_is_reserved(const void *address) {
  for (size_t i = 0; i < reservation_count; i++)
    if ((uintptr_t)address - (uintptr_t)reservations[i] < WR_MEMORY_RESERVATION) return true;
  return false;
}

static void remember(u8 *base) {
  u8 **grown = realloc(reservations, (reservation_count + 1) * sizeof *grown);
  if (!grown) wr_die("out of memory");
  reservations = grown;
  reservations[reservation_count++] = base;
}

static void forget(const u8 *base) {
  for (size_t i = 0; i < reservation_count; i++)
    if (reservations[i] == base) {
      reservations[i] = reservations[--reservation_count];
      return;
    }
}

static bool make_accessible(u8 *at, u64 size) {
  return size == 0 || mprotect(at, size, PROT_READ | PROT_WRITE) == 0;
}

void wr_memory_create(struct wr_memory *memory, u64 min_pages, u64 max_pages) {
  u8 *base = mmap(NULL, WR_MEMORY_RESERVATION, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) wr_die("no address space for a linear memory");
  if (min_pages > WR_PAGES_MAX || !make_accessible(base, min_pages * WR_PAGE_SIZE))
    wr_die("no memory for a linear memory of %llu pages", (unsigned long long)min_pages);
  remember(base);
  memory->base = base;
  memory->size = min_pages * WR_PAGE_SIZE;
  memory->max_pages = max_pages < WR_PAGES_MAX ? max_pages : WR_PAGES_MAX;
}

void wr_memory_destroy(struct wr_memory *memory) {
  forget(memory->base);
  munmap(memory->base, WR_MEMORY_RESERVATION);
  *memory = (struct wr_memory){.base = NULL};
}

u32 wr_memory_grow(struct wr_memory *memory, u64 pages) {
  u64 old_pages = memory->size / WR_PAGE_SIZE;
  if (pages > memory->max_pages || old_pages + pages > memory->max_pages) return 0xffffffffu;
  if (!make_accessible(memory->base + memory->size, pages * WR_PAGE_SIZE)) return 0xffffffffu;
  memory->size += pages * WR_PAGE_SIZE;
  return (u32)old_pages;
}
