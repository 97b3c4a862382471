// Arguments, environment, standard streams and exit status: prints what it was given, echoes standard input, ends with
// status 7 after its exit handlers.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static void print_quoted(const char *text) {
  putchar('"');
  for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
    if (*c < 32 || *c > 126 || *c == '"' || *c == '\\') {
      printf("\\x%02x", *c);
    } else {
      putchar(*c);
    }
  }
  putchar('"');
}

static void show_variable(const char *name) {
  const char *value = getenv(name);
  printf("getenv %s: ", name);
  if (value) {
    print_quoted(value);
  } else {
    printf("none");
  }
  putchar('\n');
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void show_environment(void) {
  size_t count = 0;
  while (environ[count]) count++;
  char **sorted = malloc((count + 1) * sizeof *sorted);
  memcpy(sorted, environ, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, by_text);
  printf("%zu variables\n", count);
  for (size_t i = 0; i < count; i++) {
    printf("  ");
    print_quoted(sorted[i]);
    putchar('\n');
  }
  free(sorted);
}

static void echo_input(void) {
  size_t bytes = 0, lines = 0;
  int c, last = '\n';
  while ((c = getchar()) != EOF) {
    if (last == '\n') printf("%3zu: ", ++lines);
    putchar(c);
    last = c;
    bytes++;
  }
  if (last != '\n') putchar('\n');
  printf("%zu bytes, %zu lines, end of file %d, error %d\n", bytes, lines, feof(stdin) != 0, ferror(stdin) != 0);
}

static void first_registered(void) { puts("exit handler registered first"); }
static void second_registered(void) { puts("exit handler registered second"); }

int main(int count, char **arguments) {
  printf("%d arguments\n", count);
  for (int i = 0; i <= count; i++) {
    printf("  %d: ", i);
    if (arguments[i]) {
      print_quoted(arguments[i]);
    } else {
      printf("end");
    }
    putchar('\n');
  }
  show_environment();
  show_variable("GREETING");
  show_variable("EMPTY");
  show_variable("WITH_EQUALS");
  show_variable("ABSENT");
  setenv("ADDED", "later", 1);
  setenv("GREETING", "kept", 0);
  unsetenv("EMPTY");
  show_variable("ADDED");
  show_variable("GREETING");
  show_variable("EMPTY");
  echo_input();
  fflush(stdout);
  fprintf(stderr, "a line for standard error\n");
  atexit(first_registered);
  atexit(second_registered);
  printf("buffered, no newline, flushed by exit: ");
  exit(7);
}
