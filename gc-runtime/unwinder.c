#include "unwinder.h"

#include <dlfcn.h>

static bool find(void *library, const char *name, void *function) {
  void *found = dlsym(library, name);
  memcpy(function, &found, sizeof found);  // ISO C has no cast from one to the other
  return found != NULL;
}

const struct wr_unwinder *wr_unwinder(void) {
  static struct wr_unwinder unwinder;
  static bool was_tried, is_there;
  if (was_tried) return is_there ? &unwinder : NULL;
  was_tried = true;
  void *library = dlopen("libgcc_s.so.1", RTLD_NOW | RTLD_LOCAL);
  is_there = library && find(library, "_Unwind_Backtrace", &unwinder.backtrace)
    && find(library, "_Unwind_GetIPInfo", &unwinder.address)
    && find(library, "_Unwind_FindEnclosingFunction", &unwinder.start_of_function);
  return is_there ? &unwinder : NULL;
}
