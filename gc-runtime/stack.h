// Stacks. Guest code runs on its own C stack, so that deep recursion needs no ulimit and ends in a guard;
// its references lie on a side stack, which grows upwards and ends in another.
#ifndef WR_STACK_H
#define WR_STACK_H

#include "collector.h"
#include "ref.h"
#include "trap.h"

// Address space only: pages are committed as they are touched. WASTREL_STACK_SIZE=64m overrides both.
#ifndef WR_GUEST_STACK_SIZE
#define WR_GUEST_STACK_SIZE ((size_t)1 << 30)
#endif
#ifndef WR_SIDE_STACK_SIZE
#define WR_SIDE_STACK_SIZE WR_GUEST_STACK_SIZE
#endif

// No frame of emitted code is larger, so none can step over a guard.
#define WR_STACK_GUARD_SIZE ((size_t)4 << 20)

// The roots of the one mutator: the slots from base up to sp, exclusive. Those below `unchanged` have not been
// written since they were last watched.
struct gc_mutator_roots {
  ref *base;
  ref *sp;
  ref *unchanged;
};
extern struct gc_mutator_roots wr_roots;

// All other roots are in the program's tables (object.h).
struct gc_heap_roots { u8 unused; };

// Makes both stacks (`size` 0: the defaults) and installs the fault handler.
void wr_stacks_create(size_t size);

// Where the guest's C stack begins: what a collector with conservative roots looks through lies below.
struct gc_stack_addr wr_stack_base(void);

// Calls f on the guest stack. WR_TRAP_NONE when it returned; else wr_last_trap has the details, heap and
// tables are as the trap left them, and the next wr_call may follow. Calls do not nest.
enum wr_trap wr_call(void (*f)(ref *sp));
// The same with a datum.
enum wr_trap wr_call_with(void (*f)(ref *sp, void *data), void *data);

// Leaves the wr_call with wr_last_trap; without one, ends the process.
WR_NORETURN void wr_escape(void);

// Traps unless there is room for the collector on the guest stack: an overflow inside of it would leave
// the heap half moved.
void wr_need_stack(size_t bytes);

// Calls f, which returns: on the handler's stack if the guest's may be nearly full.
void wr_call_with_room(void (*f)(void *data), void *data);

// From here on a write to what the side stack holds now is noticed, as far as the stack is deep; or no longer.
void wr_stack_watch(void);
void wr_stack_unwatch(void);

#endif
