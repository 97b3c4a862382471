// The host of Guile Hoot's console programs: what is imported from the modules rt, io, debug, ffi and finalization (calls.def lists the
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
#include "hoot/events.h"
#include "hoot/reflect.h"
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

// --- rt: procedures that the event loop calls (events.h)
void hoot_async_invoke(ref *sp, ref procedure);
void hoot_async_invoke_later(ref *sp, ref procedure, f64 microseconds);
void hoot_promise_on_completed(ref *sp, ref promise, ref resolved, ref rejected);
void hoot_promise_complete(ref *sp, ref procedure, ref value);
// --- rt: arrays of bytes, and streams of them (streams.c)
ref hoot_make_uint8array(ref *sp, u32 length);
u32 hoot_uint8array_length(ref array);
u32 hoot_uint8array_ref(ref array, u32 i);
void hoot_uint8array_set(ref array, u32 i, u32 byte);
ref hoot_stream_get_reader(ref *sp, ref stream);
ref hoot_stream_read(ref *sp, ref reader);  // a promise of a result
u32 hoot_stream_result_done(ref result);
ref hoot_stream_result_chunk(ref result);
ref hoot_stream_get_writer(ref *sp, ref stream);
ref hoot_stream_write(ref *sp, ref writer, ref chunk);  // a promise, as is the next
ref hoot_stream_close_writer(ref *sp, ref writer);

// --- ffi
u32 hoot_is_extern_func(ref external);
ref hoot_call_extern(ref *sp, ref procedure, ref list);
ref hoot_procedure_to_extern(ref *sp, ref procedure);

// --- finalization
ref hoot_make_finalization_registry(ref *sp, ref callback);
void hoot_finalization_registry_register(ref *sp, ref registry, ref object, ref value);
void hoot_finalization_registry_register_with_token(ref *sp, ref registry, ref object, ref value, ref token);
u32 hoot_finalization_registry_unregister(ref registry, ref token);  // whether there was any

// --- rt: regular expressions
ref hoot_make_regexp(ref *sp, ref pattern, ref flags);  // ends the program if that is none
ref hoot_regexp_exec(ref *sp, ref regexp, ref string);  // null if there is no match
ref hoot_regexp_match_string(ref match);
u32 hoot_regexp_match_start(ref match);
u32 hoot_regexp_match_end(ref match);
u32 hoot_regexp_match_count(ref match);
ref hoot_regexp_match_substring(ref *sp, ref match, u32 group);  // null for a group that took no part

// --- rt: dates. Months and weekdays count from 0 on; years up to 99 are of the last century.
ref hoot_make_date(ref *sp, u32 year, u32 month, u32 day, u32 hour, u32 minute, u32 second, u32 ms);
ref hoot_ms_utc_to_date(ref *sp, f64 ms);
u32 hoot_date_year(ref date);
u32 hoot_date_month(ref date);
u32 hoot_date_day(ref date);
u32 hoot_date_weekday(ref date);
u32 hoot_date_hour(ref date);
u32 hoot_date_min(ref date);
u32 hoot_date_sec(ref date);
u32 hoot_date_ms(ref date);
u32 hoot_date_timezone_offset(ref date);  // in minutes, positive west of Greenwich
ref hoot_date_locale(ref *sp, ref date);
ref hoot_date_locale_date(ref *sp, ref date);
ref hoot_date_locale_time(ref *sp, ref date);

// --- io
void hoot_write_stdout(ref string);
void hoot_write_stderr(ref string);
ref hoot_read_stdin(ref *sp);  // the next piece; "" at the end
ref hoot_stream_stdin(ref *sp);
ref hoot_stream_stdout(ref *sp);
ref hoot_stream_stderr(ref *sp);
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
