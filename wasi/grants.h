// What its user lets a program reach: directories, variables, another name.
//
// Grants are lines of text, fields apart by tabs; a backslash stands before a newline (as n), a tab (as t)
// and itself:
//
//   dir HOST GUEST    the directory HOST, called GUEST by the program; with a field `ro` behind, for reading only
//   sandbox TIER      what keeps it within these (sandbox.h); with a field `told` behind, it says so on stderr
//   env NAME=VALUE    a variable
//   env NAME          the same with the value that the host has, if any
//   inherit-env       all of the host's variables
//   argv0 NAME        what the program is called
//   cwd GUEST         the directory, within the granted ones, where relative paths begin
//   clock NANOSECONDS clocks that only the program moves (clocks.h), from so long after 1970 on
//   random SEED       random_get gives what follows from this number
//   seccomp           a filter of system calls (seccomp.h)
//
// `wastrel compile` writes them into the executable's section .wastrel.grants. What its user says in the
// variable WASTREL_GRANTS then takes away: of directories and variables, only what is named there, too, is left,
// directories for reading only if either says so; a sandbox is set up as it says if any was to do; and a filter can
// be added. Nothing adds a grant, unless whoever compiled has allowed it: then the
// variable's lines come behind the executable's. An executable in which nobody wrote takes all from the variable:
// it is one that `wastrel run` made for itself.
#ifndef WASI_GRANTS_H
#define WASI_GRANTS_H

#include "base.h"

#define WASI_GRANTS_SECTION ".wastrel.grants"
#define WASI_GRANTS_VARIABLE "WASTREL_GRANTS"

enum wasi_grants_written { WASI_GRANTS_UNWRITTEN, WASI_GRANTS_SEALED, WASI_GRANTS_OPEN };

// As src/build/grants.rs writes it.
struct wasi_grants {
  u32 written;  // enum wasi_grants_written
  char text[4096 - sizeof(u32)];  // ends with a zero byte
};

// Grants by the lines of `text`, of which `narrowing` takes away (NULL: nothing), and starts WASI: what main does.
// Ends the process with a message if a directory cannot be opened, or the sandbox cannot be set up.
void wasi_start_with_grants(int argc, char **argv, char **host_environment, const char *text, const char *narrowing);

#endif
