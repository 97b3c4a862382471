// Names and places of procedures, for backtraces and for printing them.
#include "call.h"
#include "program.h"
#include "strings.h"

#include "hoot.h"

static const struct wr_function *introspectable(wr_code code) {
  const struct wr_function *function = wr_function_at((const void *)(uintptr_t)code);
  return function && function->origin ? function : NULL;
}

ref hoot_code_name(ref *sp, wr_code code) {
  const struct wr_function *function = introspectable(code);
  return function && function->origin->name ? hoot_string_from(sp, function->origin->name) : 0;
}

// Debug information counts from 1 on, Scheme from 0.
static u64 from_zero(u32 number) {
  return number ? number - 1 : 0;
}

ref hoot_code_source(ref *sp, wr_code code) {
  const struct wr_function *function = introspectable(code);
  const struct wr_origin *origin = function ? function->origin : NULL;
  wr_results[0] = origin && origin->file ? from_zero(origin->line) : 0;
  wr_results[1] = origin && origin->file ? from_zero(origin->column) : 0;
  return origin && origin->file ? hoot_string_from(sp, origin->file) : 0;
}
