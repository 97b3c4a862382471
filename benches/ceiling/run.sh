#!/bin/bash
# Builds the three Scheme programs and their hand-written loops, checks that all print the same, and measures.
#
#   run.sh [--runs N] [--counts] [--steps] [NAME...]
#
#   --runs N   interleaved runs of each (default 7); the table has medians of CPU time, user and system
#   --counts   instructions instead of time, by valgrind: exact, so that two runs agree; Guile and node are left out
#   --steps    instructions of each step between the variants: what one check costs
#   NAME...    fib, walk or scan (default: all)
#
# Tools, by variables: WASTREL (default: of this repository, target/release), HOOT, GUILE, NODE, CCS (a list), VALGRIND, and
# CHROOT: a directory where hoot, guile and node live; they are then run inside of it (needs root).
set -eu

: "${HOOT:=hoot}" "${GUILE:=guile}" "${NODE:=node}" "${CCS:=gcc clang-19}" "${VALGRIND:=valgrind}" "${CHROOT:=}"
here=$(cd "$(dirname "$0")" && pwd)
: "${WASTREL:=$here/../../target/release/wastrel}"
runs=7
mode=time
while [ $# -gt 0 ]; do
  case $1 in
    --runs) runs=$2; shift 2 ;;
    --counts) mode=counts; shift ;;
    --steps) mode=steps; shift ;;
    -*) sed -n '2,/^set -eu/p' "$0" | sed -n 's/^# \{0,1\}//p'; exit 2 ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || set -- fib walk scan

flags="-std=gnu17 -O2 -Wall -Wextra -ffp-contract=off -fno-math-errno -foptimize-sibling-calls -fPIE -fomit-frame-pointer"
variants() { if [ "$1" = scan ]; then echo 1 2 3 4 5; else echo 1 2 3 4; fi; }

work=$(mktemp -d "${CHROOT:-${TMPDIR:-/tmp}}/ceiling.XXXXXX")
trap 'rm -rf "$work"' EXIT
inside=${work#"$CHROOT"}
export GUILE_AUTO_COMPILE=1 XDG_CACHE_HOME="$inside/cache" LC_ALL=C.UTF-8
tool() {
  if [ -n "$CHROOT" ]; then
    chroot "$CHROOT" sh -c 'cd "$1" && shift && exec "$@"' sh "$inside" "$@"
  else
    (cd "$work" && "$@")
  fi
}

# loop NAME VARIANT CC OUTPUT [FLAG...]
loop() {
  local name=$1 variant=$2 cc=$3 output=$4
  shift 4
  # What Wastrel tells gcc too: single words are stored that would be read back as a vector.
  case $cc in *gcc*) set -- -fno-tree-slp-vectorize "$@" ;; esac
  $cc $flags -DVARIANT="$variant" "$@" -o "$output" "$here/$name.c" "$here/shape.c"
}

scheme() {
  cp "$here/$1.scm" "$work"
  tool "$HOOT" compile -o "$1.wasm" "$1.scm" > "$work/hoot.out"
  for cc in $CCS; do "$WASTREL" compile -O2 --cc "$cc" "$work/$1.wasm" -o "$work/$1.wastrel.$cc"; done
}

# ---- Time.

hoot_data=
guile() { tool "$GUILE" "$1.scm" < /dev/null; }
node() {
  tool "$NODE" "$hoot_data/js-runner/load.js" -- "$hoot_data/reflect-js" "$hoot_data/reflect-wasm" "$1.wasm" < /dev/null
}

# timed COMMAND...: CPU seconds on standard output; what it prints goes to $work/out.
timed() {
  local TIMEFORMAT='%U %S'
  { time "$@" > "$work/out" 2> "$work/err"; } 2>&1 | awk '{ print $1 + $2 }'
}

