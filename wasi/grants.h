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
//
// `wastrel compile` writes them into the executable's section .wastrel.grants, and nothing that its user says
// later adds to them. An executable in which nobody wrote takes them from the variable WASTREL_GRANTS: it is
// one that `wastrel run` made for itself.
#ifndef WASI_GRANTS_H
#define WASI_GRANTS_H

#include "base.h"

#define WASI_GRANTS_SECTION ".wastrel.grants"
#define WASI_GRANTS_VARIABLE "WASTREL_GRANTS"

// As src/build/grants.rs writes it.
struct wasi_grants {
  u32 written;
  char text[4096 - sizeof(u32)];  // ends with a zero byte
};

// Grants by the lines of `text`, and starts WASI: what main does. Ends the process with a message if a
// directory cannot be opened, or the sandbox cannot be set up.
void wasi_start_with_grants(int argc, char **argv, char **host_environment, const char *text);

#endif
