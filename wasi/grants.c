#define _GNU_SOURCE 1
#include "grants.h"

#include <stdio.h>
#include <stdlib.h>

#include "clocks.h"
#include "granted.h"
#include "host.h"
#include "sandbox.h"
#include "seccomp.h"
#include "wasi.h"

// Volatile: the compiler must not take what it sees here for what the executable will hold.
__attribute__((section(WASI_GRANTS_SECTION), used, aligned(4))) static const volatile struct wasi_grants grants = {0};

struct granting {
  char **environment;  // ends with NULL
  size_t variables, room;
  bool inherits;  // the host's environment
  char *argv0;
  const char *cwd;
  struct wasi_directory *directories;
  u32 directory_count;
  struct wasi_sandbox sandbox;
  const char *clock, *random;  // numbers; NULL: the host's
  bool filters_calls;
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
  else if (strcmp(what, "inherit-env") == 0) it->inherits = true, inherit(it, host_environment, NULL);
  else if (strcmp(what, "argv0") == 0) it->argv0 = first;
  else if (strcmp(what, "cwd") == 0) it->cwd = first;
  else if (strcmp(what, "clock") == 0) it->clock = first;
  else if (strcmp(what, "random") == 0) it->random = first;
  else if (strcmp(what, "seccomp") == 0) it->filters_calls = true;
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

// --- Of what is granted, what the program's user leaves

static bool keeps_variable(const struct granting *left, const char *entry) {
  for (size_t i = 0; i < left->variables; i++)
    if (same_name(left->environment[i], entry)) return true;
  return left->inherits;
}

static bool keep_directory(const struct granting *left, struct wasi_directory *directory) {
  for (u32 i = 0; i < left->directory_count; i++) {
    const struct wasi_directory *named = &left->directories[i];
    if (strcmp(named->host, directory->host) != 0 || strcmp(named->guest, directory->guest) != 0) continue;
    directory->read_only |= named->read_only;
    return true;
  }
  return false;
}

static void narrow(struct granting *it, const struct granting *left) {
  size_t variables = 0;
  for (size_t i = 0; i < it->variables; i++)
    if (keeps_variable(left, it->environment[i])) it->environment[variables++] = it->environment[i];
  it->variables = variables;
  if (it->environment) it->environment[variables] = NULL;
  u32 directories = 0;
  for (u32 i = 0; i < it->directory_count; i++)
    if (keep_directory(left, &it->directories[i])) it->directories[directories++] = it->directories[i];
  it->directory_count = directories;
  if (it->sandbox.wanted == WASI_TIER_AUTO && left->sandbox.wanted != WASI_TIER_NONE) it->sandbox = left->sandbox;
  it->filters_calls |= left->filters_calls;
}

// --- The start

static u64 number_of(const char *text) {
  return strtoull(text, NULL, 10);
}

static void fix_what_varies(const struct granting *it) {
  if (it->clock) wasi_clocks_fix(number_of(it->clock));
  if (it->random) wasi_random_fix(number_of(it->random));
}

// As a libc finds it: relative paths begin at the directory that is called ".". Read-only where `name` is. The
// sandbox is there already, so a link in `name` leads nowhere else.
static void grant_cwd(const char *name) {
  struct host_fd opened;
  bool read_only;
  enum wasi_errno error = wasi_granted_open_directory(name, &opened, &read_only);
  if (!error) error = wasi_fds_preopen(opened, ".", read_only);
  if (error) wr_die("there is no directory %s within the granted ones, to begin in (errno %d of WASI)", name, error);
}

static void parse(struct granting *it, char *lines, char **host_environment) {
  it->sandbox.wanted = WASI_TIER_AUTO;
  grant_all(it, lines, host_environment);
}

void wasi_start_with_grants(int argc, char **argv, char **host_environment, const char *text, const char *narrowing) {
  // Kept, for the program's strings lie in them; volatile, so that a leak checker sees them, too.
  static char *volatile lines, *volatile left_lines;
  struct granting granting = {0}, left = {0};
  lines = checked(strdup(text));
  parse(&granting, lines, host_environment);
  if (narrowing) {
    left_lines = checked(strdup(narrowing));
    parse(&left, left_lines, host_environment);
    narrow(&granting, &left);
    free(left.environment);
    free(left.directories);
  }
  if (granting.argv0 && argc > 0) argv[0] = granting.argv0;
  wasi_start(argc, argv, granting.environment);
  fix_what_varies(&granting);
  wasi_sandbox_grant(granting.sandbox, granting.directories, granting.directory_count);
  free(granting.directories);
  if (granting.cwd) grant_cwd(granting.cwd);
  if (granting.filters_calls) {
    wr_prepare_for_sandbox();
    if (!wasi_seccomp_enter()) wr_die("cannot filter system calls (seccomp): %s", strerror(errno));
  }
}

void wasi_start_program(int argc, char **argv, char **host_environment) {
  static char text[sizeof grants.text];
  for (size_t i = 0; i < sizeof text - 1; i++) text[i] = grants.text[i];
  const char *by_user = getenv(WASI_GRANTS_VARIABLE);
  if (!by_user || grants.written == WASI_GRANTS_SEALED) {
    wasi_start_with_grants(argc, argv, host_environment, text, by_user);
    return;
  }
  size_t size = sizeof text + strlen(by_user);
  char *both = checked(malloc(size));
  snprintf(both, size, "%s%s", text, by_user);
  wasi_start_with_grants(argc, argv, host_environment, both, NULL);
  free(both);
}
