// The host of Guile Hoot's console programs: what the modules rt, io and debug import (calls.def lists the
// same functions for the compiler). Facts of Hoot 0.9.
//
//   string    the module's own (array (mut i8)) of WTF-8, as an externref; nobody changes one once it is made
//   bignum    an integer of any size (bignum.h)
//   weak map, weak reference, file    objects of the host (weak.h, files.c)
//
// A module may pass any externref anywhere: what is not what the function takes traps as a failed cast.
// Functions that may collect take `sp` first; they leave nothing above it.
#ifndef HOOT_H
#define HOOT_H

#include "hoot/bignum.h"
#include "hoot/weak.h"
#include "ref.h"

// --- rt: strings
ref hoot_wtf8_to_string(ref bytes);
ref hoot_string_to_wtf8(ref string);
ref hoot_string_upcase(ref *sp, ref string);
ref hoot_string_downcase(ref *sp, ref string);

// --- rt: real functions
f64 hoot_fsin(f64 x);
f64 hoot_fcos(f64 x);
f64 hoot_ftan(f64 x);
f64 hoot_fasin(f64 x);
f64 hoot_facos(f64 x);
f64 hoot_fatan(f64 x);
f64 hoot_fatan2(f64 y, f64 x);
f64 hoot_flog(f64 x);
f64 hoot_fexp(f64 x);

// --- rt: time and the process
u32 hoot_jiffies_per_second(void);  // a million
f64 hoot_current_jiffy(void);       // microseconds since the program's start
f64 hoot_current_second(void);      // seconds since 1970
void hoot_quit(u32 status);         // never returns; output that the program buffered is lost
void hoot_die(ref tag, ref data);   // prints the tag, status 1

// --- io
void hoot_write_stdout(ref string);
void hoot_write_stderr(ref string);
ref hoot_read_stdin(ref *sp);  // the next piece; "" at the end
u32 hoot_file_exists(ref path);
ref hoot_open_input_file(ref *sp, ref path);  // null if it cannot be opened
ref hoot_open_output_file(ref *sp, ref path);
void hoot_close_file(ref file);
void hoot_delete_file(ref path);
u32 hoot_read_file(ref file, u32 count);   // into the file's buffer; how many, 0 at the end
u32 hoot_write_file(ref file, u32 count);  // from it
u32 hoot_seek_file(ref file, u32 offset, u32 whence);  // the new position, or -1
u32 hoot_file_random_access(ref file);
u32 hoot_file_buffer_size(ref file);
u32 hoot_file_buffer_ref(ref file, u32 i);
void hoot_file_buffer_set(ref file, u32 i, u32 byte);

// --- debug
void hoot_debug_str(ref string);
void hoot_debug_str_i32(ref string, u32 number);
void hoot_debug_str_scm(ref string, ref value);
ref hoot_code_name(ref *sp, wr_code code);    // null if the module does not say
ref hoot_code_source(ref *sp, wr_code code);  // file; line and column from 0 on in wr_results

#endif
