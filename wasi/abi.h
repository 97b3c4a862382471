// The wire format of WASI preview 1: numbers and records exactly as a guest sees them. Records have no
// implicit padding, so that copying one out shows the guest nothing of the host's stack.
#ifndef WASI_ABI_H
#define WASI_ABI_H

#include "base.h"

enum wasi_errno {
  WASI_ESUCCESS = 0, WASI_E2BIG = 1, WASI_EACCES = 2, WASI_EADDRINUSE = 3,
  WASI_EADDRNOTAVAIL = 4, WASI_EAFNOSUPPORT = 5, WASI_EAGAIN = 6, WASI_EALREADY = 7,
  WASI_EBADF = 8, WASI_EBADMSG = 9, WASI_EBUSY = 10, WASI_ECANCELED = 11,
  WASI_ECHILD = 12, WASI_ECONNABORTED = 13, WASI_ECONNREFUSED = 14, WASI_ECONNRESET = 15,
  WASI_EDEADLK = 16, WASI_EDESTADDRREQ = 17, WASI_EDOM = 18, WASI_EDQUOT = 19,
  WASI_EEXIST = 20, WASI_EFAULT = 21, WASI_EFBIG = 22, WASI_EHOSTUNREACH = 23,
  WASI_EIDRM = 24, WASI_EILSEQ = 25, WASI_EINPROGRESS = 26, WASI_EINTR = 27,
  WASI_EINVAL = 28, WASI_EIO = 29, WASI_EISCONN = 30, WASI_EISDIR = 31,
  WASI_ELOOP = 32, WASI_EMFILE = 33, WASI_EMLINK = 34, WASI_EMSGSIZE = 35,
  WASI_EMULTIHOP = 36, WASI_ENAMETOOLONG = 37, WASI_ENETDOWN = 38, WASI_ENETRESET = 39,
  WASI_ENETUNREACH = 40, WASI_ENFILE = 41, WASI_ENOBUFS = 42, WASI_ENODEV = 43,
  WASI_ENOENT = 44, WASI_ENOEXEC = 45, WASI_ENOLCK = 46, WASI_ENOLINK = 47,
  WASI_ENOMEM = 48, WASI_ENOMSG = 49, WASI_ENOPROTOOPT = 50, WASI_ENOSPC = 51,
  WASI_ENOSYS = 52, WASI_ENOTCONN = 53, WASI_ENOTDIR = 54, WASI_ENOTEMPTY = 55,
  WASI_ENOTRECOVERABLE = 56, WASI_ENOTSOCK = 57, WASI_ENOTSUP = 58, WASI_ENOTTY = 59,
  WASI_ENXIO = 60, WASI_EOVERFLOW = 61, WASI_EOWNERDEAD = 62, WASI_EPERM = 63,
  WASI_EPIPE = 64, WASI_EPROTO = 65, WASI_EPROTONOSUPPORT = 66, WASI_EPROTOTYPE = 67,
  WASI_ERANGE = 68, WASI_EROFS = 69, WASI_ESPIPE = 70, WASI_ESRCH = 71,
  WASI_ESTALE = 72, WASI_ETIMEDOUT = 73, WASI_ETXTBSY = 74, WASI_EXDEV = 75,
  WASI_ENOTCAPABLE = 76,
};

enum wasi_clockid {
  WASI_CLOCK_REALTIME, WASI_CLOCK_MONOTONIC, WASI_CLOCK_PROCESS_CPUTIME, WASI_CLOCK_THREAD_CPUTIME,
};

enum wasi_filetype {
  WASI_FILETYPE_UNKNOWN, WASI_FILETYPE_BLOCK_DEVICE, WASI_FILETYPE_CHARACTER_DEVICE,
  WASI_FILETYPE_DIRECTORY, WASI_FILETYPE_REGULAR_FILE, WASI_FILETYPE_SOCKET_DGRAM,
  WASI_FILETYPE_SOCKET_STREAM, WASI_FILETYPE_SYMBOLIC_LINK,
};

enum wasi_whence { WASI_WHENCE_SET, WASI_WHENCE_CUR, WASI_WHENCE_END };

enum wasi_fdflags {
  WASI_FDFLAG_APPEND = 1, WASI_FDFLAG_DSYNC = 2, WASI_FDFLAG_NONBLOCK = 4,
  WASI_FDFLAG_RSYNC = 8, WASI_FDFLAG_SYNC = 16, WASI_FDFLAGS_ALL = 31,
};

