// What the entry.c of a spec script's program says: its instances, and the exports that the script mentions.
#ifndef SCRIPT_H
#define SCRIPT_H

#include "ref.h"

// Creates memories and tables, runs active segments, calls the start function.
typedef void (*wr_script_instance)(ref *sp);
extern const wr_script_instance wr_script_instances[];
extern const u32 wr_script_instances_count;

// A function, or the reading of a global. Arguments come and results go in words, a vector in two.
typedef struct {
  void (*call)(ref *sp, u64 *words);
  u32 params;           // how many words
  const char *results;  // a letter for each: i 32 bits, I 64 bits, v a vector, r a reference, c a function's
} wr_script_export;
extern const wr_script_export wr_script_exports[];
extern const u32 wr_script_exports_count;

#endif
