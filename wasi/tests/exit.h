// The host's wr_exit, caught.
#ifndef WASI_TESTS_EXIT_H
#define WASI_TESTS_EXIT_H

#include <setjmp.h>

extern jmp_buf exit_caught;
extern int exit_status;

#endif
