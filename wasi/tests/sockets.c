// Sockets: some take the place of standard input, which is how a guest comes by one.
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "harness.h"

enum { IOVS = 1000, RESULT = 2000, FLAGS = 2101, STAT = 3001, BUFFER = 4097 };

static int kept_input;

// The guest's end of `socket` is descriptor 0 until restore_input.
static void be_input(int socket) {
  kept_input = dup(0);
  dup2(socket, 0);
  close(socket);
  wasi_start(0, NULL, NULL);
}

static void restore_input(void) {
  dup2(kept_input, 0);
  close(kept_input);
  wasi_start(0, NULL, NULL);
}

static u8 filetype_of(u32 fd) {
  CHECK(WASI_ESUCCESS, wasi_fd_fdstat_get(&memory, fd, STAT));
  return memory.base[STAT];
}

static u32 receive(u32 fd, u32 size, u32 flags) {
  memset(memory.base + BUFFER, '#', 100);
  memset(memory.base + FLAGS, 0xff, 4);
  store_iovec(IOVS, BUFFER, size);
  u32 error = wasi_sock_recv(&memory, fd, IOVS, 1, flags, RESULT, FLAGS);
  CHECK(0xffffu, load_u32(FLAGS) >> 16);
  return error;
}

static u32 answer_flags(void) {
  return load_u32(FLAGS) & 0xffffu;
}

static u32 send_text(u32 fd, const char *text) {
  store_iovec(IOVS, BUFFER, store_text(BUFFER, text));
  return wasi_sock_send(&memory, fd, IOVS, 1, 0, RESULT);
}

static void streams_carry(void) {
  int ends[2];
  CHECK(0, (unsigned)socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
  be_input(ends[0]);
  CHECK(WASI_FILETYPE_SOCKET_STREAM, filetype_of(0));
  CHECK(WASI_ESUCCESS, send_text(0, "hello"));
  CHECK(5, load_u32(RESULT));
  char bytes[10];
  CHECK(5, (unsigned)read(ends[1], bytes, sizeof bytes));
  CHECK(8, (unsigned)write(ends[1], "answered", 8));
  CHECK(WASI_ESUCCESS, receive(0, 4, WASI_RIFLAG_PEEK));
  CHECK(4, load_u32(RESULT));
  CHECK(0, answer_flags());
  CHECK(WASI_ESUCCESS, receive(0, 8, WASI_RIFLAG_WAITALL));
  CHECK(8, load_u32(RESULT));
  CHECK(true, holds_text(BUFFER, "answered#"));
  CHECK(WASI_ESUCCESS, wasi_sock_shutdown(&memory, 0, WASI_SDFLAG_WR));
  CHECK(WASI_EPIPE, send_text(0, "x"));
  CHECK(0, (unsigned)read(ends[1], bytes, sizeof bytes));
  close(ends[1]);
  CHECK(WASI_ESUCCESS, receive(0, 4, 0));
  CHECK(0, load_u32(RESULT));
  restore_input();
}

static void datagrams_are_cut(void) {
  int ends[2];
  CHECK(0, (unsigned)socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends));
  be_input(ends[0]);
  CHECK(WASI_FILETYPE_SOCKET_DGRAM, filetype_of(0));
  CHECK(8, (unsigned)write(ends[1], "datagram", 8));
  CHECK(WASI_ESUCCESS, receive(0, 4, 0));
  CHECK(4, load_u32(RESULT));
  CHECK(WASI_ROFLAG_DATA_TRUNCATED, answer_flags());
  CHECK(true, holds_text(BUFFER, "data#"));
  close(ends[1]);
  restore_input();
}

// Somebody sends a descriptor along: it must not come into the process.
static void no_descriptor_comes_along(void) {
  int ends[2];
  CHECK(0, (unsigned)socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
  be_input(ends[0]);
  int next = dup(0);
  close(next);
  _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec item = {"x", 1};
  struct msghdr message = {.msg_iov = &item, .msg_iovlen = 1, .msg_control = control,
                           .msg_controllen = sizeof control};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  *header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
  memcpy(CMSG_DATA(header), &ends[1], sizeof(int));
  CHECK(1, (unsigned)sendmsg(ends[1], &message, 0));
  CHECK(WASI_ESUCCESS, receive(0, 4, 0));
  CHECK(1, load_u32(RESULT));
  int free_number = dup(0);
  CHECK((unsigned)next, (unsigned)free_number);
  close(free_number);
  close(ends[1]);
  restore_input();
}

static int listener(struct sockaddr_un *address) {
  *address = (struct sockaddr_un){.sun_family = AF_UNIX};
  snprintf(address->sun_path, sizeof address->sun_path, "%.90s/socket", scratch);
  int socket_number = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(0, (unsigned)bind(socket_number, (struct sockaddr *)address, sizeof *address));
  CHECK(0, (unsigned)listen(socket_number, 5));
  return socket_number;
}

static int connected(const struct sockaddr_un *address) {
  int number = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(0, (unsigned)connect(number, (const struct sockaddr *)address, sizeof *address));
  return number;
}

static void connections_are_accepted(void) {
  struct sockaddr_un address;
  be_input(listener(&address));
  int first = connected(&address), second = connected(&address);
  CHECK(WASI_ESUCCESS, wasi_sock_accept(&memory, 0, 0, RESULT));
  u32 one = load_u32(RESULT);
  CHECK(WASI_ESUCCESS, wasi_sock_accept(&memory, 0, WASI_FDFLAG_NONBLOCK, RESULT));
  u32 two = load_u32(RESULT);
  CHECK(4, one);
  CHECK(5, two);
  CHECK(WASI_FILETYPE_SOCKET_STREAM, filetype_of(one));
  u64 base = load_u64(STAT + 8);
  CHECK(WASI_RIGHT_FD_READ | WASI_RIGHT_FD_WRITE, base & (WASI_RIGHT_FD_READ | WASI_RIGHT_FD_WRITE));
  CHECK(WASI_EAGAIN, receive(two, 4, 0));
  CHECK(3, (unsigned)write(second, "two", 3));
  CHECK(WASI_ESUCCESS, receive(two, 10, 0));
  CHECK(true, holds_text(BUFFER, "two#"));
  CHECK(true, receive(0, 4, 0) != WASI_ESUCCESS);  // a listener
  CHECK(WASI_ESUCCESS, wasi_fd_fdstat_set_flags(&memory, 0, WASI_FDFLAG_NONBLOCK));
  CHECK(WASI_EAGAIN, wasi_sock_accept(&memory, 0, 0, RESULT));
  CHECK(WASI_EINVAL, wasi_sock_accept(&memory, 0, WASI_FDFLAG_APPEND, RESULT));
  CHECK(WASI_EINVAL, wasi_sock_accept(&memory, 0, 32, RESULT));
  CHECK(WASI_EFAULT, wasi_sock_accept(&memory, 0, 0, PAGE - 3));
  CHECK(WASI_EINVAL, wasi_sock_accept(&memory, one, 0, RESULT));  // no listener
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, one));
  CHECK(WASI_ESUCCESS, wasi_fd_close(&memory, two));
  close(first);
  close(second);
  restore_input();
  unlink(address.sun_path);
}

