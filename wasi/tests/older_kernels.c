// Older kernels, played by a child's seccomp filter. Without openat2 (ENOSYS) every path is refused; where
// linkat does not take an empty path (ENOENT), links are made all the same.
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

enum { PATH = 100, RESULT = 2000 };

static bool filter(struct sock_fprog program) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static bool openat2_forget(void) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  return filter((struct sock_fprog){sizeof code / sizeof *code, code});
}

static bool empty_path_forget(void) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_linkat, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[4])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AT_EMPTY_PATH, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOENT),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  return filter((struct sock_fprog){sizeof code / sizeof *code, code});
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
  CHECK(WASI_ENOTSUP, wasi_path_link(&memory, SCRATCH, 0, PATH, length, SCRATCH, PATH, length));
  CHECK(WASI_ENOTSUP, wasi_path_symlink(&memory, PATH, length, SCRATCH, PATH, length));
  CHECK(WASI_ENOTSUP, wasi_path_readlink(&memory, SCRATCH, PATH, length, RESULT, 10, RESULT));
}

// "to-etc" leads out: it is linked itself, and not followed.
static void links_are_made(void) {
  static const char *const sources[] = {"file", "to-etc"};
  static const u32 types[] = {WASI_FILETYPE_REGULAR_FILE, WASI_FILETYPE_SYMBOLIC_LINK};
  enum { NAME = 4000 };
  u32 length = store_text(NAME, "linked");
  for (size_t i = 0; i < 2; i++) {
    CHECK(WASI_ESUCCESS, wasi_path_link(&memory, SCRATCH, 0, PATH, store_text(PATH, sources[i]), SCRATCH, NAME,
                                        length));
    CHECK(WASI_ESUCCESS, wasi_path_filestat_get(&memory, SCRATCH, 0, NAME, length, RESULT));
    CHECK(types[i], memory.base[RESULT + offsetof(struct wasi_filestat, filetype)]);
    CHECK(WASI_ESUCCESS, wasi_path_unlink_file(&memory, SCRATCH, NAME, length));
  }
}

static void in_child(bool (*forget)(void), void (*test)(void)) {
  int status = 0;
  pid_t child = fork();
  if (child == 0) {
    int before = failures;
    CHECK(true, forget());
    test();
    _exit(failures != before);
  }
  CHECK(true, child > 0 && waitpid(child, &status, 0) == child);
  CHECK(0, (unsigned)status);
}

void test_older_kernels(void) {
  in_child(openat2_forget, every_path_is_refused);
  in_child(empty_path_forget, links_are_made);
}
