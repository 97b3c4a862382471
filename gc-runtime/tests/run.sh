#!/bin/sh
# Tests of gc-runtime: a program as the emitter would write it, on every compiler at every level.
#   tests/run.sh            gcc and clang-19, where present
#   CC="gcc" tests/run.sh   only these;  OPT="-O2" SANITIZE=0 for less;  COLLECTORS="semi nogc"
# At -O2 with slots of 32 bits, too, but by bdw, which has none.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
whippet=$(cd "$here/../whippet" && pwd)
out=$(mktemp -d "${TMPDIR:-/tmp}/gc-runtime.XXXXXX") || exit 1
trap 'rm -rf "$out"' EXIT INT TERM
failures=0
checks=0

fail() {
  failures=$((failures + 1))
  echo "FAIL $label: $*"
}

# The collectors, and what their names mean to the compiler.
. "$whippet/tests/collectors.sh"
collectors=$(available ${COLLECTORS:-$all_collectors}) || exit 1

# build MAIN OUTPUT COLLECTOR CC FLAGS: silent, or it fails
build() {
  main=$1 output=$2 collector=$3 compiler=$4
  shift 4
  configure "$collector"
  runtime=$(ls "$here"/*.c "$here"/hoot/bignum.c "$here"/hoot/limbs.c "$here"/hoot/limbs-own.c "$here"/hoot/weak.c)
  [ "$main" = program ] || runtime=$(echo "$runtime" | grep -v /start.c)
  # shellcheck disable=SC2086
  $compiler -std=gnu17 -g -Wall -Wextra -Werror -fno-math-errno $defines "$@" \
    -DGC_UNINITIALIZED_ALLOCATION=1 -DGC_ATTRS="\"$stem-attrs.h\"" -DGC_EMBEDDER='"embedder.h"' \
    -I"$here" -I"$whippet/api" -I"$whippet/src" -o "$output" \
    "$here/tests/entry.c" "$here/tests/$main.c" $runtime "$whippet/src/$stem.c" \
    "$whippet/src/gc-options.c" "$whippet/src/gc-platform-gnu-linux.c" "$whippet/src/gc-stack.c" \
    $libraries -lm -pthread -static-libgcc 2> "$out/log" && [ ! -s "$out/log" ] || { fail "build of $main"; head -20 "$out/log"; }
}

# run_small_slots COMPILER: what is in the heap, half as wide, and registers are kept, as Wastrel has it by default
run_small_slots() {
  label="$1 $collector $opt, slots of 32 bits"
  keep=
  [ "$(uname -m)" = x86_64 ] && keep="-mno-red-zone -DWR_HAS_NO_RED_ZONE=1"
  for main in program weak $([ "$collector" = semi ] && echo bignum); do
    # shellcheck disable=SC2086
    build "$main" "$out/$main" "$collector" "$1" "$opt" -DGC_SLOT_BITS=32 -fno-pie -no-pie $keep
    "run_$main"
  done
}

# status N PROGRAM ARGUMENTS: exits with N; stderr is left in $out/err
status() {
  wanted=$1
  shift
  checks=$((checks + 1))
  timeout 300 "$@" > "$out/out" 2> "$out/err"
  got=$?
  [ $got -eq "$wanted" ] || { fail "$* ended with $got, not $wanted"; head -5 "$out/err"; }
}

# traps NAME MESSAGE [FRAME...]: status 134, the message, and the innermost frames
traps() {
  name=$1 message=$2
  shift 2
  status 134 "$out/program" "$name"
  { echo "error: wasm trap: $message"; [ $# -eq 0 ] || echo "backtrace:"
    i=0; for frame; do echo "  $i: \$$frame"; i=$((i + 1)); done; } > "$out/wanted"
  head -n "$(wc -l < "$out/wanted")" "$out/err" | cmp -s - "$out/wanted" || { fail "trap $name"; head -5 "$out/err"; }
}

run_program() {
  GC_OPTIONS='' status 0 "$out/program"
  GC_OPTIONS=stress=1,verify=1 status 0 "$out/program"
  GC_OPTIONS=stress=7 status 0 "$out/program"
  status 42 "$out/program" exit
}

run_bignum() {
  status 0 "$out/bignum"
  GC_OPTIONS=maximum-heap-size=64m,stress=1,verify=1 status 0 "$out/bignum"
}

run_traps() {
  traps unreachable "unreachable" trap
  traps div-zero "integer divide by zero" 'div\x1b[31mide' trap
  traps int-overflow "integer overflow" 'div\x1b[31mide' trap
  traps trunc-nan "invalid conversion to integer" trap
  traps trunc-range "integer overflow" trap
  traps memory-load "out of bounds memory access" trap
  traps memory-dead-load "out of bounds memory access" trap
  traps memory-store "out of bounds memory access" trap
  traps memory-fill "out of bounds memory access" trap
  traps memory-init "out of bounds memory access" trap
  traps table-get "out of bounds table access" trap
  traps undefined "undefined element" trap
  traps uninitialized "uninitialized element" trap
  traps signature "indirect call type mismatch" trap
  traps array-bounds "out of bounds array access" trap
  traps array-copy "out of bounds array access" trap
  traps array-data "out of bounds memory access" trap
  traps array-elem "out of bounds table access" trap
  traps null "null reference" trap
  traps null-func "null function reference" trap
  traps null-i31 "null i31 reference" trap
  traps cast "cast failure" trap
  traps cast-func "cast failure" trap
  traps stack "call stack exhausted" endless endless endless
  traps stack-host "call stack exhausted" endless_host endless_host
  traps stack-alloc "call stack exhausted" endless_alloc endless_alloc
  traps stack-side "call stack exhausted" endless_side endless_side
  traps stack-big-frame "call stack exhausted" big_frame big_frame
  traps null-at-end "null reference" null_at_end null_at_end
  traps uncaught "uncaught exception \$pair" trap
  traps throw-null "null reference" trap
  traps unknown-import 'unknown import `env.caml\x0a_foo` called' trap
  [ "$collector" = semi ] || return
  status 134 "$out/program" heap
  grep -q '^error: wasm trap: heap exhausted (live [0-9]* bytes, limit 67108864 bytes)$' "$out/err" || fail "trap heap"
  status 134 "$out/program" heap-array
  grep -q '^error: wasm trap: heap exhausted (live' "$out/err" || fail "trap heap-array"
}

# What is no trap dies of the signal; under AddressSanitizer our handler stands in for its own.
run_bugs() {
  status 139 "$out/program" own-bug
  status 139 "$out/program" host-touches-guard
}

run_weak() {
  GC_OPTIONS='' status 0 "$out/weak" 100000
  GC_OPTIONS=stress=1,verify=1 status 0 "$out/weak" 300
  GC_OPTIONS=stress=7,verify=1 status 0 "$out/weak" 1000
  GC_OPTIONS=stress=100,verify=1 status 0 "$out/weak" 5000
  [ "$collector" = nogc ] || GC_OPTIONS=maximum-heap-size=16m status 0 "$out/weak" 1000 exhaust
}

run_options() {
  GC_OPTIONS=heap-size=1x status 1 "$out/program"
  GC_OPTIONS=nonsense=1 status 1 "$out/program"
  grep -q nonsense "$out/err" || fail "the message does not name the option"
  WASTREL_STACK_SIZE=12q status 1 "$out/program"
  WASTREL_ABORT_ON_TRAP=1 status 134 "$out/program" unreachable
  WASTREL_PRINT_STATS=1 status 0 "$out/program" lists
  grep -q '^Completed [0-9]* major collections' "$out/err" || fail "no statistics at the end"
  WASTREL_PRINT_STATS=1 status 42 "$out/program" exit
  grep -q '^Completed [0-9]* major collections' "$out/err" || fail "no statistics after proc_exit"
  [ "$collector" = semi ] && status 0 sh -c "ulimit -v 12000000; exec $out/program lists"
  strip -o "$out/stripped" "$out/program"  # the unwind tables name all but the pieces of split functions
  status 134 "$out/stripped" div-zero
  [ "$opt" = -O2 ] || grep -q '1: \$trap' "$out/err" || fail "no backtrace when stripped"
}

export GC_OPTIONS=maximum-heap-size=64m
ulimit -c 0
for compiler in ${CC:-gcc clang-19}; do
  command -v "$compiler" > /dev/null || { echo "no $compiler"; continue; }
  for collector in $collectors; do
    for opt in ${OPT:--O0 -O1 -O2}; do
      label="$compiler $collector $opt"
      flags=$opt
      [ "$opt" = -O1 ] && flags="-O1 -foptimize-sibling-calls"
      # shellcheck disable=SC2086
      build program "$out/program" "$collector" "$compiler" $flags
      [ "$collector" = nogc ] && export GC_OPTIONS=
      run_program
      traps stack "call stack exhausted" endless endless endless
      WASTREL_STACK_SIZE=16m run_traps
      run_bugs
      run_options
      export GC_OPTIONS=maximum-heap-size=64m
      # shellcheck disable=SC2086
      build weak "$out/weak" "$collector" "$compiler" $flags
      run_weak
      [ "$opt" = -O2 ] && [ "$collector" != bdw ] && run_small_slots "$compiler"
      [ "$collector" = semi ] || continue
      build recall "$out/recall" "$collector" "$compiler" "$opt"
      WASTREL_STACK_SIZE=16m status 0 "$out/recall"
      build bignum "$out/bignum" "$collector" "$compiler" "$opt"
      run_bignum
      [ "${SANITIZE:-1}" = 1 ] || continue
      label="$label sanitized"
      build program "$out/program" "$collector" "$compiler" "$opt" -fsanitize=address,undefined -fno-sanitize-recover=undefined
      build recall "$out/recall" "$collector" "$compiler" "$opt" -fsanitize=address,undefined -fno-sanitize-recover=undefined
      build weak "$out/weak" "$collector" "$compiler" "$opt" -fsanitize=address,undefined -fno-sanitize-recover=undefined
      run_weak
      GC_OPTIONS='' status 0 "$out/program"
      GC_OPTIONS=stress=5,verify=1 status 0 "$out/program"
      WASTREL_STACK_SIZE=16m status 0 "$out/recall"
      WASTREL_STACK_SIZE=16m run_traps
      build bignum "$out/bignum" "$collector" "$compiler" "$opt" -fsanitize=address,undefined -fno-sanitize-recover=undefined
      run_bignum
    done
  done
done
echo "$checks checks, $failures failures"
[ $failures -eq 0 ]
