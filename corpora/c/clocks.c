// Clocks, randomness, waiting: everything is measured and only what must hold is printed.
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long nanoseconds(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) != 0) {
    puts("no clock");
    exit(1);
  }
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void check(const char *what, int holds) { printf("%s: %s\n", what, holds ? "yes" : "NO"); }

int main(void) {
  struct timespec resolution;
  check("monotonic clock has a resolution",
        clock_getres(CLOCK_MONOTONIC, &resolution) == 0 && resolution.tv_sec == 0 && resolution.tv_nsec > 0);
  check("wall clock has a resolution", clock_getres(CLOCK_REALTIME, &resolution) == 0 && resolution.tv_sec == 0 && resolution.tv_nsec > 0);

  long long before = nanoseconds(CLOCK_MONOTONIC);
  int backwards = 0, moves = 0;
  for (int i = 0; i < 20000; i++) {
    long long now = nanoseconds(CLOCK_MONOTONIC);
    backwards += now < before;
    moves += now > before;
    before = now;
  }
  check("monotonic clock never goes backwards", backwards == 0);
  check("monotonic clock moves", moves > 0);

  long long wall = nanoseconds(CLOCK_REALTIME);
  check("wall clock is after 2020", wall > 1577836800LL * 1000000000LL);
  check("time() agrees with the wall clock", llabs((long long)time(NULL) - wall / 1000000000LL) <= 2);
  time_t known = 1000000000;
  struct tm parts;
  char text[64];
  gmtime_r(&known, &parts);
  strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S, day %j", &parts);
  printf("a known time: %s\n", text);

  long long start = nanoseconds(CLOCK_MONOTONIC);
  struct timespec nap = {.tv_sec = 0, .tv_nsec = 30 * 1000 * 1000};
  check("sleeps", nanosleep(&nap, NULL) == 0);
  long long slept = nanoseconds(CLOCK_MONOTONIC) - start;
  check("for as long as asked", slept >= 29 * 1000000LL);
  check("and not for ever", slept < 20000 * 1000000LL);

  start = nanoseconds(CLOCK_MONOTONIC);
  struct timespec until = {.tv_sec = start / 1000000000LL, .tv_nsec = start % 1000000000LL};
  until.tv_nsec += 20 * 1000 * 1000;
  if (until.tv_nsec >= 1000000000L) {
    until.tv_nsec -= 1000000000L;
    until.tv_sec++;
  }
  check("sleeps until a time", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == 0);
  check("and wakes after it", nanoseconds(CLOCK_MONOTONIC) - start >= 19 * 1000000LL);

  struct pollfd output = {.fd = 1, .events = POLLOUT};
  check("standard output can be written", poll(&output, 1, 1000) == 1 && (output.revents & POLLOUT));
  struct pollfd input = {.fd = 0, .events = POLLIN};
  check("standard input at its end can be read", poll(&input, 1, 1000) == 1 && input.revents);

  unsigned char one[64] = {0}, two[64] = {0}, none[64] = {0};
  check("random bytes", getentropy(one, sizeof one) == 0 && getentropy(two, sizeof two) == 0);
  check("are not zeros", memcmp(one, none, sizeof one) != 0);
  check("are not the same twice", memcmp(one, two, sizeof one) != 0);
  unsigned char many[256];
  int seen[256] = {0}, different = 0;
  for (int round = 0; round < 64; round++) {
    getentropy(many, sizeof many);
    for (size_t i = 0; i < sizeof many; i++) different += seen[many[i]]++ == 0;
  }
  check("take every value", different == 256);
  check("yields", sched_yield() == 0);
  return 0;
}
