// Through stdio, for a program prints unit by unit. wr_exit and wr_exit_on_trap flush.
#include "spectest.h"

#include <stdio.h>

static u32 high_surrogate;  // one that waits for its other half, which may never come; 0 if there is none

static void put(u32 byte) {
  putc_unlocked((int)byte, stdout);
}

static void put_code_point(u32 c) {
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6);
    put(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  } else {
    put(0xf0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3f));
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  }
}

static void put_unit(u32 unit) {
  u32 high = high_surrogate;
  high_surrogate = 0;
  bool is_low = unit - 0xdc00 < 0x400;
  if (high && is_low) {
    put_code_point(0x10000 + (high - 0xd800) * 0x400 + (unit - 0xdc00));
    return;
  }
  if (high) put_code_point(0xfffd);
  if (unit - 0xd800 < 0x400) high_surrogate = unit;
  else put_code_point(is_low || unit > 0xffff ? 0xfffd : unit);
}

void spectest_print_char(u32 unit) {
  put_unit(unit);
}
