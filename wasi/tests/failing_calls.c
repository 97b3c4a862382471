// What the kernel answers, the guest gets to know: in each tier, system calls that WASI's functions make fail in every
// way for which Linux has a name. A filter has the kernel raise SIGSYS in place of one call, and the handler answers it.
#define _GNU_SOURCE 1
#include <errno.h>
#include <linux/audit.h>
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
#include "harness.h"

enum { NAME = 1000, OTHER_NAME = 1100, IOVS = 1200, RESULT = 1300, FLAGS = 1400, BUFFER = 2000, STAT = 3000 };
enum { NAME_LENGTH = 4, SOCKET = 0, LAST_ERRNO = 133 };

#if defined(__x86_64__) || defined(__aarch64__)

static u32 file;

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
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[1], 0, 1),
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

static u32 open_named(u32 name) {
  u64 rights = WASI_RIGHT_FD_READ | WASI_RIGHT_FD_WRITE | WASI_RIGHT_FD_SEEK;
  return wasi_path_open(&memory, SCRATCH, 0, name, NAME_LENGTH, WASI_OFLAG_CREAT, rights, 0, 0, RESULT);
}

static u32 subscribe_to_clock(void) {
  struct wasi_subscription subscription = {
      .type = WASI_EVENTTYPE_CLOCK, .id = WASI_CLOCK_MONOTONIC, .timeout = 60ull * 1000000000u};
  memcpy(memory.base + BUFFER, &subscription, sizeof subscription);
  return wasi_poll_oneoff(&memory, BUFFER, STAT, 1, RESULT);
}

// Each time one that is open: an entry is free whatever the kernel says.
static u32 close_new(void) {
  answer.waits = true;
  CHECK(WASI_ESUCCESS, open_named(NAME));
  answer.waits = false;
  return wasi_fd_close(&memory, load_u32(RESULT));
}

#define CALL(NAME, EXPRESSION) \
  static u32 call_##NAME(void) { return EXPRESSION; }
CALL(clock_res_get, wasi_clock_res_get(&memory, WASI_CLOCK_PROCESS_CPUTIME, RESULT))
CALL(clock_time_get, wasi_clock_time_get(&memory, WASI_CLOCK_PROCESS_CPUTIME, 0, RESULT))
CALL(random_get, wasi_random_get(&memory, BUFFER, 8))
CALL(poll_oneoff, subscribe_to_clock())
CALL(fd_advise, wasi_fd_advise(&memory, file, 0, 0, WASI_ADVICE_NORMAL))
CALL(fd_allocate, wasi_fd_allocate(&memory, file, 0, 1))
CALL(fd_close, close_new())
CALL(fd_datasync, wasi_fd_datasync(&memory, file))
CALL(fd_fdstat_get, wasi_fd_fdstat_get(&memory, file, STAT))
CALL(fd_fdstat_set_flags, wasi_fd_fdstat_set_flags(&memory, file, 0))
CALL(fd_filestat_get, wasi_fd_filestat_get(&memory, file, STAT))
CALL(fd_filestat_set_size, wasi_fd_filestat_set_size(&memory, file, 1))
CALL(fd_filestat_set_times, wasi_fd_filestat_set_times(&memory, file, 0, 0, WASI_FSTFLAG_ATIM))
CALL(fd_pread, wasi_fd_pread(&memory, file, IOVS, 1, 0, RESULT))
CALL(fd_pwrite, wasi_fd_pwrite(&memory, file, IOVS, 1, 0, RESULT))
CALL(fd_read, wasi_fd_read(&memory, file, IOVS, 1, RESULT))
CALL(fd_readdir, wasi_fd_readdir(&memory, SCRATCH, BUFFER, 100, 0, RESULT))
CALL(fd_seek, wasi_fd_seek(&memory, file, 0, WASI_WHENCE_SET, RESULT))
CALL(fd_sync, wasi_fd_sync(&memory, file))
CALL(fd_tell, wasi_fd_tell(&memory, file, RESULT))
CALL(fd_write, wasi_fd_write(&memory, file, IOVS, 1, RESULT))
CALL(path_create_directory, wasi_path_create_directory(&memory, SCRATCH, OTHER_NAME, NAME_LENGTH))
CALL(path_filestat_get, wasi_path_filestat_get(&memory, SCRATCH, 0, NAME, NAME_LENGTH, STAT))
CALL(path_filestat_set_times,
     wasi_path_filestat_set_times(&memory, SCRATCH, 0, NAME, NAME_LENGTH, 0, 0, WASI_FSTFLAG_ATIM))
CALL(path_link, wasi_path_link(&memory, SCRATCH, 0, NAME, NAME_LENGTH, SCRATCH, OTHER_NAME, NAME_LENGTH))
CALL(path_open, open_named(NAME))
CALL(path_readlink, wasi_path_readlink(&memory, SCRATCH, NAME, NAME_LENGTH, BUFFER, 10, RESULT))
CALL(path_remove_directory, wasi_path_remove_directory(&memory, SCRATCH, OTHER_NAME, NAME_LENGTH))
CALL(path_rename, wasi_path_rename(&memory, SCRATCH, NAME, NAME_LENGTH, SCRATCH, OTHER_NAME, NAME_LENGTH))
CALL(path_symlink, wasi_path_symlink(&memory, NAME, NAME_LENGTH, SCRATCH, OTHER_NAME, NAME_LENGTH))
CALL(path_unlink_file, wasi_path_unlink_file(&memory, SCRATCH, NAME, NAME_LENGTH))
CALL(sock_accept, wasi_sock_accept(&memory, SOCKET, 0, RESULT))
CALL(sock_recv, wasi_sock_recv(&memory, SOCKET, IOVS, 1, 0, RESULT, FLAGS))
CALL(sock_send, wasi_sock_send(&memory, SOCKET, IOVS, 1, 0, RESULT))
CALL(sock_shutdown, wasi_sock_shutdown(&memory, SOCKET, WASI_SDFLAG_WR))

