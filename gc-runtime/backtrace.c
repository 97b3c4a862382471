// From an address in code to the Wasm function it belongs to.
//
// The unwind tables know where the function around an address begins, which is enough for most. Compilers
// also split functions: `fib.cold`, `fib.part.0`, `fib.isra.0` are pieces with tables of their own. Those are
// named by the symbol table of the executable, which is mapped when the first trap asks for it.
#define _GNU_SOURCE
#include "backtrace.h"

#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cast.h"
#include "host.h"
#include "unwinder.h"

// --- wr_functions by address

static const struct wr_function **by_address;

static int compare_addresses(const void *a, const void *b) {
  uintptr_t x = (uintptr_t)(*(const struct wr_function *const *)a)->code;
  uintptr_t y = (uintptr_t)(*(const struct wr_function *const *)b)->code;
  return (x > y) - (x < y);
}

static void sort_functions(void) {
  by_address = malloc((wr_function_count + 1) * sizeof *by_address);
  if (!by_address) wr_die("out of memory");
  for (u32 i = 0; i < wr_function_count; i++) by_address[i] = &wr_functions[i];
  qsort(by_address, wr_function_count, sizeof *by_address, compare_addresses);
}

const struct wr_function *wr_function_at(const void *address) {
  if (!by_address) sort_functions();
  u32 low = 0, high = wr_function_count;
  while (low < high) {
    u32 middle = low + (high - low) / 2;
    if ((uintptr_t)by_address[middle]->code < (uintptr_t)address) low = middle + 1;
    else high = middle;
  }
  if (low == wr_function_count || (uintptr_t)by_address[low]->code != (uintptr_t)address) return NULL;
  return by_address[low];
}

u32 wr_code_type(wr_code code) {
  const struct wr_function *function = wr_function_at((const void *)(uintptr_t)code);
  return function ? function->type : 0;
}

// --- The symbol table

static struct {
  const Elf64_Sym *first;
  size_t count;
  const char *names;
  size_t names_size;
  uintptr_t bias;  // load address minus link address
} symbols;

static bool lies_within(u64 offset, u64 size, size_t file_size) {
  return offset <= file_size && size <= file_size - offset;
}

// The executable begins where its first segment was loaded.
static uintptr_t load_bias(const char *file, const Elf64_Ehdr *header, size_t size) {
  if (!lies_within(header->e_phoff, (u64)header->e_phnum * sizeof(Elf64_Phdr), size)) return 0;
  const Elf64_Phdr *segments = (const Elf64_Phdr *)(const void *)(file + header->e_phoff);
  for (u32 i = 0; i < header->e_phnum; i++)
    if (segments[i].p_type == PT_LOAD) return (uintptr_t)__executable_start - segments[i].p_vaddr;
  return 0;
}

static void find_symbols(const char *file, size_t size) {
  const Elf64_Ehdr *header = (const Elf64_Ehdr *)(const void *)file;
  if (size < sizeof *header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return;
  if (!lies_within(header->e_shoff, (u64)header->e_shnum * sizeof(Elf64_Shdr), size)) return;
  const Elf64_Shdr *sections = (const Elf64_Shdr *)(const void *)(file + header->e_shoff);
  for (u32 i = 0; i < header->e_shnum; i++) {
    const Elf64_Shdr *table = &sections[i];
    if (table->sh_type != SHT_SYMTAB || table->sh_link >= header->e_shnum) continue;
    const Elf64_Shdr *names = &sections[table->sh_link];
    if (!lies_within(table->sh_offset, table->sh_size, size)) return;
    if (!lies_within(names->sh_offset, names->sh_size, size)) return;
    symbols.first = (const Elf64_Sym *)(const void *)(file + table->sh_offset);
    symbols.count = table->sh_size / sizeof(Elf64_Sym);
    symbols.names = file + names->sh_offset;
    symbols.names_size = names->sh_size;
    symbols.bias = load_bias(file, header, size);
    return;
  }
}

void wr_prepare_backtraces(void) {
  static bool done;
  if (done) return;
  done = true;
  wr_unwinder();
  int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  struct stat status;
  if (fstat(fd, &status) == 0 && status.st_size > 0) {
    char *file = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (file != MAP_FAILED) find_symbols(file, (size_t)status.st_size);
  }
  close(fd);
}

static bool is_function(const Elf64_Sym *symbol) {
  return ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_shndx != SHN_UNDEF
    && symbol->st_name < symbols.names_size;
}

static const char *name_of(const Elf64_Sym *symbol) {
  return symbols.names + symbol->st_name;
}

static const Elf64_Sym *symbol_around(const void *address) {
  uintptr_t linked = (uintptr_t)address - symbols.bias;
  for (const Elf64_Sym *symbol = symbols.first; symbol != symbols.first + symbols.count; symbol++)
    if (linked - symbol->st_value < symbol->st_size && is_function(symbol)) return symbol;
  return NULL;
}

// The function that `piece` was split from: the C name up to the first dot.
static const struct wr_function *function_of_piece(const char *piece) {
  size_t length = strcspn(piece, ".");
  if (!piece[length]) return NULL;
  for (const Elf64_Sym *symbol = symbols.first; symbol != symbols.first + symbols.count; symbol++) {
    if (!is_function(symbol)) continue;
    const char *name = name_of(symbol);
    if (strncmp(name, piece, length) != 0 || name[length]) continue;
    const struct wr_function *function = wr_function_at((const void *)(symbol->st_value + symbols.bias));
    if (function) return function;
  }
  return NULL;
}

const struct wr_function *wr_function_around(const void *address) {
  const struct wr_unwinder *unwinder = wr_unwinder();
  const void *start = unwinder ? unwinder->start_of_function((void *)(uintptr_t)address) : NULL;
  const struct wr_function *function = start ? wr_function_at(start) : NULL;
  if (function) return function;
  wr_prepare_backtraces();
  const Elf64_Sym *symbol = symbol_around(address);
  if (!symbol) return NULL;
  function = wr_function_at((const void *)(symbol->st_value + symbols.bias));
  return function ? function : function_of_piece(name_of(symbol));
}