enum wasi_advice {
  WASI_ADVICE_NORMAL, WASI_ADVICE_SEQUENTIAL, WASI_ADVICE_RANDOM, WASI_ADVICE_WILLNEED,
  WASI_ADVICE_DONTNEED, WASI_ADVICE_NOREUSE,
};

enum wasi_oflags {
  WASI_OFLAG_CREAT = 1, WASI_OFLAG_DIRECTORY = 2, WASI_OFLAG_EXCL = 4, WASI_OFLAG_TRUNC = 8,
  WASI_OFLAGS_ALL = 15,
};

enum wasi_lookupflags { WASI_LOOKUP_SYMLINK_FOLLOW = 1, WASI_LOOKUPFLAGS_ALL = 1 };

enum wasi_fstflags {
  WASI_FSTFLAG_ATIM = 1, WASI_FSTFLAG_ATIM_NOW = 2, WASI_FSTFLAG_MTIM = 4, WASI_FSTFLAG_MTIM_NOW = 8,
  WASI_FSTFLAGS_ALL = 15,
};

enum wasi_signal {
  WASI_SIGNAL_NONE, WASI_SIGNAL_HUP, WASI_SIGNAL_INT, WASI_SIGNAL_QUIT, WASI_SIGNAL_ILL,
  WASI_SIGNAL_TRAP, WASI_SIGNAL_ABRT, WASI_SIGNAL_BUS, WASI_SIGNAL_FPE, WASI_SIGNAL_KILL,
  WASI_SIGNAL_USR1, WASI_SIGNAL_SEGV, WASI_SIGNAL_USR2, WASI_SIGNAL_PIPE, WASI_SIGNAL_ALRM,
  WASI_SIGNAL_TERM, WASI_SIGNAL_CHLD, WASI_SIGNAL_CONT, WASI_SIGNAL_STOP, WASI_SIGNAL_TSTP,
  WASI_SIGNAL_TTIN, WASI_SIGNAL_TTOU, WASI_SIGNAL_URG, WASI_SIGNAL_XCPU, WASI_SIGNAL_XFSZ,
  WASI_SIGNAL_VTALRM, WASI_SIGNAL_PROF, WASI_SIGNAL_WINCH, WASI_SIGNAL_POLL, WASI_SIGNAL_PWR,
  WASI_SIGNAL_SYS,
};

enum wasi_eventtype { WASI_EVENTTYPE_CLOCK, WASI_EVENTTYPE_FD_READ, WASI_EVENTTYPE_FD_WRITE };

enum wasi_subclockflags { WASI_SUBCLOCKFLAG_ABSTIME = 1, WASI_SUBCLOCKFLAGS_ALL = 1 };

enum wasi_eventrwflags { WASI_EVENTRWFLAG_HANGUP = 1 };

enum wasi_riflags { WASI_RIFLAG_PEEK = 1, WASI_RIFLAG_WAITALL = 2, WASI_RIFLAGS_ALL = 3 };

enum wasi_roflags { WASI_ROFLAG_DATA_TRUNCATED = 1 };

enum wasi_sdflags { WASI_SDFLAG_RD = 1, WASI_SDFLAG_WR = 2 };

enum wasi_preopentype { WASI_PREOPENTYPE_DIR };

