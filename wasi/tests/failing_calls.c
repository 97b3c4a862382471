// What the kernel answers, the guest gets to know: in each tier, system calls that WASI's functions make fail in every
// way for which Linux has a name. A filter has the kernel raise SIGSYS in place of one call, and the handler answers it.
#define _GNU_SOURCE 1
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "tiers.h"
#include "invoke.h"

enum { NAME = 1000, OTHER_NAME = 1100, IOVS = 1200, RESULT = 1300, FLAGS = 1400, SUBSCRIPTION = 1500, BUFFER = 2000,
       STAT = 3000 };
enum { SOCKET = 0, FILE_OPEN = 7, ANOTHER_FILE = 8 };
enum { NAME_LENGTH = 4, LAST_ERRNO = 133 };

#if defined(__x86_64__) || defined(__aarch64__)

static struct {
  int error;          // what the call fails with
  int interruptions;  // so often it is EINTR before
  bool waits;         // it succeeds as yet
} answer;

static void answer_call(int number, siginfo_t *info, void *interrupted) {
  (void)number, (void)info;
  int error = answer.waits ? 0 : answer.interruptions > 0 ? EINTR : answer.error;
  if (!answer.waits) answer.interruptions--;
  mcontext_t *context = &((ucontext_t *)interrupted)->uc_mcontext;
#ifdef __x86_64__
  context->gregs[REG_RAX] = -error;
#else
  context->regs[0] = (unsigned long long)-error;
#endif
}

