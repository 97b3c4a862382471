#define _GNU_SOURCE 1
#include "seccomp.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE

static const u16 allowed_calls[] = {
    // Files that are open
    SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_pwrite64, SYS_preadv, SYS_pwritev, SYS_lseek,
    SYS_close, SYS_fstat, SYS_ftruncate, SYS_fallocate, SYS_fadvise64, SYS_fsync, SYS_fdatasync, SYS_fcntl,
    SYS_ioctl, SYS_getdents64, SYS_dup, SYS_dup3, SYS_ppoll,
    // By name
    SYS_openat, SYS_openat2, SYS_newfstatat, SYS_statx, SYS_readlinkat, SYS_unlinkat, SYS_mkdirat,
    SYS_renameat, SYS_renameat2, SYS_linkat, SYS_symlinkat, SYS_utimensat,
    // Sockets that are open
    SYS_accept, SYS_accept4, SYS_recvfrom, SYS_recvmsg, SYS_sendto, SYS_sendmsg, SYS_shutdown, SYS_getsockopt,
    // Memory
    SYS_munmap, SYS_mremap, SYS_madvise, SYS_brk, SYS_sysinfo,
    // Threads, signals and time
    SYS_futex, SYS_set_robust_list, SYS_rseq, SYS_sched_yield, SYS_sched_getaffinity, SYS_membarrier, SYS_getpid,
    SYS_gettid, SYS_tgkill, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack,
    SYS_restart_syscall, SYS_nanosleep, SYS_clock_nanosleep, SYS_clock_gettime, SYS_clock_getres, SYS_gettimeofday,
    SYS_getrandom, SYS_getrusage, SYS_prlimit64, SYS_exit, SYS_exit_group,
#ifdef __x86_64__
    SYS_poll, SYS_dup2, SYS_getrlimit,
#endif
};

enum { ALLOWED_CALLS = sizeof allowed_calls / sizeof *allowed_calls };

#define FILTER_LOAD(FIELD) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, FIELD))
// The low half comes first: both processors are little-endian, and no flag that is asked for lies above.
#define LOAD_ARGUMENT(N) FILTER_LOAD(args[N])
#define IF_EQUAL(VALUE, THEN, ELSE) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, VALUE, THEN, ELSE)
#define IF_ANY(BITS, THEN, ELSE) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, BITS, THEN, ELSE)
#define RETURN(WHAT) BPF_STMT(BPF_RET | BPF_K, WHAT)
#define REFUSE(ERROR) RETURN(SECCOMP_RET_ERRNO | (ERROR))

// Of another architecture, or x86-64's with numbers of its own (x32), a call is nobody's here.
static const struct sock_filter filter_head[] = {
    FILTER_LOAD(arch),
    IF_EQUAL(ARCHITECTURE, 1, 0),
    RETURN(SECCOMP_RET_KILL_PROCESS),
    FILTER_LOAD(nr),
    // Memory: not to be executed.
    IF_EQUAL(SYS_mmap, 1, 0),
    IF_EQUAL(SYS_mprotect, 0, 4),
    LOAD_ARGUMENT(2),
    IF_ANY(PROT_EXEC, 0, 1),
    REFUSE(EPERM),
    RETURN(SECCOMP_RET_ALLOW),
    // A thread, but no process. clone3's flags are out of sight: it is not there, and libc then takes clone.
    IF_EQUAL(SYS_clone, 0, 4),
    LOAD_ARGUMENT(0),
    IF_ANY(CLONE_THREAD, 1, 0),
    REFUSE(EPERM),
    RETURN(SECCOMP_RET_ALLOW),
};

enum { FILTER_HEAD = sizeof filter_head / sizeof *filter_head };

bool wasi_seccomp_enter(void) {
  struct sock_filter filter[FILTER_HEAD + 2 * ALLOWED_CALLS + 1];
  u16 length = 0;
  for (u16 i = 0; i < FILTER_HEAD; i++) filter[length++] = filter_head[i];
  for (u16 i = 0; i < ALLOWED_CALLS; i++) {
    filter[length++] = (struct sock_filter)IF_EQUAL(allowed_calls[i], 0, 1);
    filter[length++] = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
  }
  filter[length++] = (struct sock_filter)REFUSE(ENOSYS);
  struct sock_fprog program = {length, filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

#else

bool wasi_seccomp_enter(void) {
  errno = ENOSYS;
  return false;
}

#endif
