// What the emitted entry.c says about the program.
#ifndef WR_PROGRAM_H
#define WR_PROGRAM_H

#include "heap.h"
#include "memory.h"
#include "object.h"

struct wr_program {
  const char *name;
  void (*run)(ref *sp);            // calls the export `_start`; NULL if there is none
  struct wr_memory *wasi_memory;   // NULL if the module has no memory
};
extern const struct wr_program wr_program;

// There, and not 0, if the program has vectors: it was compiled for processors with SSE4.1.
extern const u32 wr_uses_simd __attribute__((weak));

// Creates memories and tables, runs active segments, computes globals, calls the start function.
void wr_program_instantiate(ref *sp);

// What the module's debug information says of a function that the program may ask about.
struct wr_origin {
  const char *name, *file;  // either may be NULL
  u32 line, column;         // from 1 on; 0 is unknown
};

struct wr_function {
  wr_code code;
  u32 type;          // the word of its function type
  const char *name;  // as in the name section, without $; may be NULL
  const struct wr_origin *origin;  // may be NULL
};
extern const struct wr_function wr_functions[];
extern const u32 wr_function_count;

// The function that begins at the address, or NULL.
const struct wr_function *wr_function_at(const void *address);

#endif
