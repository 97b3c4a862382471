// WASI preview 1 as the rest of Wastrel sees it: what gc-runtime's main calls, and the import shims
// that emitted C calls. Raw u32 and u64 end here: each shim turns them at once into the types of
// guest.h. calls.def lists the same functions for the compiler.
#ifndef WASI_H
#define WASI_H

#include "memory.h"

// Keeps the arguments and the environment (they must stay alive), opens descriptors 0, 1 and 2 to the
// guest, and ignores SIGPIPE, so that a broken pipe is an errno. An absent list (NULL) is an empty one.
void wasi_start(int argc, char **argv, char **envp);

// From now on random_get gives what follows from `seed`.
void wasi_random_fix(u64 seed);

// `memory` is never NULL, nor its base. A module without a memory passes an empty one: then each pointer
// is EFAULT.
u32 wasi_args_get(struct wr_memory *memory, u32 argv, u32 argv_buf);
u32 wasi_args_sizes_get(struct wr_memory *memory, u32 argc, u32 argv_buf_size);
u32 wasi_environ_get(struct wr_memory *memory, u32 envp, u32 envp_buf);
u32 wasi_environ_sizes_get(struct wr_memory *memory, u32 envc, u32 envp_buf_size);

u32 wasi_clock_res_get(struct wr_memory *memory, u32 id, u32 resolution);
u32 wasi_clock_time_get(struct wr_memory *memory, u32 id, u64 precision, u32 time);
u32 wasi_random_get(struct wr_memory *memory, u32 buf, u32 buf_len);
u32 wasi_poll_oneoff(struct wr_memory *memory, u32 subscriptions, u32 events, u32 count, u32 nevents);
__attribute__((noreturn)) void wasi_proc_exit(struct wr_memory *memory, u32 status);
u32 wasi_proc_raise(struct wr_memory *memory, u32 signal_number);
u32 wasi_sched_yield(struct wr_memory *memory);

u32 wasi_fd_advise(struct wr_memory *memory, u32 fd, u64 offset, u64 length, u32 advice);
u32 wasi_fd_allocate(struct wr_memory *memory, u32 fd, u64 offset, u64 length);
u32 wasi_fd_close(struct wr_memory *memory, u32 fd);
u32 wasi_fd_datasync(struct wr_memory *memory, u32 fd);
u32 wasi_fd_fdstat_get(struct wr_memory *memory, u32 fd, u32 stat);
u32 wasi_fd_fdstat_set_flags(struct wr_memory *memory, u32 fd, u32 flags);
u32 wasi_fd_fdstat_set_rights(struct wr_memory *memory, u32 fd, u64 base, u64 inheriting);
u32 wasi_fd_filestat_get(struct wr_memory *memory, u32 fd, u32 stat);
u32 wasi_fd_filestat_set_size(struct wr_memory *memory, u32 fd, u64 size);
u32 wasi_fd_filestat_set_times(struct wr_memory *memory, u32 fd, u64 atim, u64 mtim, u32 flags);
u32 wasi_fd_pread(struct wr_memory *memory, u32 fd, u32 iovs, u32 iovs_len, u64 offset, u32 nread);
u32 wasi_fd_prestat_dir_name(struct wr_memory *memory, u32 fd, u32 path, u32 path_len);
u32 wasi_fd_prestat_get(struct wr_memory *memory, u32 fd, u32 prestat);
u32 wasi_fd_pwrite(struct wr_memory *memory, u32 fd, u32 iovs, u32 iovs_len, u64 offset,
                   u32 nwritten);
u32 wasi_fd_read(struct wr_memory *memory, u32 fd, u32 iovs, u32 iovs_len, u32 nread);
u32 wasi_fd_readdir(struct wr_memory *memory, u32 fd, u32 buf, u32 buf_len, u64 cookie, u32 used);
u32 wasi_fd_renumber(struct wr_memory *memory, u32 fd, u32 to);
u32 wasi_fd_seek(struct wr_memory *memory, u32 fd, u64 offset, u32 whence, u32 position);
u32 wasi_fd_sync(struct wr_memory *memory, u32 fd);
u32 wasi_fd_tell(struct wr_memory *memory, u32 fd, u32 position);
u32 wasi_fd_write(struct wr_memory *memory, u32 fd, u32 iovs, u32 iovs_len, u32 nwritten);

u32 wasi_path_create_directory(struct wr_memory *memory, u32 fd, u32 path, u32 path_len);
u32 wasi_path_filestat_get(struct wr_memory *memory, u32 fd, u32 lookupflags, u32 path,
                           u32 path_len, u32 stat);
u32 wasi_path_filestat_set_times(struct wr_memory *memory, u32 fd, u32 lookupflags, u32 path,
                                 u32 path_len, u64 atim, u64 mtim, u32 flags);
u32 wasi_path_link(struct wr_memory *memory, u32 old_fd, u32 lookupflags, u32 old_path, u32 old_len,
                   u32 new_fd, u32 new_path, u32 new_len);
u32 wasi_path_open(struct wr_memory *memory, u32 fd, u32 lookupflags, u32 path, u32 path_len,
                   u32 oflags, u64 base, u64 inheriting, u32 fdflags, u32 opened);
u32 wasi_path_readlink(struct wr_memory *memory, u32 fd, u32 path, u32 path_len, u32 buf,
                       u32 buf_len, u32 used);
u32 wasi_path_remove_directory(struct wr_memory *memory, u32 fd, u32 path, u32 path_len);
u32 wasi_path_rename(struct wr_memory *memory, u32 fd, u32 old_path, u32 old_len, u32 new_fd,
                     u32 new_path, u32 new_len);
u32 wasi_path_symlink(struct wr_memory *memory, u32 old_path, u32 old_len, u32 fd, u32 new_path,
                      u32 new_len);
u32 wasi_path_unlink_file(struct wr_memory *memory, u32 fd, u32 path, u32 path_len);

// No call makes a socket: the only ones are those that the process was started with, as descriptors 0 to 2,
// and what they accept.
u32 wasi_sock_accept(struct wr_memory *memory, u32 fd, u32 flags, u32 accepted);
u32 wasi_sock_recv(struct wr_memory *memory, u32 fd, u32 iovs, u32 iovs_len, u32 flags, u32 nread,
                   u32 answer_flags);
u32 wasi_sock_send(struct wr_memory *memory, u32 fd, u32 iovs, u32 iovs_len, u32 flags, u32 nwritten);
u32 wasi_sock_shutdown(struct wr_memory *memory, u32 fd, u32 how);

#endif
