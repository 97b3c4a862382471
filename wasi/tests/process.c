// Arguments, environment, clocks, randomness, exit.
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exit.h"
#include "harness.h"
#include "host.h"

jmp_buf exit_caught;
int exit_status;

void wr_exit(int status) {
  exit_status = status;
  longjmp(exit_caught, 1);
}

// No test grants by text: nothing that is tested here dies.
void wr_die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vdprintf(report, format, arguments);
  va_end(arguments);
  abort();
}

// Nothing of the tests needs what a sandbox hides.
void wr_prepare_for_sandbox(void) {}

static void arguments_are_listed(void) {
  CHECK(WASI_ESUCCESS, wasi_args_sizes_get(&memory, 0, 4));
  CHECK(3, load_u32(0));
  CHECK(8 + 1 + 6, load_u32(4));
  CHECK(WASI_ESUCCESS, wasi_args_get(&memory, 1, 101));  // unaligned
  CHECK(101, load_u32(1));
  CHECK(109, load_u32(5));
  CHECK(110, load_u32(9));
  CHECK(0, memcmp(memory.base + 101, "program\0\0three", 15));
}

static void arguments_may_end_at_the_end(void) {
  CHECK(WASI_ESUCCESS, wasi_args_get(&memory, PAGE - 12, PAGE - 100));
  CHECK(WASI_EFAULT, wasi_args_get(&memory, PAGE - 11, 0));
  CHECK(WASI_ESUCCESS, wasi_args_get(&memory, 0, PAGE - 15));
  CHECK(WASI_EFAULT, wasi_args_get(&memory, 0, PAGE - 14));
  CHECK(WASI_EFAULT, wasi_args_get(&memory, 0xfffffffcu, 0));
  CHECK(WASI_EFAULT, wasi_args_get(&memory, 0, 0xfffffffcu));
  CHECK(WASI_ESUCCESS, wasi_args_sizes_get(&memory, PAGE - 4, 0));
  CHECK(WASI_EFAULT, wasi_args_sizes_get(&memory, PAGE - 3, 0));
  CHECK(WASI_EFAULT, wasi_args_sizes_get(&memory, 0, 0xffffffffu));
}

static void environment_is_listed(void) {
  CHECK(WASI_ESUCCESS, wasi_environ_sizes_get(&memory, 0, 4));
  CHECK(2, load_u32(0));
  CHECK(4 + 7, load_u32(4));
  CHECK(WASI_ESUCCESS, wasi_environ_get(&memory, 0, 100));
  CHECK(104, load_u32(4));
  CHECK(0, memcmp(memory.base + 100, "A=1\0EMPTY=", 11));
  CHECK(WASI_EFAULT, wasi_environ_get(&memory, PAGE - 4, 0));
}

// Runs last: it forgets the lists.
static void lists_may_be_empty(void) {
  static char *none[] = {NULL};
  wasi_start(0, NULL, none);
  for (int round = 0; round < 2; round++) {
    store_u32(0, 77);
    store_u32(4, 77);
    CHECK(WASI_ESUCCESS, wasi_environ_sizes_get(&memory, 0, 4));
    CHECK(0, load_u32(0));
    CHECK(0, load_u32(4));
    CHECK(WASI_ESUCCESS, wasi_environ_get(&memory, 0, PAGE));
    CHECK(WASI_ESUCCESS, wasi_args_sizes_get(&memory, 0, 4));
    CHECK(0, load_u32(0));
    CHECK(WASI_ESUCCESS, wasi_args_get(&memory, PAGE, 0));
    CHECK(WASI_EFAULT, wasi_args_get(&memory, PAGE + 1, 0));
    wasi_start(0, NULL, NULL);
  }
}

