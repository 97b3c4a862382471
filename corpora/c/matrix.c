// Matrices: products in three orders of the loops, transposition, elimination with pivoting, powers modulo a prime, a filter in
// single precision. Every float is the result of the same operations in the same order everywhere. The argument is the order.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t state = 2463534242u;
static uint32_t next_random(void) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

static double *random_matrix(int n) {
  double *a = malloc(sizeof *a * n * n);
  for (int i = 0; i < n * n; i++) a[i] = (next_random() % 2001) / 1000.0 - 1.0;
  return a;
}

// By rows: the inner loop adds a multiple of a row to a row.
static void multiply_by_rows(int n, const double *a, const double *b, double *c) {
  for (int i = 0; i < n * n; i++) c[i] = 0;
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < n; k++) {
      double factor = a[i * n + k];
      for (int j = 0; j < n; j++) c[i * n + j] += factor * b[k * n + j];
    }
  }
}

// By dot products, the second matrix transposed: the same additions in the same order.
static void multiply_by_dots(int n, const double *a, const double *transposed, double *c) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int k = 0; k < n; k++) sum += a[i * n + k] * transposed[j * n + k];
      c[i * n + j] = sum;
    }
  }
}

// By blocks, through arrays of pointers to rows.
static void multiply_by_blocks(int n, double *const *a, double *const *b, double *const *c) {
  enum { block = 24 };
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) c[i][j] = 0;
  }
  for (int k0 = 0; k0 < n; k0 += block) {
    for (int j0 = 0; j0 < n; j0 += block) {
      int k1 = k0 + block < n ? k0 + block : n, j1 = j0 + block < n ? j0 + block : n;
      for (int i = 0; i < n; i++) {
        for (int k = k0; k < k1; k++) {
          double factor = a[i][k];
          for (int j = j0; j < j1; j++) c[i][j] += factor * b[k][j];
        }
      }
    }
  }
}

static void transpose(int n, const double *from, double *to) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) to[j * n + i] = from[i * n + j];
  }
}

static double **rows_of(int n, double *a) {
  double **rows = malloc(sizeof *rows * n);
  for (int i = 0; i < n; i++) rows[i] = a + i * n;
  return rows;
}

static int differences(int n, const double *a, const double *b) {
  int count = 0;
  for (int i = 0; i < n * n; i++) count += a[i] != b[i];
  return count;
}

static void products(int n) {
  double *a = random_matrix(n), *b = random_matrix(n), *transposed = malloc(sizeof *a * n * n);
  double *c = malloc(sizeof *a * n * n), *d = malloc(sizeof *a * n * n), *e = malloc(sizeof *a * n * n);
  double **a_rows = rows_of(n, a), **b_rows = rows_of(n, b), **e_rows = rows_of(n, e);
  multiply_by_rows(n, a, b, c);
  transpose(n, b, transposed);
  multiply_by_dots(n, a, transposed, d);
  multiply_by_blocks(n, a_rows, b_rows, e_rows);
  double trace = 0, all = 0;
  for (int i = 0; i < n; i++) trace += c[i * n + i];
  for (int i = 0; i < n * n; i++) all += c[i] * (i % 7 - 3);
  printf("products: order %d, trace %.6f, weighted sum %.6f, %d and %d differences\n", n, trace, all, differences(n, c, d), differences(n, c, e));
  free(a), free(b), free(transposed), free(c), free(d), free(e), free(a_rows), free(b_rows), free(e_rows);
}

// Overwrites the rows and the right side, and exchanges rows.
static int eliminate(int n, double **rows, double *right) {
  int exchanges = 0;
  for (int k = 0; k < n; k++) {
    int pivot = k;
    for (int i = k + 1; i < n; i++) {
      double here = rows[i][k] < 0 ? -rows[i][k] : rows[i][k], best = rows[pivot][k] < 0 ? -rows[pivot][k] : rows[pivot][k];
      if (here > best) pivot = i;
    }
    if (pivot != k) {
      double *row = rows[k], value = right[k];
      rows[k] = rows[pivot], right[k] = right[pivot];
      rows[pivot] = row, right[pivot] = value;
      exchanges++;
    }
    for (int i = k + 1; i < n; i++) {
      double factor = rows[i][k] / rows[k][k];
      for (int j = k; j < n; j++) rows[i][j] -= factor * rows[k][j];
      right[i] -= factor * right[k];
    }
  }
  return exchanges;
}

