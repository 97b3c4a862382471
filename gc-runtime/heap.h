// The heap from its start to its end.
#ifndef WR_HEAP_H
#define WR_HEAP_H

struct wr_heap_service {
  void (*create)(void);
  void (*prepare_for_sandbox)(void);
  void (*print_stats)(void);  // if WASTREL_PRINT_STATS asks for them
};
extern const struct wr_heap_service wr_heap_service;

// There if the program has objects: entry.c then refers to the service. Without, the linker leaves the collector
// out (13 kB of hello's 96).
extern const struct wr_heap_service *const wr_heap_used __attribute__((weak));

#endif