static void other_things_are_no_sockets(void) {
  static const u32 others[] = {0, 1, 2, SCRATCH};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    CHECK(WASI_ENOTSOCK, wasi_sock_accept(&memory, others[i], 0, RESULT));
    CHECK(WASI_ENOTSOCK, receive(others[i], 4, 0));
    CHECK(WASI_ENOTSOCK, send_text(others[i], "x"));
    CHECK(WASI_ENOTSOCK, wasi_sock_shutdown(&memory, others[i], WASI_SDFLAG_RD));
  }
}

static void given_up_rights_are_lost(void) {
  int ends[2];
  CHECK(0, (unsigned)socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
  be_input(ends[0]);
  CHECK(WASI_ESUCCESS, wasi_fd_fdstat_set_rights(&memory, 0, 0, 0));
  CHECK(WASI_ENOTCAPABLE, wasi_sock_accept(&memory, 0, 0, RESULT));
  CHECK(WASI_ENOTCAPABLE, receive(0, 4, 0));
  CHECK(WASI_ENOTCAPABLE, send_text(0, "x"));
  CHECK(WASI_ENOTCAPABLE, wasi_sock_shutdown(&memory, 0, WASI_SDFLAG_RD));
  close(ends[1]);
  restore_input();
}

static void bad_arguments_have_no_effect(void) {
  int ends[2];
  CHECK(0, (unsigned)socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
  be_input(ends[0]);
  CHECK(4, (unsigned)write(ends[1], "kept", 4));
  store_iovec(IOVS, BUFFER, 4);
  CHECK(WASI_EFAULT, wasi_sock_recv(&memory, 0, IOVS, 1, 0, PAGE - 3, FLAGS));
  CHECK(WASI_EFAULT, wasi_sock_recv(&memory, 0, IOVS, 1, 0, RESULT, PAGE - 1));
  CHECK(WASI_EFAULT, wasi_sock_recv(&memory, 0, PAGE - 7, 1, 0, RESULT, FLAGS));
  CHECK(WASI_EFAULT, wasi_sock_send(&memory, 0, PAGE - 7, 1, 0, RESULT));
  CHECK(WASI_EFAULT, wasi_sock_send(&memory, 0, IOVS, 1, 0, PAGE - 3));
  store_iovec(IOVS, PAGE - 3, 4);
  CHECK(WASI_EFAULT, wasi_sock_recv(&memory, 0, IOVS, 1, 0, RESULT, FLAGS));
  CHECK(WASI_EFAULT, wasi_sock_send(&memory, 0, IOVS, 1, 0, RESULT));
  CHECK(WASI_EINVAL, receive(0, 4, 4));
  CHECK(WASI_EINVAL, wasi_sock_send(&memory, 0, IOVS, 0, 1, RESULT));
  CHECK(WASI_EINVAL, wasi_sock_shutdown(&memory, 0, 0));
  CHECK(WASI_EINVAL, wasi_sock_shutdown(&memory, 0, 4));
  CHECK(WASI_ESUCCESS, receive(0, 10, 0));
  CHECK(4, load_u32(RESULT));
  store_iovec(IOVS, BUFFER, 4);
  CHECK(4, (unsigned)write(ends[1], "kept", 4));
  CHECK(WASI_ESUCCESS, wasi_sock_recv(&memory, 0, IOVS, 1, 0, RESULT, PAGE - 2));
  close(ends[1]);
  restore_input();
}

void test_sockets(void) {
  streams_carry();
  datagrams_are_cut();
  no_descriptor_comes_along();
  connections_are_accepted();
  other_things_are_no_sockets();
  given_up_rights_are_lost();
  bad_arguments_have_no_effect();
}
