// An interpreter loop: a small Forth, whose words are compiled to code for a stack machine with one switch; programs with calls, loops,
// arithmetic and memory run on it. The argument is the size.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Cells are 32 bits wide and wrap. What takes an operand has it in the next cell of the code.
enum op {
  PUSH, CALL, RETURN, JUMP, JUMP_UNLESS, STEP_UNTIL, TO_RETURN, FROM_RETURN, INDEX, OUTER_INDEX,
  DUP, DROP, SWAP, OVER, ROT, NIP, TWO_DUP, TWO_DROP,
  ADD, SUB, MUL, DIV, MOD, AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT, LESS, EQUAL, IS_ZERO, FETCH, STORE, ADD_TO, FETCH_BYTE, STORE_BYTE, PRINT, HALT
};
static const char *const primitives[] = {
    [RETURN] = "exit", [TO_RETURN] = ">r", [FROM_RETURN] = "r>", [INDEX] = "i", [OUTER_INDEX] = "j",
    [DUP] = "dup", [DROP] = "drop", [SWAP] = "swap", [OVER] = "over", [ROT] = "rot", [NIP] = "nip", [TWO_DUP] = "2dup", [TWO_DROP] = "2drop",
    [ADD] = "+", [SUB] = "-", [MUL] = "*", [DIV] = "/", [MOD] = "mod", [AND] = "and", [OR] = "or", [XOR] = "xor", [SHIFT_LEFT] = "lshift",
    [SHIFT_RIGHT] = "rshift", [LESS] = "<", [EQUAL] = "=", [IS_ZERO] = "0=", [FETCH] = "@", [STORE] = "!", [ADD_TO] = "+!",
    [FETCH_BYTE] = "c@", [STORE_BYTE] = "c!", [PRINT] = ".", [HALT] = NULL,
};

enum { code_size = 2000, memory_size = 1 << 18, stack_size = 1000 };

struct machine {
  uint32_t code[code_size];
  uint32_t used;
  // Cells by index; bytes, for c@ and c!, have a memory of their own.
  uint32_t cells[memory_size];
  uint8_t bytes[memory_size];
  uint64_t executed;
};

static void fail(const char *what, const char *word) {
  printf("error: %s %s\n", what, word);
  exit(1);
}

// Memory is used by remainder; stacks are checked at calls, and what one word may use is left free above.
static void run(struct machine *machine, uint32_t at) {
  uint32_t stack[stack_size], returns[stack_size], *top = stack + 2, *back = returns;
  const uint32_t *code = machine->code;
  uint64_t executed = 0;
  *back = 0;
  for (;;) {
    executed++;
    switch ((enum op)code[at++]) {
    case PUSH: *++top = code[at++]; break;
    case CALL:
      if (back >= returns + stack_size - 8 || top >= stack + stack_size - 100 || top < stack) fail("stack overflow", "");
      *++back = at + 1;
      at = code[at];
      break;
    case RETURN: at = *back--; break;
    case JUMP: at = code[at]; break;
    case JUMP_UNLESS: at = *top-- ? at + 1 : code[at]; break;
    case STEP_UNTIL:
      if (++back[0] == back[-1]) {
        back -= 2;
        at++;
      } else {
        at = code[at];
      }
      break;
    case TO_RETURN: *++back = *top--; break;
    case FROM_RETURN: *++top = *back--; break;
    case INDEX: *++top = back[0]; break;
    case OUTER_INDEX: *++top = back[-2]; break;
    case DUP: top[1] = top[0]; top++; break;
    case DROP: top--; break;
    case SWAP: { uint32_t x = top[0]; top[0] = top[-1]; top[-1] = x; break; }
    case OVER: top[1] = top[-1]; top++; break;
    case ROT: { uint32_t x = top[-2]; top[-2] = top[-1]; top[-1] = top[0]; top[0] = x; break; }
    case NIP: top[-1] = top[0]; top--; break;
    case TWO_DUP: top[1] = top[-1]; top[2] = top[0]; top += 2; break;
    case TWO_DROP: top -= 2; break;
    case ADD: top--; top[0] += top[1]; break;
    case SUB: top--; top[0] -= top[1]; break;
    case MUL: top--; top[0] *= top[1]; break;
    case DIV: top--; top[0] = top[1] ? top[0] / top[1] : 0; break;
    case MOD: top--; top[0] = top[1] ? top[0] % top[1] : 0; break;
    case AND: top--; top[0] &= top[1]; break;
    case OR: top--; top[0] |= top[1]; break;
    case XOR: top--; top[0] ^= top[1]; break;
    case SHIFT_LEFT: top--; top[0] <<= top[1] & 31; break;
    case SHIFT_RIGHT: top--; top[0] >>= top[1] & 31; break;
    case LESS: top--; top[0] = (int32_t)top[0] < (int32_t)top[1]; break;
    case EQUAL: top--; top[0] = top[0] == top[1]; break;
    case IS_ZERO: top[0] = top[0] == 0; break;
    case FETCH: top[0] = machine->cells[top[0] % memory_size]; break;
    case STORE: machine->cells[top[0] % memory_size] = top[-1]; top -= 2; break;
    case ADD_TO: machine->cells[top[0] % memory_size] += top[-1]; top -= 2; break;
    case FETCH_BYTE: top[0] = machine->bytes[top[0] % memory_size]; break;
    case STORE_BYTE: machine->bytes[top[0] % memory_size] = (uint8_t)top[-1]; top -= 2; break;
    case PRINT: printf(" %d", (int32_t)*top--); break;
    case HALT:
      machine->executed += executed;
      if (top != stack + 2 || back != returns) fail("something is left on a stack", "");
      return;
    }
  }
}