static void answer_instead_of(const u16 calls[2]) {
  struct sigaction action = {.sa_sigaction = answer_call, .sa_flags = SA_SIGINFO | SA_NODEFER};
  CHECK(0, (unsigned)sigaction(SIGSYS, &action, NULL));
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[0], 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[1] ? calls[1] : calls[0], 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  CHECK(0, (unsigned)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  CHECK(0, (unsigned)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
}

// The guest's names. Any other error is EIO.
#define SAME(ERROR) [ERROR] = WASI_##ERROR
static const u16 guest_errors[LAST_ERRNO + 1] = {
    SAME(E2BIG), SAME(EACCES), SAME(EADDRINUSE), SAME(EADDRNOTAVAIL), SAME(EAFNOSUPPORT), SAME(EAGAIN),
    SAME(EALREADY), SAME(EBADF), SAME(EBADMSG), SAME(EBUSY), SAME(ECANCELED), SAME(ECHILD), SAME(ECONNABORTED),
    SAME(ECONNREFUSED), SAME(ECONNRESET), SAME(EDEADLK), SAME(EDESTADDRREQ), SAME(EDOM), SAME(EDQUOT),
    SAME(EEXIST), SAME(EFAULT), SAME(EFBIG), SAME(EHOSTUNREACH), SAME(EIDRM), SAME(EILSEQ), SAME(EINPROGRESS),
    SAME(EINTR), SAME(EINVAL), SAME(EIO), SAME(EISCONN), SAME(EISDIR), SAME(ELOOP), SAME(EMFILE), SAME(EMLINK),
    SAME(EMSGSIZE), SAME(EMULTIHOP), SAME(ENAMETOOLONG), SAME(ENETDOWN), SAME(ENETRESET), SAME(ENETUNREACH),
    SAME(ENFILE), SAME(ENOBUFS), SAME(ENODEV), SAME(ENOENT), SAME(ENOEXEC), SAME(ENOLCK), SAME(ENOLINK),
    SAME(ENOMEM), SAME(ENOMSG), SAME(ENOPROTOOPT), SAME(ENOSPC), SAME(ENOSYS), SAME(ENOTCONN), SAME(ENOTDIR),
    SAME(ENOTEMPTY), SAME(ENOTRECOVERABLE), SAME(ENOTSOCK), SAME(ENOTSUP), SAME(ENOTTY), SAME(ENXIO),
    SAME(EOVERFLOW), SAME(EOWNERDEAD), SAME(EPERM), SAME(EPIPE), SAME(EPROTO), SAME(EPROTONOSUPPORT),
    SAME(EPROTOTYPE), SAME(ERANGE), SAME(EROFS), SAME(ESPIPE), SAME(ESRCH), SAME(ESTALE), SAME(ETIMEDOUT),
    SAME(ETXTBSY), SAME(EXDEV),
};

static u32 guest_error(int error) {
  return guest_errors[error] ? guest_errors[error] : WASI_EIO;
}

// The functions

static u32 open_named(void) {
  u64 rights = ~(u64)0;
  return wasi_path_open(&memory, SCRATCH, 0, NAME, NAME_LENGTH, WASI_OFLAG_CREAT, rights, 0, 0, RESULT);
}

static void subscribe_to_clock(void) {
  struct wasi_subscription subscription = {
      .type = WASI_EVENTTYPE_CLOCK, .id = WASI_CLOCK_MONOTONIC, .timeout = 60ull * 1000000000u};
  memcpy(memory.base + SUBSCRIPTION, &subscription, sizeof subscription);
}

// After EINTR: it is called again; or the guest is told; or, by close alone, nothing is wrong.
enum after { AGAIN, TOLD, DONE };

struct failing {
  const char *name;
  u64 arguments[9];
  u16 calls[2];  // of the kernel; of two, libc or the tier chooses one
  enum after interrupted;
  u8 special[3];  // errors that mean something else there, which other tests show
};

static const struct failing all_failing[] = {
    {"clock_res_get", {WASI_CLOCK_PROCESS_CPUTIME, RESULT}, {SYS_clock_getres}, TOLD, {ENOSYS}},
    {"clock_time_get", {WASI_CLOCK_PROCESS_CPUTIME, 0, RESULT},
     {SYS_clock_gettime}, TOLD, {ENOSYS}},
    {"random_get", {BUFFER, 8}, {SYS_getrandom}, AGAIN, {0}},
    {"poll_oneoff", {SUBSCRIPTION, STAT, 1, RESULT}, {SYS_ppoll}, AGAIN, {0}},
    {"fd_advise", {FILE_OPEN, 0, 0, WASI_ADVICE_NORMAL}, {SYS_fadvise64}, TOLD, {0}},
    {"fd_allocate", {FILE_OPEN, 0, 1}, {SYS_fallocate}, AGAIN, {0}},
    {"fd_close", {ANOTHER_FILE}, {SYS_close}, DONE, {0}},
    {"fd_datasync", {FILE_OPEN}, {SYS_fdatasync}, AGAIN, {0}},
    {"fd_fdstat_get", {FILE_OPEN, STAT}, {SYS_fcntl}, TOLD, {0}},
    {"fd_fdstat_set_flags", {FILE_OPEN, 0}, {SYS_fcntl}, TOLD, {0}},
    {"fd_filestat_get", {FILE_OPEN, STAT}, {SYS_newfstatat, SYS_fstat}, TOLD, {0}},
    {"fd_filestat_set_size", {FILE_OPEN, 1}, {SYS_ftruncate}, AGAIN, {0}},
    {"fd_filestat_set_times", {FILE_OPEN, 0, 0, WASI_FSTFLAG_ATIM}, {SYS_utimensat}, TOLD, {0}},
    {"fd_pread", {FILE_OPEN, IOVS, 1, 0, RESULT}, {SYS_preadv, SYS_preadv2}, AGAIN, {0}},
    {"fd_pwrite", {FILE_OPEN, IOVS, 1, 0, RESULT}, {SYS_pwritev, SYS_pwritev2}, AGAIN, {0}},
    {"fd_read", {FILE_OPEN, IOVS, 1, RESULT}, {SYS_readv}, AGAIN, {0}},
    {"fd_readdir", {SCRATCH, BUFFER, 100, 0, RESULT}, {SYS_lseek}, TOLD, {0}},
    {"fd_readdir", {SCRATCH, BUFFER, 100, 0, RESULT}, {SYS_getdents64}, AGAIN, {0}},
    {"fd_seek", {FILE_OPEN, 0, WASI_WHENCE_SET, RESULT}, {SYS_lseek}, TOLD, {0}},
    {"fd_sync", {FILE_OPEN}, {SYS_fsync}, AGAIN, {0}},
    {"fd_tell", {FILE_OPEN, RESULT}, {SYS_lseek}, TOLD, {0}},
    {"fd_write", {FILE_OPEN, IOVS, 1, RESULT}, {SYS_writev}, AGAIN, {0}},
    {"path_create_directory", {SCRATCH, OTHER_NAME, NAME_LENGTH}, {SYS_mkdirat}, TOLD, {0}},
    {"path_filestat_get", {SCRATCH, 0, NAME, NAME_LENGTH, STAT}, {SYS_newfstatat, SYS_fstat}, TOLD, {0}},
    {"path_filestat_get", {SCRATCH, 0, NAME, NAME_LENGTH, STAT}, {SYS_openat2, SYS_openat}, AGAIN, {EXDEV, ENOSYS}},
    {"path_filestat_set_times", {SCRATCH, 0, NAME, NAME_LENGTH, 0, 0, WASI_FSTFLAG_ATIM},
     {SYS_utimensat}, TOLD, {0}},
    {"path_filestat_set_times", {SCRATCH, 0, NAME, NAME_LENGTH, 0, 0, WASI_FSTFLAG_ATIM},
     {SYS_openat2, SYS_openat}, AGAIN, {EXDEV, ENOSYS}},
    {"path_link", {SCRATCH, 0, NAME, NAME_LENGTH, SCRATCH, OTHER_NAME, NAME_LENGTH}, {SYS_linkat}, TOLD, {0}},
    {"path_link", {SCRATCH, 0, NAME, NAME_LENGTH, SCRATCH, OTHER_NAME, NAME_LENGTH},
     {SYS_openat2, SYS_openat}, AGAIN, {EXDEV, ENOSYS}},
    {"path_open", {SCRATCH, 0, NAME, NAME_LENGTH, WASI_OFLAG_CREAT, WASI_RIGHT_FD_READ, 0, 0, RESULT},
     {SYS_openat2, SYS_openat}, AGAIN, {EXDEV, ENOSYS}},
    {"path_open", {SCRATCH, 0, NAME, NAME_LENGTH, WASI_OFLAG_CREAT, WASI_RIGHT_FD_READ, 0, 0, RESULT},
     {SYS_newfstatat, SYS_fstat}, TOLD, {0}},
    {"path_readlink", {SCRATCH, NAME, NAME_LENGTH, BUFFER, 10, RESULT},
     {SYS_readlinkat}, TOLD, {ENOENT}},
    {"path_readlink", {SCRATCH, NAME, NAME_LENGTH, BUFFER, 10, RESULT},
     {SYS_openat2, SYS_openat}, AGAIN, {EXDEV, ENOSYS}},
    {"path_remove_directory", {SCRATCH, OTHER_NAME, NAME_LENGTH}, {SYS_unlinkat}, TOLD, {0}},
    {"path_rename", {SCRATCH, NAME, NAME_LENGTH, SCRATCH, OTHER_NAME, NAME_LENGTH},
     {SYS_renameat, SYS_renameat2}, TOLD, {0}},
    {"path_symlink", {NAME, NAME_LENGTH, SCRATCH, OTHER_NAME, NAME_LENGTH}, {SYS_symlinkat}, TOLD, {0}},
    {"path_unlink_file", {SCRATCH, NAME, NAME_LENGTH}, {SYS_unlinkat}, TOLD, {0}},
    {"sock_accept", {SOCKET, 0, RESULT}, {SYS_accept4}, AGAIN, {0}},
    {"sock_recv", {SOCKET, IOVS, 1, 0, RESULT, FLAGS}, {SYS_recvmsg}, AGAIN, {0}},
    {"sock_send", {SOCKET, IOVS, 1, 0, RESULT}, {SYS_sendmsg}, AGAIN, {0}},
    {"sock_shutdown", {SOCKET, WASI_SDFLAG_WR}, {SYS_shutdown}, TOLD, {0}},
};

// A descriptor is free whatever close says. The lowest one is taken.
static void open_another(void) {
  answer.waits = true;
  CHECK(WASI_ESUCCESS, open_named());
  CHECK(ANOTHER_FILE, load_u32(RESULT));
  answer.waits = false;
}

static void fail(const struct failing *it, const struct wasi_call *call, int error) {
  enum { LAST = EIO };
  bool interrupts = error == EINTR;
  answer.error = interrupts ? LAST : error;
  answer.interruptions = interrupts;
  u32 expected = !interrupts ? guest_error(error) : it->interrupted == AGAIN ? guest_error(LAST)
    : it->interrupted == TOLD ? WASI_EINTR : WASI_ESUCCESS;
  if (it->interrupted == DONE) open_another();
  u32 got = invoke(call, it->arguments);
  if (got == expected) return;
  dprintf(report, "%s:%d: %s fails with %s (%d): expected %u, got %u\n", __FILE__, __LINE__, it->name,
          strerror(error), error, expected, got);
  failures++;
}

static void fail_in_every_way(const void *argument) {
  const struct failing *it = argument;
  const struct wasi_call *call = wasi_calls;
  while (strcmp(call->name, it->name)) call++;
  answer_instead_of(it->calls);
  for (int error = 1; error <= LAST_ERRNO; error++)
    if (!memchr(it->special, error, sizeof it->special)) fail(it, call, error);
}

// No page more: of what libc has left, a small table may still be made, and not many.
static void run_out_of_memory(const void *unused) {
  (void)unused;
  struct rlimit none = {0, 0}, files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  CHECK(0, (unsigned)setrlimit(RLIMIT_AS, &none));
  void *volatile last;  // clang would do without what nobody reads
  do last = malloc(100);
  while (last);
  memset(memory.base, 0, PAGE);  // 1000 clocks
  CHECK(WASI_ENOMEM, wasi_poll_oneoff(&memory, 0, 0, 1000, RESULT));
  store_text(NAME, "file");
  u32 error = WASI_ESUCCESS;
  for (u32 i = 0; !error && i < 200000; i++) error = open_named();
  CHECK(WASI_ENOMEM, error);
}

// A walk puts together what is left of the path and of links' texts, and no other tier does.
static void walk_far(enum wasi_tier tier) {
  enum { LENGTH = 4080 };
  static char text[LENGTH + 1];
  for (u32 at = 0; at < LENGTH; at += 2) memcpy(text + at, "./", 2);
  u32 length = store_text(BUFFER, text);
  CHECK(WASI_ESUCCESS, wasi_path_symlink(&memory, BUFFER, length, SCRATCH, NAME + 50, store_text(NAME + 50, "next")));
  memcpy(text, "next/", 5);
  length = store_text(BUFFER, text);
  CHECK(WASI_ESUCCESS, wasi_path_symlink(&memory, BUFFER, length, SCRATCH, OTHER_NAME, NAME_LENGTH));
  memcpy(text, "none/", 5);
  length = store_text(BUFFER, text);
  u32 error = wasi_path_filestat_get(&memory, SCRATCH, WASI_LOOKUP_SYMLINK_FOLLOW, BUFFER, length, BUFFER + LENGTH);
  CHECK(tier == WASI_TIER_NOFOLLOW ? WASI_ENAMETOOLONG : WASI_ESUCCESS, error);
}

static void try_failing_calls(const void *argument) {
  enum wasi_tier tier = *(const enum wasi_tier *)argument, chosen;
  struct wasi_obstacle obstacles[WASI_TIERS] = {0};
  int ends[2];
  CHECK(0, (unsigned)socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
  dup2(ends[0], SOCKET);
  wasi_start(0, NULL, NULL);
  CHECK(0, (unsigned)preopen(scratch, "/scratch"));
  CHECK(true, enter_tier(tier, &chosen, obstacles));
  store_text(NAME, "file");
  store_text(OTHER_NAME, "none");
  store_iovec(IOVS, BUFFER, 8);
  CHECK(WASI_ESUCCESS, open_named());
  CHECK(FILE_OPEN, load_u32(RESULT));
  subscribe_to_clock();
  for (size_t i = 0; i < sizeof all_failing / sizeof *all_failing; i++)
    CHECK(0, (unsigned)in_child(fail_in_every_way, &all_failing[i]));
  if (!WR_ASAN) CHECK(0, (unsigned)in_child(run_out_of_memory, NULL));  // which ends such a program
  walk_far(tier);
  dprintf(report, "wasi: %zu calls that fail in every way in %s\n", sizeof all_failing / sizeof *all_failing,
          wasi_tier_name(tier));
}

void test_failing_calls(void) {
  for (u32 each = 0; each < WASI_TIERS; each++) {
    enum wasi_tier tier = (enum wasi_tier)each;
    char name[40];
    if (!has_tier[tier]) continue;
    snprintf(name, sizeof name, "failing-%s", wasi_tier_name(tier));
    make_folders(name);
    CHECK(0, (unsigned)in_child(try_failing_calls, &tier));
  }
}

#else

void test_failing_calls(void) {
  dprintf(report, "wasi: calls that fail are left out on this processor\n");
}

#endif
