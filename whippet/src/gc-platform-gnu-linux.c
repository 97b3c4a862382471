// gc-platform.h for Linux.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "gc-platform.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

// Address space

static uintptr_t map_private(size_t size, int prot) {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void *addr = mmap(NULL, size, prot, flags, -1, 0);
  return addr == MAP_FAILED ? 0 : (uintptr_t)addr;
}

#if GC_SLOT_BITS == 32

// Nonzero if the range was free.  (Kernels before 4.17 take the address for a
// hint.)
static int reserve_at(uintptr_t addr, size_t size) {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    | MAP_FIXED_NOREPLACE;
  void *got = mmap((void *)addr, size, PROT_NONE, flags, -1, 0);
  if (got == MAP_FAILED) return 0;
  if (got == (void *)addr) return 1;
  munmap(got, size);
  return 0;
}

// An executable that is not position-independent lies at the bottom, and brk grows
// towards us from up to 1 GiB above it.  To look for room below that would take
// several hundred calls that fail, .3 ms, before a smaller size is tried.
static uintptr_t lowest_address(void) {
  uintptr_t end = (uintptr_t)sbrk(0);
  return end < GC_ADDRESS_LIMIT ? gc_round_up(end, GC_HUGE_PAGE) : GC_HUGE_PAGE;
}

// As high as it fits.
uintptr_t gc_platform_reserve(size_t size) {
  uintptr_t lowest = lowest_address();
  if (size > GC_ADDRESS_LIMIT - lowest) return 0;
  uintptr_t addr = gc_round_down(GC_ADDRESS_LIMIT - size, GC_HUGE_PAGE);
  for (; addr >= lowest; addr -= GC_HUGE_PAGE)
    if (reserve_at(addr, size)) return addr;
  return 0;
}

#else

uintptr_t gc_platform_reserve(size_t size) {
  uintptr_t low = map_private(size + GC_HUGE_PAGE, PROT_NONE);
  if (!low) return 0;
  uintptr_t addr = gc_round_up(low, GC_HUGE_PAGE);
  if (low < addr) munmap((void *)low, addr - low);
  munmap((void *)(addr + size), low + GC_HUGE_PAGE - addr);
  return addr;
}

#endif

int gc_platform_prefer_huge_pages(uintptr_t addr, size_t size) {
  return madvise((void *)addr, size, MADV_HUGEPAGE) == 0;
}

void gc_platform_release(uintptr_t addr, size_t size) {
  munmap((void *)addr, size);
}

int gc_platform_allow_access(uintptr_t addr, size_t size) {
  return !size || mprotect((void *)addr, size, PROT_READ | PROT_WRITE) == 0;
}

int gc_platform_forbid_access(uintptr_t addr, size_t size) {
  return !size || mprotect((void *)addr, size, PROT_NONE) == 0;
}

// An older kernel (before 5.14) refuses, and the pages come when they are written.
void gc_platform_populate(uintptr_t addr, size_t size) {
  enum { POPULATE_WRITE = 23 };  // older headers have no name for it
  madvise((void *)addr, size, POPULATE_WRITE);
}

void gc_platform_discard(uintptr_t addr, size_t size) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  uintptr_t low = gc_round_up(addr, page);
  uintptr_t high = gc_round_down(addr + size, page);
  if (low < high) madvise((void *)low, high - low, MADV_DONTNEED);
}

void *gc_platform_map_table(size_t size) {
  return (void *)map_private(size, PROT_READ | PROT_WRITE);
}

void gc_platform_unmap_table(void *table, size_t size) {
  munmap(table, size);
}

// The machine

int gc_platform_processor_count(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return CPU_COUNT(&set);
}

size_t gc_platform_cache_size(void) {
  long size = sysconf(_SC_LEVEL2_CACHE_SIZE);
  return size > 0 ? (size_t)size : 0;
}

double gc_platform_cpu_time(void) {
  struct timespec time;
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) != 0) return 0;
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static size_t physical_memory(void) {
  long pages = sysconf(_SC_PHYS_PAGES);
  long page = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || page <= 0) return SIZE_MAX;
  return (size_t)pages * (size_t)page;
}

// Reads one decimal number; "max" and any failure mean no limit.
static size_t read_limit(const char *path) {
  FILE *f = fopen(path, "re");
  if (!f) return SIZE_MAX;
  unsigned long long limit = 0;
  int found = fscanf(f, "%llu", &limit);
  fclose(f);
  return found == 1 ? (size_t)limit : SIZE_MAX;
}

// The least limit of a control group and its ancestors.  group is cut short
// on the way up.
static size_t group_limit(const char *mount, char *group, const char *file) {
  size_t limit = SIZE_MAX;
  for (;;) {
    char path[1536];
    snprintf(path, sizeof path, "%s%s/%s", mount, group, file);
    limit = gc_min_size(limit, read_limit(path));
    char *slash = strrchr(group, '/');
    if (!slash) return limit;
    *slash = '\0';
  }
}

static int lists_memory_controller(const char *names) {
  for (;;) {
    size_t length = strcspn(names, ",");
    if (length == 6 && memcmp(names, "memory", 6) == 0) return 1;
    if (!names[length]) return 0;
    names += length + 1;
  }
}

// A line of /proc/self/cgroup is "id:controllers:path"; version 2 has id 0
// and no controllers.
static size_t line_limit(char *line) {
  line[strcspn(line, "\n")] = '\0';
  char *names = strchr(line, ':');
  if (!names) return SIZE_MAX;
  *names++ = '\0';
  char *group = strchr(names, ':');
  if (!group) return SIZE_MAX;
  *group++ = '\0';
  if (!names[0]) return group_limit("/sys/fs/cgroup", group, "memory.max");
  if (!lists_memory_controller(names)) return SIZE_MAX;
  return group_limit("/sys/fs/cgroup/memory", group, "memory.limit_in_bytes");
}

static size_t control_group_limit(void) {
  FILE *f = fopen("/proc/self/cgroup", "re");
  if (!f) return SIZE_MAX;
  size_t limit = SIZE_MAX;
  char line[1024];
  while (fgets(line, sizeof line, f))
    limit = gc_min_size(limit, line_limit(line));
  fclose(f);
  return limit;
}

size_t gc_platform_memory_limit(void) {
  static size_t limit;
  if (!limit) limit = gc_min_size(physical_memory(), control_group_limit());
  return limit;
}
