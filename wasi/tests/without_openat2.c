// On a kernel without openat2 (here: a child whose seccomp filter says ENOSYS) every path is refused.
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

enum { PATH = 100, RESULT = 2000 };

static bool openat2_forget(void) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof code / sizeof *code, code};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void every_path_is_refused(void) {
  u32 length = store_text(PATH, "dir/new");
  CHECK(WASI_ENOTSUP,
        wasi_path_open(&memory, SCRATCH, 0, PATH, length, WASI_OFLAG_CREAT, 2, 0, 0, RESULT));
  CHECK(WASI_ENOTSUP, wasi_path_filestat_get(&memory, SCRATCH, 1, PATH, length, RESULT));
  CHECK(WASI_ENOTSUP, wasi_path_filestat_set_times(&memory, SCRATCH, 1, PATH, length, 0, 0, 0));
  CHECK(WASI_ENOTSUP, wasi_path_create_directory(&memory, SCRATCH, PATH, length));
  CHECK(WASI_ENOTSUP, wasi_path_remove_directory(&memory, SCRATCH, PATH, length));
  CHECK(WASI_ENOTSUP, wasi_path_unlink_file(&memory, SCRATCH, PATH, length));
  CHECK(WASI_ENOTSUP, wasi_path_rename(&memory, SCRATCH, PATH, length, SCRATCH, PATH, length));
  CHECK(WASI_ENOTSUP, wasi_path_readlink(&memory, SCRATCH, PATH, length, RESULT, 10, RESULT));
}

void test_without_openat2(void) {
  int status = 0;
  pid_t child = fork();
  if (child == 0) {
    int before = failures;
    if (openat2_forget()) every_path_is_refused();
    _exit(failures != before);
  }
  CHECK(true, child > 0 && waitpid(child, &status, 0) == child);
  CHECK(0, (unsigned)status);
}