static void system_of_equations(int n) {
  double *a = random_matrix(n), *right = malloc(sizeof *right * n), *solution = malloc(sizeof *solution * n);
  double **rows = rows_of(n, a);
  for (int i = 0; i < n; i++) {
    right[i] = 0;
    for (int j = 0; j < n; j++) right[i] += a[i * n + j] * (j % 10);
  }
  int exchanges = eliminate(n, rows, right), wrong = 0;
  for (int i = n - 1; i >= 0; i--) {
    double sum = right[i];
    for (int j = i + 1; j < n; j++) sum -= rows[i][j] * solution[j];
    solution[i] = sum / rows[i][i];
  }
  for (int i = 0; i < n; i++) {
    double error = solution[i] - i % 10;
    wrong += !(error < 1e-6 && error > -1e-6);
  }
  printf("equations: order %d, %d exchanges, %d wrong, last pivot %.6f\n", n, exchanges, wrong, rows[n - 1][n - 1]);
  free(a), free(right), free(solution), free(rows);
}

static void multiply_modulo(int n, const uint32_t *a, const uint32_t *b, uint32_t *c) {
  const uint32_t prime = 998244353;
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      uint64_t sum = 0;
      for (int k = 0; k < n; k++) sum = (sum + (uint64_t)a[i * n + k] * b[k * n + j]) % prime;
      c[i * n + j] = (uint32_t)sum;
    }
  }
}

static void powers(int n, uint32_t exponent) {
  uint32_t *base = malloc(sizeof *base * n * n), *power = malloc(sizeof *power * n * n), *scratch = malloc(sizeof *scratch * n * n);
  for (int i = 0; i < n * n; i++) {
    base[i] = next_random() % 1000;
    power[i] = i % (n + 1) == 0;
  }
  for (uint32_t bits = exponent; bits; bits >>= 1) {
    uint32_t *other;
    if (bits & 1) {
      multiply_modulo(n, power, base, scratch);
      other = power, power = scratch, scratch = other;
    }
    multiply_modulo(n, base, base, scratch);
    other = base, base = scratch, scratch = other;
  }
  uint32_t sum = 2166136261u;
  for (int i = 0; i < n * n; i++) sum = (sum ^ power[i]) * 16777619u;
  printf("powers: order %d to the %u, first %u, sum %08x\n", n, exponent, power[0], sum);
  free(base), free(power), free(scratch);
}

// Smooths a picture again and again: nine neighbours, single precision.
static void filter(int n, int rounds) {
  static const float weights[3][3] = {{0.0625f, 0.125f, 0.0625f}, {0.125f, 0.25f, 0.125f}, {0.0625f, 0.125f, 0.0625f}};
  float *from = malloc(sizeof *from * n * n), *to = malloc(sizeof *to * n * n);
  for (int i = 0; i < n * n; i++) from[i] = to[i] = (float)(next_random() % 256);
  for (int round = 0; round < rounds; round++) {
    for (int i = 1; i < n - 1; i++) {
      for (int j = 1; j < n - 1; j++) {
        float sum = 0;
        for (int y = 0; y < 3; y++) {
          for (int x = 0; x < 3; x++) sum += weights[y][x] * from[(i + y - 1) * n + j + x - 1];
        }
        to[i * n + j] = sum;
      }
    }
    float *other = from;
    from = to, to = other;
  }
  double sum = 0;
  for (int i = 0; i < n * n; i++) sum += from[i];
  printf("filter: %d by %d, %d rounds, centre %.4f, sum %.4f\n", n, n, rounds, from[n / 2 * n + n / 2], sum);
  free(from), free(to);
}

int main(int count, char **arguments) {
  int order = count > 1 ? atoi(arguments[1]) : 200;
  products(order);
  system_of_equations(order);
  powers(order / 4 + 2, 1000003);
  filter(order, order / 4);
  return 0;
}