// What may be done with a descriptor: 64 bits on the wire, so these are not an enum.
typedef u64 wasi_rights;
#define WASI_RIGHT(bit) ((wasi_rights)1 << (bit))
#define WASI_RIGHT_FD_DATASYNC WASI_RIGHT(0)
#define WASI_RIGHT_FD_READ WASI_RIGHT(1)
#define WASI_RIGHT_FD_SEEK WASI_RIGHT(2)
#define WASI_RIGHT_FD_FDSTAT_SET_FLAGS WASI_RIGHT(3)
#define WASI_RIGHT_FD_SYNC WASI_RIGHT(4)
#define WASI_RIGHT_FD_TELL WASI_RIGHT(5)
#define WASI_RIGHT_FD_WRITE WASI_RIGHT(6)
#define WASI_RIGHT_FD_ADVISE WASI_RIGHT(7)
#define WASI_RIGHT_FD_ALLOCATE WASI_RIGHT(8)
#define WASI_RIGHT_PATH_CREATE_DIRECTORY WASI_RIGHT(9)
#define WASI_RIGHT_PATH_CREATE_FILE WASI_RIGHT(10)
#define WASI_RIGHT_PATH_LINK_SOURCE WASI_RIGHT(11)
#define WASI_RIGHT_PATH_LINK_TARGET WASI_RIGHT(12)
#define WASI_RIGHT_PATH_OPEN WASI_RIGHT(13)
#define WASI_RIGHT_FD_READDIR WASI_RIGHT(14)
#define WASI_RIGHT_PATH_READLINK WASI_RIGHT(15)
#define WASI_RIGHT_PATH_RENAME_SOURCE WASI_RIGHT(16)
#define WASI_RIGHT_PATH_RENAME_TARGET WASI_RIGHT(17)
#define WASI_RIGHT_PATH_FILESTAT_GET WASI_RIGHT(18)
#define WASI_RIGHT_PATH_FILESTAT_SET_SIZE WASI_RIGHT(19)
#define WASI_RIGHT_PATH_FILESTAT_SET_TIMES WASI_RIGHT(20)
#define WASI_RIGHT_FD_FILESTAT_GET WASI_RIGHT(21)
#define WASI_RIGHT_FD_FILESTAT_SET_SIZE WASI_RIGHT(22)
#define WASI_RIGHT_FD_FILESTAT_SET_TIMES WASI_RIGHT(23)
#define WASI_RIGHT_PATH_SYMLINK WASI_RIGHT(24)
#define WASI_RIGHT_PATH_REMOVE_DIRECTORY WASI_RIGHT(25)
#define WASI_RIGHT_PATH_UNLINK_FILE WASI_RIGHT(26)
#define WASI_RIGHT_POLL_FD_READWRITE WASI_RIGHT(27)
#define WASI_RIGHT_SOCK_SHUTDOWN WASI_RIGHT(28)
#define WASI_RIGHT_SOCK_ACCEPT WASI_RIGHT(29)

// `buf` and `buf_len` of ciovec and iovec alike.
struct wasi_iovec {
  u32 buf;
  u32 buf_len;
};
_Static_assert(sizeof(struct wasi_iovec) == 8, "wire format");

struct wasi_fdstat {
  u8 filetype;
  u8 pad0;
  u16 flags;
  u32 pad1;
  wasi_rights base;
  wasi_rights inheriting;
};
_Static_assert(sizeof(struct wasi_fdstat) == 24, "wire format");
_Static_assert(__builtin_offsetof(struct wasi_fdstat, base) == 8, "wire format");

struct wasi_filestat {
  u64 dev;
  u64 ino;
  u8 filetype;
  u8 pad[7];
  u64 nlink;
  u64 size;
  u64 atim;
  u64 mtim;
  u64 ctim;
};
_Static_assert(sizeof(struct wasi_filestat) == 64, "wire format");
_Static_assert(__builtin_offsetof(struct wasi_filestat, nlink) == 24, "wire format");

struct wasi_prestat {
  u8 tag;
  u8 pad[3];
  u32 name_len;
};
_Static_assert(sizeof(struct wasi_prestat) == 8, "wire format");

struct wasi_subscription {
  u64 userdata;
  u8 type;
  u8 pad0[7];
  u32 id;  // a clock's id, or a descriptor: then nothing more is used
  u32 pad1;
  u64 timeout;
  u64 precision;
  u16 flags;
  u8 pad2[6];
};
_Static_assert(sizeof(struct wasi_subscription) == 48, "wire format");
_Static_assert(__builtin_offsetof(struct wasi_subscription, id) == 16, "wire format");
_Static_assert(__builtin_offsetof(struct wasi_subscription, flags) == 40, "wire format");

struct wasi_event {
  u64 userdata;
  u16 error;
  u8 type;
  u8 pad0[5];
  u64 nbytes;
  u16 flags;
  u8 pad1[6];
};
_Static_assert(sizeof(struct wasi_event) == 32, "wire format");
_Static_assert(__builtin_offsetof(struct wasi_event, nbytes) == 16, "wire format");

// The entry's name follows at once; entries are not aligned.
struct wasi_dirent {
  u64 next;
  u64 ino;
  u32 namlen;
  u8 type;
  u8 pad[3];
};
_Static_assert(sizeof(struct wasi_dirent) == 24, "wire format");

#endif