measure_times() {
  local name=$1 what
  hoot_data=$(tool "$GUILE" -c '(display (@@ (hoot config) %datadir))' 2> /dev/null)
  guile "$name" > "$work/$name.expected" 2> /dev/null
  local all="guile node"
  for cc in $CCS; do all="$all wastrel.$cc"; done
  for variant in $(variants "$name"); do
    for cc in $CCS; do
      loop "$name" "$variant" "$cc" "$work/$name.$variant.$cc"
      all="$all $variant.$cc"
    done
  done
  for run in $(seq "$runs"); do
    for what in $all; do
      case $what in
        guile | node) timed "$what" "$name" ;;
        *) timed "$work/$name.$what" < /dev/null ;;
      esac >> "$work/$name.$what.times"
      cmp "$work/out" "$work/$name.expected"
    done
  done
  for what in $all; do
    sort -n "$work/$name.$what.times" | awk -v name="$name" -v what="$what" \
      '{ t[NR] = $1 } END { printf "%-6s %-18s %.3f\n", name, what, t[int((NR + 1) / 2)] }'
  done
}

# ---- Counts: the difference between two sizes, so that start and end do not count, by what the loop does once.

instructions() {
  "$VALGRIND" --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null "$@" 2>&1 > /dev/null |
    sed -n 's/.*I *refs: *//p' | tr -d ,
}
# Calls of fib; entries looked up twice and folded; characters.
sizes() { case $1 in fib) echo 15 21 ;; walk) echo 2 6 ;; scan) echo 1 2 ;; esac; }
work_between() { case $1 in fib) echo 33448 ;; walk) echo $((4 * 4096)) ;; scan) echo 144000 ;; esac; }

# counted NAME argument|stdin EXECUTABLE
counted() {
  set -- "$1" "$2" "$3" $(sizes "$1")
  local small large
  if [ "$2" = stdin ]; then
    small=$(echo "$4" | instructions "$3")
    large=$(echo "$5" | instructions "$3")
  else
    small=$(instructions "$3" "$4")
    large=$(instructions "$3" "$5")
  fi
  awk -v n="$((large - small))" -v by="$(work_between "$1")" 'BEGIN { printf "%.1f", n / by }'
}

count_all() {
  local name=$1
  for cc in $CCS; do
    printf '%-6s %-18s %s\n' "$name" "wastrel.$cc" "$(counted "$name" stdin "$work/$name.wastrel.$cc")"
  done
  for variant in $(variants "$name"); do
    for cc in $CCS; do
      loop "$name" "$variant" "$cc" "$work/loop"
      printf '%-6s %-18s %s\n' "$name" "$variant.$cc" "$(counted "$name" argument "$work/loop")"
    done
  done
}

steps() {
  local name=$1 cc=${CCS%% *} step
  while read -r variant step; do
    case $name$step in fib*DECODER | walk*DECODER | walk*CLONES | scan*CLONES) continue ;; esac
    loop "$name" "$variant" "$cc" "$work/loop" $step
    printf '%-6s %s %-70s %s\n' "$name" "$variant" "${step//-D/}" "$(counted "$name" argument "$work/loop")"
  done << END
1
1 -DINLINE_NEEDS
1 -DINLINE_ARITHMETIC
1 -DINLINE_NEEDS -DINLINE_ARITHMETIC
1 -DINLINE_NEEDS -DINLINE_ARITHMETIC -DMERGED_TESTS
1 -DINLINE_NEEDS -DINLINE_ARITHMETIC -DMERGED_TESTS -DNO_BOUNDS
1 -DINLINE_NEEDS -DINLINE_ARITHMETIC -DMERGED_TESTS -DNO_BOUNDS -DNO_NULLS
1 -DINLINE_DECODER
1 -DNO_BOUNDS
1 -DNO_NULLS
1 -DNO_CASTS
2
2 -DNO_LIMITS
2 -DNO_NULLS
2 -DNO_CASTS
2 -DSLOW_CLONES
3
3 -DSLOW_CLONES
3 -DNO_LIMITS
3 -DNO_NULLS
3 -DNO_CASTS
3 -DNO_LIMITS -DNO_NULLS -DNO_CASTS
4
END
}

for name; do
  case $mode in
    time) scheme "$name"; measure_times "$name" ;;
    counts) scheme "$name"; count_all "$name" ;;
    steps) steps "$name" ;;
  esac
done
