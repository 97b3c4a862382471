#!/bin/sh
# Measures collectors at several sizes of the heap: run.sh [BENCHMARK...]
#
# The sizes are multiples of the smallest heap in which the reference collector
# runs the benchmark, found by bisection, so that all collectors have the same
# memory.  They take turns, each ROUNDS times; the table shows medians, of
# the longest pause and resident memory too.  "-": memory was exhausted.
set -u
cd "$(dirname "$0")" || exit 1
. ../tests/collectors.sh
CC=${CC:-cc}
COLLECTORS=${COLLECTORS:-semi mmc nursery-mmc}
REFERENCE=${REFERENCE:-mmc}
MULTIPLES=${MULTIPLES:-1.25 1.5 2 3 4 6}
ROUNDS=${ROUNDS:-5}
SIZE=${SIZE:-usual}
OPTIONS=${OPTIONS:-parallelism=1}  # of the heap, beyond its size
SLOT_BITS=${SLOT_BITS:-64}
BENCHMARKS=${*:-$(basename -a -s .c ./*.c)}
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT

build() {  # build COLLECTOR: all benchmarks
  configure "$1"
  for b in $BENCHMARKS; do
    # shellcheck disable=SC2086
    $CC -std=gnu11 -O2 -DNDEBUG $defines -DGC_SLOT_BITS=$SLOT_BITS -I ../api -I ../src -I ../tests \
      -DGC_ATTRS="\"$stem-attrs.h\"" -DGC_EMBEDDER='"watching-embedder.h"' \
      "$b.c" "../src/$stem.c" ../src/gc-*.c -pthread $libraries -o "$out/$b.$1" || exit 1
  done
}

# Prints the figures; 1 if memory was exhausted, 2 if anything else went wrong.
run() {  # run BENCHMARK COLLECTOR KIB
  GC_OPTIONS=heap-size-policy=fixed,heap-size=${3}k,$OPTIONS \
    timeout 600 "$out/$1.$2" "$SIZE" 2>"$out/errors" >"$out/figures"
  case $? in
    0) sed -n 's/^measured //p' "$out/figures";;
    3) return 1;;
    *) echo "$1 with $2 and ${3}k fails:" >&2
       cat "$out/errors" >&2
       exit 2;;
  esac
}

# In KiB, within 1 %.
smallest_heap() {  # smallest_heap BENCHMARK COLLECTOR
  low=64 high=128
  until run "$1" "$2" $high >"$out/log"; do low=$high high=$((high * 2)); done
  while [ $((high - low)) -gt $((high / 100 + 4)) ]; do
    middle=$(((low + high) / 2))
    if run "$1" "$2" $middle >"$out/log"; then high=$middle; else low=$middle; fi
  done
  echo $high
}

# Of "collector multiple cpu gc p50 p95 max rss major minor mmu" lines.
table() {  # table ROUNDS < figures
  LC_ALL=C sort -k1,1 -k2,2n | awk -v rounds="$1" '
    function median(column,   i, j, n, v) {
      n = 0
      for (i = 1; i <= count; i++) v[++n] = kept[i, column]
      for (i = 2; i <= n; i++)
        for (j = i; j > 1 && v[j - 1] + 0 > v[j] + 0; j--) {
          t = v[j]; v[j] = v[j - 1]; v[j - 1] = t
        }
      return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
    }
    function row() {
      if (!count) return
      if (count < rounds || kept[1, 3] == "") {
        printf "%-28s %5s %9s\n", key, multiple, "-"
        return
      }
      printf "%-28s %5s %9.0f %9.0f %9.2f %9.2f %9.2f %9.1f %7d %7d %6.2f\n", key,
        multiple, median(3), median(4), median(5), median(6), median(7),
        median(8), median(9), median(10), median(11)
    }
    BEGIN {
      printf "%-28s %5s %9s %9s %9s %9s %9s %9s %7s %7s %6s\n", "collector",
        "heap", "CPU ms", "GC CPU ms", "p50 ms", "p95 ms", "max ms",
        "RSS MB", "major", "minor", "MMU"
    }
    $1 != key || $2 != multiple {
      row(); key = $1; multiple = $2; count = 0
    }
    { count++; for (i = 3; i <= 11; i++) kept[count, i] = $i }
    END { row() }'
}

for collector in $COLLECTORS $REFERENCE; do
  [ -e "$out/built.$collector" ] || build "$collector"
  : >"$out/built.$collector"
done
for b in $BENCHMARKS; do
  least=$(smallest_heap "$b" "$REFERENCE") || exit 1
  : >"$out/lines"
  for round in $(seq "$ROUNDS"); do
    for multiple in $MULTIPLES; do
      kib=$(awk "BEGIN { printf \"%d\", $least * $multiple }")
      for collector in $COLLECTORS; do
        figures=$(run "$b" "$collector" "$kib")
        [ $? -le 1 ] || exit 1
        echo "$collector $multiple $figures" >>"$out/lines"
      done
    done
  done
  echo "$b $SIZE: the smallest heap of $REFERENCE is $least KiB"
  table "$ROUNDS" <"$out/lines"
  echo
done