struct compiler {
  struct machine *machine;
  struct {
    char name[16];
    uint32_t at;
  } words[64];
  int word_count;
  uint32_t open[16];
  int open_count;
};

static uint32_t emit(struct compiler *compiler, uint32_t cell) {
  struct machine *machine = compiler->machine;
  if (machine->used == code_size) fail("too much code", "");
  machine->code[machine->used] = cell;
  return machine->used++;
}
static void open_at(struct compiler *compiler, uint32_t at) { compiler->open[compiler->open_count++] = at; }
static uint32_t close_it(struct compiler *compiler, const char *word) {
  if (compiler->open_count == 0) fail("nothing to close for", word);
  return compiler->open[--compiler->open_count];
}

// if ... else ... then; begin ... until; begin ... while ... repeat; limit first do ... loop
static int compile_structure(struct compiler *compiler, const char *word) {
  uint32_t *code = compiler->machine->code;
  const uint32_t *here = &compiler->machine->used;
  if (!strcmp(word, "if")) {
    emit(compiler, JUMP_UNLESS);
    open_at(compiler, emit(compiler, 0));
  } else if (!strcmp(word, "else")) {
    uint32_t condition = close_it(compiler, word);
    emit(compiler, JUMP);
    open_at(compiler, emit(compiler, 0));
    code[condition] = *here;
  } else if (!strcmp(word, "then")) {
    code[close_it(compiler, word)] = *here;
  } else if (!strcmp(word, "begin")) {
    open_at(compiler, *here);
  } else if (!strcmp(word, "until")) {
    emit(compiler, JUMP_UNLESS);
    emit(compiler, close_it(compiler, word));
  } else if (!strcmp(word, "while")) {
    emit(compiler, JUMP_UNLESS);
    open_at(compiler, emit(compiler, 0));
  } else if (!strcmp(word, "repeat")) {
    uint32_t condition = close_it(compiler, word);
    emit(compiler, JUMP);
    emit(compiler, close_it(compiler, word));
    code[condition] = *here;
  } else if (!strcmp(word, "do")) {
    emit(compiler, SWAP);
    emit(compiler, TO_RETURN);
    emit(compiler, TO_RETURN);
    open_at(compiler, *here);
  } else if (!strcmp(word, "loop")) {
    emit(compiler, STEP_UNTIL);
    emit(compiler, close_it(compiler, word));
  } else {
    return 0;
  }
  return 1;
}