// After EINTR: it is called again; or the guest is told; or, by close alone, nothing is wrong.
enum after { AGAIN, TOLD, DONE };

struct failing {
  const char *name;
  u32 (*call)(void);
  u16 calls[2];  // of the kernel: libc chooses one of them
  enum after interrupted;
  u8 special[3];  // errors that mean something else there, which other tests show
};

#define ONE(NAME, CALLED, AFTER, ...) {#NAME, call_##NAME, {SYS_##CALLED, SYS_##CALLED}, AFTER, {__VA_ARGS__}}
#define EITHER(NAME, CALLED, OR, AFTER, ...) {#NAME, call_##NAME, {SYS_##CALLED, SYS_##OR}, AFTER, {__VA_ARGS__}}
static const struct failing all_failing[] = {
    ONE(clock_res_get, clock_getres, TOLD, ENOSYS),
    ONE(clock_time_get, clock_gettime, TOLD, ENOSYS),
    ONE(random_get, getrandom, AGAIN, 0),
    ONE(poll_oneoff, ppoll, AGAIN, 0),
    ONE(fd_advise, fadvise64, TOLD, 0),
    ONE(fd_allocate, fallocate, AGAIN, 0),
    ONE(fd_close, close, DONE, 0),
    ONE(fd_datasync, fdatasync, AGAIN, 0),
    ONE(fd_fdstat_get, fcntl, TOLD, 0),
    ONE(fd_fdstat_set_flags, fcntl, TOLD, 0),
    EITHER(fd_filestat_get, newfstatat, fstat, TOLD, 0),
    ONE(fd_filestat_set_size, ftruncate, AGAIN, 0),
    ONE(fd_filestat_set_times, utimensat, TOLD, 0),
    EITHER(fd_pread, preadv, preadv2, AGAIN, 0),
    EITHER(fd_pwrite, pwritev, pwritev2, AGAIN, 0),
    ONE(fd_read, readv, AGAIN, 0),
    ONE(fd_readdir, lseek, TOLD, 0),
    ONE(fd_readdir, getdents64, AGAIN, 0),
    ONE(fd_seek, lseek, TOLD, 0),
    ONE(fd_sync, fsync, AGAIN, 0),
    ONE(fd_tell, lseek, TOLD, 0),
    ONE(fd_write, writev, AGAIN, 0),
    ONE(path_create_directory, mkdirat, TOLD, 0),
    EITHER(path_filestat_get, newfstatat, fstat, TOLD, 0),
    EITHER(path_filestat_get, openat2, openat, AGAIN, EXDEV, ENOSYS),
    ONE(path_filestat_set_times, utimensat, TOLD, 0),
    EITHER(path_filestat_set_times, openat2, openat, AGAIN, EXDEV, ENOSYS),
    ONE(path_link, linkat, TOLD, 0),
    EITHER(path_link, openat2, openat, AGAIN, EXDEV, ENOSYS),
    EITHER(path_open, openat2, openat, AGAIN, EXDEV, ENOSYS),
    EITHER(path_open, newfstatat, fstat, TOLD, 0),
    ONE(path_readlink, readlinkat, TOLD, ENOENT),
    EITHER(path_readlink, openat2, openat, AGAIN, EXDEV, ENOSYS),
    ONE(path_remove_directory, unlinkat, TOLD, 0),
    EITHER(path_rename, renameat, renameat2, TOLD, 0),
    ONE(path_symlink, symlinkat, TOLD, 0),
    ONE(path_unlink_file, unlinkat, TOLD, 0),
    ONE(sock_accept, accept4, AGAIN, 0),
    ONE(sock_recv, recvmsg, AGAIN, 0),
    ONE(sock_send, sendmsg, AGAIN, 0),
    ONE(sock_shutdown, shutdown, TOLD, 0),
};

static void fail(const struct failing *it, int error) {
  enum { LAST = EIO };
  bool interrupts = error == EINTR;
  answer.error = interrupts ? LAST : error;
  answer.interruptions = interrupts;
  u32 expected = !interrupts ? guest_error(error) : it->interrupted == AGAIN ? guest_error(LAST)
    : it->interrupted == TOLD ? WASI_EINTR : WASI_ESUCCESS;
  u32 got = it->call();
  if (got == expected) return;
  dprintf(report, "%s:%d: %s fails with %s (%d): expected %u, got %u\n", __FILE__, __LINE__, it->name,
          strerror(error), error, expected, got);
  failures++;
}

static void fail_in_every_way(const void *argument) {
  const struct failing *it = argument;
  answer_instead_of(it->calls);
  for (int error = 1; error <= LAST_ERRNO; error++)
    if (!memchr(it->special, error, sizeof it->special)) fail(it, error);
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
  for (u32 i = 0; !error && i < 200000; i++) error = open_named(NAME);
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
  u64 rights = ~(u64)0;
  CHECK(WASI_ESUCCESS, wasi_path_open(&memory, SCRATCH, 0, NAME, NAME_LENGTH, WASI_OFLAG_CREAT, rights, 0, 0, RESULT));
  file = load_u32(RESULT);
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
