// The unwinder of libgcc_s, which wherever there is glibc is there as well: loaded when the first trap asks for it, as
// glibc's own backtrace(3) does. Linked in, it was 19 kB of hello's 96.
#ifndef WR_UNWINDER_H
#define WR_UNWINDER_H

#include <unwind.h>

#include "base.h"

struct wr_unwinder {
  _Unwind_Reason_Code (*backtrace)(_Unwind_Trace_Fn record, void *data);
  _Unwind_Word (*address)(struct _Unwind_Context *context, int *is_exact);
  void *(*start_of_function)(void *address);
};

// NULL if there is none: backtraces are empty then.
const struct wr_unwinder *wr_unwinder(void);

#endif
