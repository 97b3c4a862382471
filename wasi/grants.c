#define _GNU_SOURCE 1
#include "grants.h"

#include <stdlib.h>

#include "host.h"
#include "sandbox.h"
#include "wasi.h"

// Volatile: the compiler must not take what it sees here for what the executable will hold.
__attribute__((section(WASI_GRANTS_SECTION), used, aligned(4))) static const volatile struct wasi_grants grants = {0};

struct granting {
  char **environment;  // ends with NULL
  size_t variables, room;
  char *argv0;
  struct wasi_directory *directories;
  u32 directory_count;
  struct wasi_sandbox sandbox;
};

static void *checked(void *memory) {
  if (!memory) wr_die("out of memory");
  return memory;
}

// Whether two entries `NAME=VALUE` have one name; `name` may be the name alone.
static bool same_name(const char *name, const char *entry) {
  size_t length = strcspn(name, "=");
  return strncmp(name, entry, length) == 0 && entry[length] == '=';
}

static void set_variable(struct granting *it, char *entry) {
  for (size_t i = 0; i < it->variables; i++) {
    if (same_name(entry, it->environment[i])) {
      it->environment[i] = entry;
      return;
    }
  }
  if (it->variables + 1 >= it->room) {
    it->room = it->room ? 2 * it->room : 16;
    it->environment = checked(realloc(it->environment, it->room * sizeof *it->environment));
  }
  it->environment[it->variables++] = entry;
  it->environment[it->variables] = NULL;
}

// Our own variable is no business of the program's.
static void inherit(struct granting *it, char **host_environment, const char *name) {
  for (; *host_environment; host_environment++)
    if ((!name || same_name(name, *host_environment)) && !same_name(WASI_GRANTS_VARIABLE, *host_environment))
      set_variable(it, *host_environment);
}

// Cuts the first field off a line and undoes its escapes, in place; NULL if there is none left.
static char *next_field(char **line) {
  char *field = *line, *to = field;
  if (!field) return NULL;
  char *from = field;
  for (; *from && *from != '\t'; from++) {
    if (*from == '\\' && from[1]) from++, *to++ = *from == 'n' ? '\n' : *from == 't' ? '\t' : *from;
    else *to++ = *from;
  }
  *line = *from ? from + 1 : NULL;
  *to = '\0';
  return field;
}

static void grant_directory(struct granting *it, const char *host, const char *guest, const char *how) {
  if (!host || !guest) return;
  size_t size = (it->directory_count + 1) * sizeof *it->directories;
  it->directories = checked(realloc(it->directories, size));
  bool read_only = how && strcmp(how, "ro") == 0;
  it->directories[it->directory_count++] = (struct wasi_directory){host, guest, read_only, {-1}};
}

static void choose_sandbox(struct granting *it, const char *tier, const char *how) {
  if (!tier || !wasi_tier_named(tier, &it->sandbox.wanted)) wr_die("there is no sandbox `%s`", tier ? tier : "");
  it->sandbox.is_told = how && strcmp(how, "told") == 0;
}

static void grant(struct granting *it, char *line, char **host_environment) {
  const char *what = next_field(&line);
  char *first = next_field(&line), *second = next_field(&line);
  if (strcmp(what, "dir") == 0) grant_directory(it, first, second, next_field(&line));
  else if (strcmp(what, "sandbox") == 0) choose_sandbox(it, first, second);
  else if (strcmp(what, "inherit-env") == 0) inherit(it, host_environment, NULL);
  else if (strcmp(what, "argv0") == 0) it->argv0 = first;
  else if (strcmp(what, "env") == 0 && first && strchr(first, '=')) set_variable(it, first);
  else if (strcmp(what, "env") == 0 && first) inherit(it, host_environment, first);
}

// Cuts `lines` into the program's strings.
static void grant_all(struct granting *it, char *lines, char **host_environment) {
  for (char *line = lines; line && *line;) {
    char *end = strchr(line, '\n');
    if (end) *end = '\0';
    grant(it, line, host_environment);
    line = end ? end + 1 : NULL;
  }
}

void wasi_start_with_grants(int argc, char **argv, char **host_environment, const char *text) {
  // Kept, for the program's strings lie in it; volatile, so that a leak checker sees it, too.
  static char *volatile lines;
  lines = checked(strdup(text));
  struct granting granting = {.sandbox = {.wanted = WASI_TIER_AUTO}};
  grant_all(&granting, lines, host_environment);
  if (granting.argv0 && argc > 0) argv[0] = granting.argv0;
  wasi_start(argc, argv, granting.environment);
  wasi_sandbox_grant(granting.sandbox, granting.directories, granting.directory_count);
  free(granting.directories);
}

void wasi_start_program(int argc, char **argv, char **host_environment) {
  static char text[sizeof grants.text];
  for (size_t i = 0; i < sizeof text - 1; i++) text[i] = grants.text[i];
  const char *by_run = getenv(WASI_GRANTS_VARIABLE);
  wasi_start_with_grants(argc, argv, host_environment, grants.written || !by_run ? text : by_run);
}