static void compile_word(struct compiler *compiler, const char *word) {
  char *end;
  unsigned long number = strtoul(word, &end, 10);
  if (!*end) {
    emit(compiler, PUSH);
    emit(compiler, (uint32_t)number);
    return;
  }
  if (compile_structure(compiler, word)) return;
  // The latest word of a name counts, itself included.
  for (int i = compiler->word_count - 1; i >= 0; i--) {
    if (strcmp(compiler->words[i].name, word)) continue;
    emit(compiler, CALL);
    emit(compiler, compiler->words[i].at);
    return;
  }
  for (uint32_t i = 0; i < sizeof primitives / sizeof *primitives; i++) {
    if (!primitives[i] || strcmp(primitives[i], word)) continue;
    emit(compiler, i);
    return;
  }
  fail("unknown word", word);
}

// : name ... ; defines a word, and run name runs it.
static void interpret(struct compiler *compiler, const char *text) {
  char word[16];
  int length;
  while (sscanf(text, "%15s%n", word, &length) == 1) {
    text += length;
    if (!strcmp(word, ":")) {
      if (sscanf(text, "%15s%n", word, &length) != 1) fail("no name", "");
      text += length;
      strcpy(compiler->words[compiler->word_count].name, word);
      compiler->words[compiler->word_count++].at = compiler->machine->used;
    } else if (!strcmp(word, ";")) {
      emit(compiler, RETURN);
    } else if (!strcmp(word, "run")) {
      if (sscanf(text, "%15s%n", word, &length) != 1) fail("no name", "");
      text += length;
      uint32_t start = compiler->machine->used;
      compile_word(compiler, word);
      emit(compiler, HALT);
      printf("%s:", word);
      compiler->machine->executed = 0;
      run(compiler->machine, start);
      printf(" (%llu instructions)\n", (unsigned long long)compiler->machine->executed);
    } else {
      compile_word(compiler, word);
    }
  }
}

// Cell 0 holds the size.
static const char program[] =
    ": fib dup 2 < if exit then dup 1 - fib swap 2 - fib + ; "
    ": fibonacci 0 0 @ 4 / 1 + 0 do 13 fib + loop . ; "
    "run fibonacci "

    // Collatz sequences: the number below a limit that takes most steps, and these.
    ": step dup 1 and if 3 * 1 + else 1 rshift then ; "
    ": length 0 swap begin dup 1 = 0= while step swap 1 + swap repeat drop ; "
    ": collatz 0 0 0 @ 2 * 2 + 1 do i length 2dup < if nip nip i swap else drop then loop swap . . ; "
    "run collatz "

    // Primes below 10000, again and again.
    ": clear 10000 0 do 0 i c! loop ; "
    ": strike dup dup * begin dup 10000 < while 1 over c! over + repeat 2drop ; "
    ": primes clear 0 10000 2 do i c@ 0= if 1 + i 100 < if i strike then then loop ; "
    ": sieve 0 0 @ 100 / 1 + 0 do primes + loop . ; "
    "run sieve "

    // Random numbers in cells from 1000 on, sorted by inserting each where it belongs.
    ": random 1 @ 1103515245 * 12345 + dup 1 ! 16 rshift 32767 and ; "
    ": fill 200 0 do random 1000 i + ! loop ; "
    ": sift begin dup 1000 = if drop exit then dup 1 - @ over @ < 0= while "
    "dup 1 - @ over @ 2 ! over ! 2 @ over 1 - ! 1 - repeat drop ; "
    ": sort 1200 1001 do i sift loop ; "
    ": checksum 0 1200 1000 do 31 * i @ + loop ; "
    ": sorting 42 1 ! 0 0 @ 150 / 1 + 0 do fill sort checksum xor loop . 1000 @ . 1199 @ . ; "
    "run sorting "

    // Greatest common divisors of pairs.
    ": gcd begin dup while swap over mod repeat drop ; "
    ": divisors 0 0 @ 2 * 1 + 1 do 40 1 do i j 7 * gcd + loop loop . ; "
    "run divisors ";

int main(int count, char **arguments) {
  static struct machine machine;
  struct compiler compiler = {.machine = &machine};
  machine.cells[0] = count > 1 ? (uint32_t)atoi(arguments[1]) : 3000;
  interpret(&compiler, program);
  return 0;
}
