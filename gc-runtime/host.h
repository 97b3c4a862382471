// What host modules (wasi/) need of the process.
#ifndef WR_HOST_H
#define WR_HOST_H

#include "base.h"

extern int wr_argc;
extern char **wr_argv;  // all of it is the guest's
extern char **environ;

// Stacks, host modules, heap: what main does before it calls the program. For mains of other shapes.
void wr_start(int argc, char **argv);

// Ends the process from guest code: prints the statistics if WASTREL_PRINT_STATS asks for them.
WR_NORETURN void wr_exit(int status);

// The end of a program that trapped: prints wr_last_trap; status 134, or abort() for WASTREL_ABORT_ON_TRAP=1.
WR_NORETURN WR_COLD void wr_exit_on_trap(void);

// Whether a variable of the host's environment says so: neither empty nor 0.
bool wr_is_set(const char *variable);

// error: MESSAGE. For failures of the host at start.
WR_NORETURN WR_COLD __attribute__((format(printf, 1, 2))) void wr_die(const char *format, ...);

// False, with errno, if not all could be written.
bool wr_write_all(int fd, const void *bytes, size_t size);

// Reads what a sandbox hides: of /proc, of /sys.
void wr_prepare_for_sandbox(void);

// main calls it, where linked, before the heap exists and before any thread does.
__attribute__((weak)) void wasi_start_program(int argc, char **argv, char **host_environment);

#endif
