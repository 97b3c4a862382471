// main of a compiled program.
#include "host.h"
#include "program.h"
#include "stack.h"

static void run_program(ref *sp) {
  wr_program_instantiate(sp);
  if (wr_program.run) wr_program.run(sp);
}

int main(int argc, char **argv) {
  wr_start(argc, argv);
  if (wr_call(run_program) != WR_TRAP_NONE) wr_exit_on_trap();
  wr_exit(0);
}
