#define _GNU_SOURCE 1
#include <signal.h>

#include "host_errno.h"
#include "wasi.h"

// By WASI's numbers; 0, "no signal", is none.
static const int host_signals[] = {
    [WASI_SIGNAL_HUP] = SIGHUP,     [WASI_SIGNAL_INT] = SIGINT,       [WASI_SIGNAL_QUIT] = SIGQUIT,
    [WASI_SIGNAL_ILL] = SIGILL,     [WASI_SIGNAL_TRAP] = SIGTRAP,     [WASI_SIGNAL_ABRT] = SIGABRT,
    [WASI_SIGNAL_BUS] = SIGBUS,     [WASI_SIGNAL_FPE] = SIGFPE,       [WASI_SIGNAL_KILL] = SIGKILL,
    [WASI_SIGNAL_USR1] = SIGUSR1,   [WASI_SIGNAL_SEGV] = SIGSEGV,     [WASI_SIGNAL_USR2] = SIGUSR2,
    [WASI_SIGNAL_PIPE] = SIGPIPE,   [WASI_SIGNAL_ALRM] = SIGALRM,     [WASI_SIGNAL_TERM] = SIGTERM,
    [WASI_SIGNAL_CHLD] = SIGCHLD,   [WASI_SIGNAL_CONT] = SIGCONT,     [WASI_SIGNAL_STOP] = SIGSTOP,
    [WASI_SIGNAL_TSTP] = SIGTSTP,   [WASI_SIGNAL_TTIN] = SIGTTIN,     [WASI_SIGNAL_TTOU] = SIGTTOU,
    [WASI_SIGNAL_URG] = SIGURG,     [WASI_SIGNAL_XCPU] = SIGXCPU,     [WASI_SIGNAL_XFSZ] = SIGXFSZ,
    [WASI_SIGNAL_VTALRM] = SIGVTALRM, [WASI_SIGNAL_PROF] = SIGPROF,   [WASI_SIGNAL_WINCH] = SIGWINCH,
    [WASI_SIGNAL_POLL] = SIGPOLL,   [WASI_SIGNAL_PWR] = SIGPWR,       [WASI_SIGNAL_SYS] = SIGSYS,
};

// A guest has no handlers: the signal does what it does to any process, and mostly ends it. Of those that we
// have changed, wasi_start's SIGPIPE is put back; the runtime's handler of faults knows a raised one by
// itself.
u32 wasi_proc_raise(struct wr_memory *memory, u32 signal_number) {
  (void)memory;
  if (signal_number >= sizeof host_signals / sizeof *host_signals || !host_signals[signal_number])
    return WASI_EINVAL;
  int number = host_signals[signal_number];
  if (number == SIGPIPE) signal(SIGPIPE, SIG_DFL);
  return wasi_errno_of(raise(number));
}