static void clocks_advance(void) {
  for (u32 id = WASI_CLOCK_REALTIME; id <= WASI_CLOCK_THREAD_CPUTIME; id++) {
    CHECK(WASI_ESUCCESS, wasi_clock_res_get(&memory, id, 0));
    CHECK(true, load_u64(0) > 0);
    CHECK(WASI_ESUCCESS, wasi_clock_time_get(&memory, id, 1000, 3));
    u64 before = load_u64(3);
    CHECK(WASI_ESUCCESS, wasi_clock_time_get(&memory, id, 0, 3));
    CHECK(true, load_u64(3) >= before && before > 0);
  }
  CHECK(WASI_EINVAL, wasi_clock_time_get(&memory, 4, 0, 0));
  CHECK(WASI_EINVAL, wasi_clock_res_get(&memory, 0xffffffffu, 0));
  CHECK(WASI_ESUCCESS, wasi_clock_time_get(&memory, 0, 0, PAGE - 8));
  CHECK(WASI_EFAULT, wasi_clock_time_get(&memory, 0, 0, PAGE - 7));
  CHECK(WASI_EFAULT, wasi_clock_res_get(&memory, 0, 0xffffffffu));
}

static void random_fills_the_span(void) {
  memset(memory.base, 0, PAGE);
  CHECK(WASI_ESUCCESS, wasi_random_get(&memory, 1, 1000));
  u32 zeros = 0;
  for (u32 i = 1; i <= 1000; i++) zeros += memory.base[i] == 0;
  CHECK(true, zeros < 100);
  CHECK(0, memory.base[0]);
  CHECK(0, memory.base[1001]);
  CHECK(WASI_ESUCCESS, wasi_random_get(&memory, 0, PAGE));
  CHECK(WASI_ESUCCESS, wasi_random_get(&memory, PAGE, 0));
  CHECK(WASI_EFAULT, wasi_random_get(&memory, PAGE + 1, 0));
  CHECK(WASI_EFAULT, wasi_random_get(&memory, 1, PAGE));
  CHECK(WASI_EFAULT, wasi_random_get(&memory, 1, 0xffffffffu));  // wraps in 32 bits
  CHECK(WASI_EFAULT, wasi_random_get(&memory, 0xffffffffu, 0xffffffffu));
}

static void exit_passes_the_low_byte(void) {
  static const u32 statuses[][2] = {{0, 0}, {2, 2}, {125, 125}, {255, 255}, {256, 0}, {~0u, 255}};
  for (volatile size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
    if (setjmp(exit_caught) == 0) wasi_proc_exit(&memory, statuses[i][0]);
    CHECK(statuses[i][1], (unsigned)exit_status);
  }
}

// How a child ends that raises `signal`: by which of the host's, or 0 if it lives on.
static u32 raised(u32 signal) {
  int status = 0;
  pid_t child = fork();
  if (child == 0) {
    u32 error = wasi_proc_raise(&memory, signal);
    _exit(error == WASI_ESUCCESS ? 0 : 1);
  }
  CHECK(true, child > 0 && waitpid(child, &status, 0) == child);
  if (WIFSIGNALED(status)) return (u32)WTERMSIG(status);
  CHECK(0, (unsigned)WEXITSTATUS(status));
  return 0;
}

static void signals_take_their_default(void) {
  CHECK(SIGTERM, raised(WASI_SIGNAL_TERM));
  CHECK(SIGKILL, raised(WASI_SIGNAL_KILL));
  CHECK(SIGUSR2, raised(WASI_SIGNAL_USR2));
  CHECK(SIGPIPE, raised(WASI_SIGNAL_PIPE));  // ignored otherwise
  CHECK(SIGALRM, raised(WASI_SIGNAL_ALRM));
  CHECK(0, raised(WASI_SIGNAL_CHLD));
  CHECK(0, raised(WASI_SIGNAL_WINCH));
  CHECK(WASI_EINVAL, wasi_proc_raise(&memory, WASI_SIGNAL_NONE));
  CHECK(WASI_EINVAL, wasi_proc_raise(&memory, WASI_SIGNAL_SYS + 1));
  CHECK(WASI_EINVAL, wasi_proc_raise(&memory, 0xffffffffu));
}

void test_process(void) {
  arguments_are_listed();
  arguments_may_end_at_the_end();
  environment_is_listed();
  clocks_advance();
  random_fills_the_span();
  exit_passes_the_low_byte();
  signals_take_their_default();
  CHECK(WASI_ESUCCESS, wasi_sched_yield(&memory));
  lists_may_be_empty();
}
