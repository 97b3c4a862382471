// Numbers: 64-bit arithmetic and its borders, 128-bit products, conversions between integers and floats, printing and reading
// floats in every format, rounding, special values. The argument is the size.
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 88172645463325252u;
static uint64_t next_random(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}
static double from_bits(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}
static uint64_t to_bits(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static void integers(void) {
  static const int64_t values[] = {0, 1, -1, 2, 7, -7, INT32_MAX, INT32_MIN, UINT32_MAX, INT64_MAX, INT64_MIN, 1234567890123456789};
  enum { count = sizeof values / sizeof *values };
  for (size_t i = 0; i < count; i++) {
    int64_t a = values[i];
    printf("%20" PRId64 " %20" PRIu64 " %16" PRIx64 " %" PRIo64 " clz %d ctz %d ones %d int %d short %d\n", a, (uint64_t)a, (uint64_t)a,
           (uint64_t)a, a ? __builtin_clzll(a) : 64, a ? __builtin_ctzll(a) : 64, __builtin_popcountll(a), (int)a, (short)a);
  }
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < count; j++) {
      int64_t a = values[i], b = values[j];
      sum = sum * 31 + (uint64_t)a * (uint64_t)b;
      sum = sum * 31 + (uint64_t)(((unsigned __int128)(uint64_t)a * (uint64_t)b) >> 64);
      sum = sum * 31 + ((uint64_t)a << (b & 63)) + ((uint64_t)a >> (b & 63)) + (uint64_t)(a >> (b & 63));
      sum = sum * 31 + (a < b) + 2 * ((uint64_t)a < (uint64_t)b);
      if (b == 0 || (a == INT64_MIN && b == -1)) continue;
      sum = sum * 31 + (uint64_t)(a / b) + (uint64_t)(a % b) + (uint64_t)a / (uint64_t)b + (uint64_t)a % (uint64_t)b;
    }
  }
  printf("integers: %016" PRIx64 "\n", sum);
  printf("%lld %lld %llu %llx\n", strtoll("-9223372036854775808", NULL, 10), strtoll("99999999999999999999", NULL, 10),
         strtoull("18446744073709551615", NULL, 10), strtoull("0xdeadBEEF", NULL, 0));
  printf("[%5d|%-5d|%05d|%+d|%x|%#x|%X|%o|%c|%5s|%-5s|%.2s|%%]\n", 42, 42, 42, 42, 255, 255, 255, 8, 'c', "ab", "ab", "abcdef");
}

static void floats(void) {
  static const double values[] = {0.0, -0.0, 1.0, -1.5, 0.1, 1.0 / 3, 2.5, 3.5, 1e15, 1e16, 123456789.125, 1e100, 1e-100, 1e300,
                                  DBL_MIN, DBL_MAX, 9007199254740993.0, 0.3, 4.35, 1e22, 1e23, 3.141592653589793};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    double x = values[i];
    printf("%.17g %g %e %.3f %a %.0f %10.4g\n", x, x, x, fabs(x) < 1e20 ? x : 0.0, x, fabs(x) < 1e20 ? x : 0.0, x);
  }
  double zero = 0.0 * (double)(next_random() & 1);
  printf("%f %F %e %g %d %d %d\n", 1 / zero, -1 / zero, 1 / zero, -1 / zero, isinf(1 / zero), isnan(zero / zero), signbit(-zero) != 0);
  static const double halves[] = {0.5, 1.5, 2.5, -0.5, -1.5, 0.49999999999999994, 4503599627370497.5, -2.7, 2.7};
  for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
    double x = halves[i];
    printf("%g: floor %g ceil %g trunc %g nearest %g round %g %lld\n", x, floor(x), ceil(x), trunc(x), rint(x), round(x), llrint(x));
  }
  float single = 16777217.0f, tenth = 0.1f;
  printf("%.9g %.9g %.9g %.17g\n", single, tenth, tenth * 3.0f, (double)tenth);
  printf("%g %g\n", 5e-324, from_bits(3));
  printf("%d %u %lld %llu %d\n", (int)-2.9, (unsigned)4e9, (long long)-9e18, (unsigned long long)1.8e19, (int)(float)2147483520.0);
  printf("%.17g %.17g %.9g %.9g\n", (double)INT64_MAX, (double)UINT64_MAX, (float)INT64_MAX, (float)(uint64_t)0x8000008000000001u);
  printf("%g %g %g %g %g\n", fmod(7.5, 2), fmod(-7.5, 2), remainder(7.5, 2), copysign(3, -zero), fmax(1, zero / (zero + 1)));
  int exponent;
  double fraction = frexp(1234.5, &exponent), whole, rest = modf(-1234.5, &whole);
  printf("%.17g %d %.17g %.17g %.17g\n", fraction, exponent, ldexp(fraction, 3), rest, whole);
}

static void text(int size) {
  uint64_t sum = 0;
  int different = 0, shortest = 0;
  char buffer[64];
  for (int i = 0; i < size * 100; i++) {
    double x = from_bits(next_random());
    if (!isfinite(x)) continue;
    snprintf(buffer, sizeof buffer, "%.17g", x);
    different += to_bits(strtod(buffer, NULL)) != to_bits(x);
    int digits = 1;
    for (;; digits++) {
      snprintf(buffer, sizeof buffer, "%.*g", digits, x);
      if (strtod(buffer, NULL) == x) break;
    }
    shortest += digits;
    for (const char *c = buffer; *c; c++) sum = sum * 31 + (unsigned char)*c;
  }
  printf("text: %d different, %d digits, %016" PRIx64 "\n", different, shortest, sum);
  static const char *const inputs[] = {"1", " -2.5e3x", "0x1.8p1", ".5", "5.", "1e", "inf", "-infinity", "1e400", "1e-400", "x", "9007199254740993"};
  for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
    char *end;
    double value = strtod(inputs[i], &end);
    printf("  \"%s\" is %.17g, then \"%s\"\n", inputs[i], value, end);
  }
}

static void arithmetic(int size) {
  uint64_t sum = 0;
  for (int i = 0; i < size * 10000; i++) {
    double x = (double)(int64_t)next_random() / 65536.0, y = (double)(next_random() >> 40) + 0.5;
    double z = x / y + x * y - y;
    sum = sum * 31 + to_bits(z) + to_bits(sqrt(y)) + (uint64_t)(int64_t)(z / 1e12);
    sum ^= to_bits((double)((float)x * (float)y));
    uint64_t dividend = next_random();
    sum += dividend / ((next_random() >> 33) + 1);
  }
  printf("arithmetic: %016" PRIx64 "\n", sum);
}

static void functions(void) {
  // Nine digits: the last ones differ between mathematical libraries.
  for (double x = 0.25; x < 5; x += 1.25) {
    printf("%.9g %.9g %.9g %.9g %.9g %.9g %.9g %.9g %.9g\n", sin(x), cos(x), tan(x), exp(x), log(x), pow(x, 2.5), atan2(x, -1), cbrt(x), hypot(x, 3));
  }
}

int main(int count, char **arguments) {
  int size = count > 1 ? atoi(arguments[1]) : 500;
  integers();
  floats();
  text(size);
  arithmetic(size);
  functions();
  return 0;
}
