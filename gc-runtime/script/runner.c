// main of a spec script's program. Commands come by standard input, one a line:
//
//   i K            instantiate instance K
//   c E w0 w1 ...  call export E with words, in hexadecimal
//
// and each is answered by a line on standard output: `ok` and the results, or `trap` and its message. What the
// modules print goes to standard error. After a trap the store lives on.
#include "script/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "object.h"
#include "stack.h"

// An endless loop is a failure too.
#define SECONDS_FOR_ONE_COMMAND 60

static u64 words[2000];  // 1000 values
static FILE *answers;

static void instantiate(ref *sp, void *data) {
  (*(const wr_script_instance *)data)(sp);
}

static void call(ref *sp, void *data) {
  const wr_script_export *export = data;
  export->call(sp, words);
}

static void print_ref(ref r) {
  static const char *const kinds[] = {
    [WR_KIND_STRUCT] = "struct", [WR_KIND_ARRAY_OF_REFS] = "array", [WR_KIND_ARRAY] = "array", [WR_KIND_EXN] = "exn",
  };
  if (r == 0) fputs(" null", answers);
  else if (wr_is_i31(r)) fputs(" i31", answers);
  else if (wr_is_host_ref(r)) fprintf(answers, " host:%llu", (unsigned long long)wr_host_ref_payload(r));
  else fprintf(answers, " %s", kinds[wr_types[wr_type_of(r) >> 1].kind]);
}

// Returns how many words the result takes.
static u32 print_result(char kind, const u64 *word) {
  switch (kind) {
  case 'i': fprintf(answers, " %08x", (u32)word[0]); return 1;
  case 'I': fprintf(answers, " %016llx", (unsigned long long)word[0]); return 1;
  case 'v': fprintf(answers, " %016llx%016llx", (unsigned long long)word[1], (unsigned long long)word[0]); return 2;
  case 'r': print_ref(wr_ref_from_bits(word[0])); return 1;
  default: fputs(word[0] ? " func" : " null", answers); return 1;
  }
}

static void answer(enum wr_trap trap, const char *results) {
  if (trap != WR_TRAP_NONE) {
    fprintf(answers, "trap %s", wr_trap_message(trap));
  } else {
    fputs("ok", answers);
    const u64 *word = words;
    for (; *results; results++) word += print_result(*results, word);
  }
  putc('\n', answers);
  fflush(answers);
}

static u64 number(char **at, int base) {
  return strtoull(*at, at, base);
}

static void obey(char *line) {
  char *at = line + 1;
  u64 which = number(&at, 10);
  alarm(SECONDS_FOR_ONE_COMMAND);
  if (line[0] == 'i' && which < wr_script_instances_count) {
    wr_script_instance instance = wr_script_instances[which];
    answer(wr_call_with(instantiate, &instance), "");
  } else if (line[0] == 'c' && which < wr_script_exports_count) {
    wr_script_export export = wr_script_exports[which];
    for (u32 i = 0; i < export.params; i++) words[i] = number(&at, 16);
    answer(wr_call_with(call, &export), export.results);
  } else {
    wr_die("no command: %s", line);
  }
}

int main(int argc, char **argv) {
  int out = dup(STDOUT_FILENO);
  answers = out < 0 ? NULL : fdopen(out, "w");
  if (!answers || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) wr_die("cannot open the answers");
  wr_start(argc, argv);
  char *line = NULL;
  size_t capacity = 0;
  while (getline(&line, &capacity, stdin) > 0) obey(line);
  free(line);
  fclose(answers);
  wr_exit(0);
}
