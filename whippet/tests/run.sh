#!/bin/sh
# Builds and runs the tests of every collector, or of $COLLECTORS:
# run.sh [quick | again]
# JOBS=2 has two of them tested at once.
#
# CC chooses the compiler (default cc).  Each collector is built at -O2, under ASan
# and UBSan, and with slots of 32 bits where the collector can; each build runs every
# test with several options.  At -O0, -O1 and -O3, with uninitialised allocation, and
# with 16-byte granules, each test that takes little time runs once under stress: with
# several options all this took twice as long.
# Those with several threads run with 1, 2 and 8 at -O2, with 8 in the other builds,
# and are built under TSan, too; what they share is tested by itself.
# again: after another compiler, so under ASan and UBSan each test runs once, and under
# TSan those that take little time.
# quick: at -O2 only, and those tests that take little time under stress; with slots
# of 32 bits, these once; and nothing is timed.
set -u
cd "$(dirname "$0")" || exit 1
CC=${CC:-cc}
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT
failed=0
runs=0

warnings="-Wall -Wextra -Werror"
common="-std=gnu11 $warnings -g -I../api -I../src -I."
sources="../src/gc-options.c ../src/gc-platform-gnu-linux.c ../src/gc-stack.c"

. ./collectors.sh

is_parallel() {  # is_parallel COLLECTOR
  case $1 in *pcc | *parallel-*) return 0;; *) return 1;; esac
}

has_short_slots() {  # has_short_slots COLLECTOR
  [ $1 != bdw ]
}

build() {  # build COLLECTOR BINARY FLAGS...
  collector=$1 binary=$2; shift 2
  configure $collector
  # shellcheck disable=SC2086
  $CC $common $defines "$@" -DGC_ATTRS="\"$stem-attrs.h\"" \
    -DGC_EMBEDDER="\"embedder.h\"" \
    test.c "../src/$stem.c" $sources $libraries -o "$binary" && return
  echo "FAILED to build $collector with $*"
  failed=$((failed + 1))
  return 1
}

report() {  # report STATUS WANTED DESCRIPTION
  runs=$((runs + 1))
  [ "$1" = "$2" ] && return
  echo "FAILED $3: status $1, expected $2"
  sed 's/^/  | /' "$out/log"
  failed=$((failed + 1))
}

run() {  # run BINARY TEST OPTIONS WANTED
  timeout 300 "$1" "$2" "$3" >"$out/log" 2>&1
  report $? "$4" "$(basename "$1") $2 $3"
}

refuses() {  # refuses BINARY OPTIONS PATTERN: with a message
  run "$1" cycles "$2" 2
  grep -q -- "$3" "$out/log" && return
  report 0 "«$3»" "$(basename "$1") $2, message"
}

dies() {  # dies BINARY TEST OPTIONS PATTERN: abort() after a message
  sh -c 'ulimit -c 0; timeout 300 "$@"; exit $?' sh "$1" "$2" "$3" \
    >"$out/log" 2>&1
  report $? 134 "$(basename "$1") $2 $3"
  grep -q -- "$4" "$out/log" && return
  report 0 "«$4»" "$(basename "$1") $2 $3, message"
}

survival="list_survives garbage_dies churn tree_survives sharing_is_kept cycles
  arrays_of_all_sizes bytes_survive large_objects_do_not_move large_chain
  large_memory_is_reused large_memory_is_kept large_memory_is_kept_around
  random_graph globals_are_roots
  static_objects_are_left_alone extern_space_is_traced counters
  huge_requests_fail failure_leaves_by_longjmp calls_for_other_threads
  verifier_accepts dead_key_frees_value live_key_keeps_value
  dead_ephemeron_frees_value value_leads_to_own_key
  two_that_keep_each_other_die short_key_chain many_with_one_key
  chains_skip_the_dead chain_try_push large_keys_and_values keys_that_never_die
  ephemeron_accessors random_ephemerons old_refer_to_young
  fresh_large_refers_to_young old_lists_grow young_ephemerons
  survivors_age aged_refers_to_young much_survives
  dead_object_comes_back live_object_is_left_alone resuscitated_for_good
  priorities_take_turns priorities_order_the_queue lower_priorities_hold_others
  higher_priorities_do_not whole_structures_come_back
  cycles_with_finalizers_die finalizers_themselves_die
  closure_that_leads_to_object what_never_dies_is_never_ready
  large_objects_with_finalizers key_comes_back_with_object
  value_comes_back_with_key young_finalizers old_finalizer_on_young_object
  queue_is_never_empty random_finalizers pinned_objects_stay
  old_objects_are_pinned pinned_among_garbage pinning_keeps_nothing_alive
  dead_pins_are_forgotten anything_can_be_pinned"
quick_survival="list_survives garbage_dies sharing_is_kept cycles
  globals_are_roots static_objects_are_left_alone extern_space_is_traced
  large_memory_is_kept large_memory_is_kept_around
  failure_leaves_by_longjmp calls_for_other_threads verifier_accepts
  dead_key_frees_value live_key_keeps_value dead_ephemeron_frees_value
  value_leads_to_own_key two_that_keep_each_other_die short_key_chain
  chain_try_push large_keys_and_values keys_that_never_die ephemeron_accessors
  old_refer_to_young fresh_large_refers_to_young old_lists_grow
  young_ephemerons aged_refers_to_young dead_object_comes_back live_object_is_left_alone
  resuscitated_for_good priorities_take_turns priorities_order_the_queue
  lower_priorities_hold_others higher_priorities_do_not
  cycles_with_finalizers_die finalizers_themselves_die
  closure_that_leads_to_object what_never_dies_is_never_ready
  large_objects_with_finalizers key_comes_back_with_object
  value_comes_back_with_key young_finalizers old_finalizer_on_young_object
  dead_pins_are_forgotten anything_can_be_pinned"
big="compaction_restores_order heap_grows key_chains long_chain many_old_slots deep_stacks
  many_finalizers minor_frees_the_young_only old_slots_lead_to_young
  rows_lead_everywhere nursery_fits_survivors"
# Of which all threads have a part.
together="old_slots_lead_to_young rows_lead_everywhere"
# Words that look like references may keep an object, which these do not allow for.
exact="live_object_is_left_alone resuscitated_for_good priorities_take_turns
  priorities_order_the_queue lower_priorities_hold_others
  higher_priorities_do_not whole_structures_come_back
  cycles_with_finalizers_die finalizers_themselves_die
  closure_that_leads_to_object what_never_dies_is_never_ready
  large_objects_with_finalizers key_comes_back_with_object
  value_comes_back_with_key young_finalizers old_finalizer_on_young_object
  queue_is_never_empty random_finalizers dead_object_comes_back"
ambiguous="locals_are_roots inside_of_objects behind_empty_objects resolves
  most_garbage_dies most_ephemerons_die words_of_objects dead_found_by_chance
  dead_ephemerons_found_by_chance"
exhaustion="exhaustion_small exhaustion_middle exhaustion_large exhaustion_huge
  nearly_full bad_sizes"

allowed() {  # allowed COLLECTOR TESTS...
  case $1 in *-conservative-* | bdw) ;; *) shift; echo "$@"; return;; esac
  shift
  for t; do
    case " $(echo $exact) " in *" $t "*) ;; *) echo "$t";; esac
  done
}

# A heap that a library manages neither shrinks nor chooses its pages.
adapts() {  # adapts COLLECTOR
  [ $1 != bdw ]
}

check_options() {  # check_options COLLECTOR BINARY
  adaptive=heap-size-policy=adaptive,heap-size=64k,maximum-heap-size=1m
  if adapts $1; then run "$2" cycles $adaptive 0
  else
    run "$2" cycles $adaptive 2
    run "$2" cycles huge-pages=1 2
  fi
  shift
  for good in "" heap-size=64m heap-size=65536 heap-size-policy=1 \
      heap-size-policy=fixed,heap-size=512m parallelism=1 maximum-heap-size=0 \
      heap-expansiveness=1.5,heap-double-threshold=1m heap-expansiveness=0 \
      nursery-size=0 nursery-size=1m,verify=1 nursery-size=16k,heap-size=64k \
      stress=0,verify=0,huge-pages=0 maximum-heap-size=2g,heap-size=32m; do
    run "$1" cycles "$good" 0
  done
  run "$1" list_survives nursery-size=17k 0  # which grows, and is no multiple of pages
  for bad in heap-size=64M heap-size=1000 heap-size=-1 heap-size= heap-size \
      colour=blue heap-expansiveness=51 heap-expansiveness=x parallelism=0 \
      parallelism=65 huge-pages=2 heap-size-policy=best verify=2 heap-size=64kk \
      heap-size=99999999999999999999 nursery-size=1g nursery-size=x \
      trace-order=sideways trace-order=1 \
      heap-size=2m,maximum-heap-size=1m maximum-heap-size=1; do
    run "$1" cycles "$bad" 2
  done
}

check_barrier() {  # check_barrier COLLECTOR BINARY
  case $1 in *nursery*|*generational*)
    dies "$2" missing_barrier verify=1 "not in the remembered set";;
  esac
}

is_enough_once() {  # is_enough_once VARIANT
  case $1 in
    debug0 | debug1 | O3 | raw | granule16 | slots32-sanitize) return 0;;
    slots32) [ $quick ];;
    sanitize) [ "$mode" = again ];;
    *) return 1;;
  esac
}

# What slots of 32 bits reach, and that nothing else is accepted.
check_reach() {  # check_reach COLLECTOR BINARY
  run "$2" limit_is_in_reach maximum-heap-size=3g 0
  for option in heap-size maximum-heap-size; do
    refuses "$2" $option=4g "gc option .$option.: 4294967296 is too much"
  done
  refuses "$2" heap-size-policy=fixed,heap-size=4095m "memory below 4 GiB"
}

check_once() {  # check_once COLLECTOR BINARY
  # shellcheck disable=SC2086
  for t in $(allowed $1 $quick_survival); do
    run "$2" $t verify=1,stress=1000 0
  done
  for t in $big; do run "$2" $t verify=1 0; done
  for t in exhaustion_small exhaustion_large nearly_full; do
    run "$2" $t heap-size-policy=fixed,heap-size=24m 0
  done
  check_barrier $1 "$2"
}

# In which order things are visited, and lie when they were moved.
check_order() {  # check_order COLLECTOR BINARY TESTS...
  collector=$1 binary=$2; shift 2
  case $collector in
    heap-conservative-* | nogc) ;;
    semi | *nursery-mmc | *pcc)
      run "$binary" lie_in_breadth parallelism=1 0
      run "$binary" lie_in_breadth trace-order=breadth-first,parallelism=1 0
      run "$binary" cycles trace-order=depth-first 2;;
    bdw) run "$binary" cycles trace-order=breadth-first 2;;
    *parallel-*)
      run "$binary" lie_in_depth parallelism=1 0
      run "$binary" cycles trace-order=breadth-first 2;;
    *)
      run "$binary" lie_in_depth "" 0
      run "$binary" lie_in_depth trace-order=depth-first,verify=1 0
      run "$binary" lie_in_breadth trace-order=breadth-first,verify=1 0;;
  esac
  case $collector in *mmc) ;; *) return;; esac
  is_parallel $collector && return
  for t; do
    run "$binary" $t trace-order=breadth-first,verify=1,stress=1000 0
  done
}

check() {  # check COLLECTOR BINARY
  case $1 in nogc) size=1g;; *) size=32m;; esac
  # shellcheck disable=SC2086
  usual=$(allowed $1 $survival) few=$(allowed $1 $quick_survival)
  [ $quick ] && usual=$few
  for t in $usual $big; do
    run "$2" $t "" 0
    run "$2" $t verify=1 0
  done
  for t in $usual; do run "$2" $t verify=1,stress=1000 0; done
  for t in $big; do run "$2" $t verify=1,stress=100000 0; done
  for t in $few; do run "$2" $t stress=1,verify=1 0; done
  for t in $usual; do
    run "$2" $t heap-size-policy=fixed,heap-size=$size 0
    run "$2" $t heap-size=64k,maximum-heap-size=1g,verify=1 0
    adapts $1 && run "$2" $t heap-size-policy=adaptive,verify=1 0
  done
  for t in $exhaustion; do
    run "$2" $t heap-size-policy=fixed,heap-size=24m 0
    run "$2" $t heap-size-policy=fixed,heap-size=24m,verify=1 0
    run "$2" $t maximum-heap-size=50m 0
    adapts $1 && run "$2" $t heap-size-policy=adaptive,maximum-heap-size=50m 0
  done
  dies "$2" verifier_rejects "" "inside an object, not at its start"
  case $1 in
    *-conservative-* | bdw) for t in $ambiguous; do
      for o in "" verify=1 stress=1000; do run "$2" $t "$o" 0; done
    done
    run "$2" locals_are_roots stress=1,verify=1 0;;
    nogc) ;;
    *) run "$2" adaptive_heap_shrinks heap-size-policy=adaptive,verify=1 0
      dies "$2" stale_reference verify=1 "the part of the heap that holds no";;
  esac
  check_barrier $1 "$2"
  case $1 in semi | nursery-* | *pcc)
    dies "$2" pinning_aborts "" "the collector .$1. cannot pin objects";;
  esac
  dies "$2" finalizer_of_bad_priority "" "of priority 3, of 3 priorities"
  dies "$2" default_failure_aborts "" "ran out of space, heap size"
  dies "$2" second_thread_aborts "" "one mutator thread only"
  check_options $1 "$2"
  check_order $1 "$2" $few
}

# What collects, with other numbers of threads than there are processors.
check_threads() {  # check_threads COLLECTOR BINARY THREADS...
  # shellcheck disable=SC2086
  usual=$(allowed $1 $survival) few=$(allowed $1 $quick_survival)
  [ $quick ] && usual=$few
  case $1 in *-conservative-*) usual="$usual $ambiguous";; esac
  binary=$2; shift 2
  for threads; do
    for t in $usual $big; do run "$binary" $t parallelism=$threads,verify=1 0; done
    for t in $usual; do
      run "$binary" $t parallelism=$threads,stress=1000,verify=1 0
    done
    for t in $exhaustion; do
      run "$binary" $t parallelism=$threads,heap-size-policy=fixed,heap-size=24m 0
    done
  done
}

# ThreadSanitizer is slow, and sees a race even where it does no harm.
check_races() {  # check_races COLLECTOR BINARY
  # shellcheck disable=SC2086
  usual=$(allowed $1 $survival) few=$(allowed $1 $quick_survival)
  if [ "$mode" ]; then
    for t in $few; do run "$2" $t parallelism=2,stress=5000 0; done
    for t in $together; do run "$2" $t parallelism=2 0; done
    return
  fi
  for t in $usual $big; do run "$2" $t parallelism=8 0; done
  for t in $usual; do run "$2" $t parallelism=2,stress=5000 0; done
}

# A part of the parallel ones by itself.
check_part() {  # check_part NAME FLAGS...
  part=$1; shift
  for flags in "-O2" "-O1 -fsanitize=thread" "-O1 $sanitize"; do
    # shellcheck disable=SC2086
    $CC $common $flags "$@" -pthread $part.c ../src/gc-platform-gnu-linux.c \
      -o "$out/$part"
    for i in 1 2 3; do run "$out/$part" "$i" "$flags" 0; done
  done
}

check_deque() {
  check_part deque
}

check_map() {  # check_map COLLECTOR
  configure "$1"
  # shellcheck disable=SC2086
  check_part object-map $defines -DGC_ATTRS="\"$stem-attrs.h\""
}

check_huge_pages() {  # BINARY
  [ -e /sys/kernel/mm/transparent_hugepage/enabled ] || return
  run "$1" huge_pages huge-pages=1,verify=1 0
  run "$1" small_pages huge-pages=0 0
}

# An address-space limit must leave a growable heap usable.
check_limits() {  # BINARY
  (ulimit -v 4000000; timeout 60 "$1" churn "") >"$out/log" 2>&1
  report $? 0 "$(basename "$1") churn under ulimit -v"
}

# Frames that are no part of the stack would hide roots that are ambiguous.
no_fake_stack=detect_stack_use_after_return=0
# Lazy binding saves vector registers to the stack, with what libgc's threads moved.
export LD_BIND_NOW=1
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0:$no_fake_stack
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1
sanitize="-fsanitize=address,undefined -fno-sanitize-recover=all"

# shellcheck disable=SC2086
collectors=$(available ${COLLECTORS:-$all_collectors}) || exit 1
mode=${1-}
quick=
[ "$mode" = quick ] && quick=1

# What collectors share, by itself.
check_parts() {  # check_parts COLLECTORS...
  if $CC $common -O1 sizer.c ../src/gc-platform-gnu-linux.c -o "$out/sizer"; then
    "$out/sizer" >"$out/log" 2>&1
    report $? 0 sizer
  else
    echo "FAILED to build sizer.c"
    failed=$((failed + 1))
  fi
  for c; do is_parallel "$c" && check_deque && break; done
  for c; do
    case $c in *-conservative-parallel-*) check_map "$c"; break;; esac
  done
}

# Several at once, each by a process of its own, whose last line says how it went.
test_at_once() {  # test_at_once COLLECTORS...
  mkdir "$out/logs"
  export JOBS PARTS=
  printf '%s\n' "$@" | xargs -P "$JOBS" -I{} env JOBS=1 COLLECTORS={} \
    sh -c 'sh run.sh $0 >"$1" 2>&1' "$mode" "$out/logs/{}"
  for c; do
    ends=$(sed -n 's/^\([0-9]*\) runs, \([0-9]*\) failed .*/\1 \2/p' "$out/logs/$c")
    grep -v '^[0-9]* runs, ' "$out/logs/$c"
    [ "$ends" ] || { echo "FAILED $c: its tests did not end"; ends="0 1"; }
    runs=$((runs + ${ends% *})) failed=$((failed + ${ends#* }))
  done
}

# shellcheck disable=SC2086
[ "${PARTS-1}" ] && check_parts $collectors
if [ "${JOBS:-1}" -gt 1 ]; then
  # shellcheck disable=SC2086
  test_at_once $collectors
  collectors=
fi

for collector in $collectors; do
  variants="O2 debug0 debug1 O3 raw granule16 sanitize"
  [ $quick ] && variants="O2"
  if has_short_slots "$collector"; then
    variants="$variants slots32"
    [ $quick ] || variants="$variants slots32-sanitize"
  fi
  is_parallel "$collector" && variants="$variants races"
  for variant in $variants; do
    case $variant in
      O2) flags="-O2 -DNDEBUG";;
      O3) flags="-O3 -flto -fno-strict-aliasing -fvisibility=hidden -std=gnu17";;
      debug0) flags="-O0 -DGC_DEBUG=1";;
      debug1) flags="-O1 -DGC_DEBUG=1";;
      raw) flags="-O2 -DGC_DEBUG=1 -DGC_UNINITIALIZED_ALLOCATION=1";;
      granule16) flags="-O2 -DGC_DEBUG=1 -DGC_GRANULE=16";;
      slots32)  # quick: half of its time would be the compiler's
        level=2
        [ $quick ] && level=1
        flags="-O$level -DGC_DEBUG=1 -DGC_SLOT_BITS=32";;
      slots32-sanitize)
        flags="-O1 -DGC_DEBUG=1 -DGC_SLOT_BITS=32 -DGC_GRANULE=16 $sanitize";;
      sanitize) flags="-O1 -DGC_DEBUG=1 $sanitize";;
      races) flags="-O1 -DGC_DEBUG=1 -fsanitize=thread";;
    esac
    binary=$out/$collector-$variant
    # shellcheck disable=SC2086
    build $collector "$binary" $flags || continue
    if [ $variant = races ]; then
      check_races $collector "$binary"
      continue
    fi
    [ $variant = slots32 ] && check_reach $collector "$binary"
    if is_enough_once $variant; then
      check_once $collector "$binary"
      continue
    fi
    check $collector "$binary"
    threads=8
    [ $variant = O2 ] && threads="1 2 8"
    # shellcheck disable=SC2086
    is_parallel "$collector" && check_threads $collector "$binary" $threads
    [ $variant = O2 ] || continue
    check_limits "$binary"
    adapts $collector && check_huge_pages "$binary"
  done
done

timings="throughput throughput_shuffled throughput_ephemerons
  throughput_finalizers throughput_promotion allocation_rate"
[ $quick ] && timings=
for collector in $collectors; do
  [ $collector = nogc ] && timings=${timings:+allocation_rate}
  for t in $timings; do
    echo "-- $collector: $t"
    "$out/$collector-O2" $t
  done
done

echo "$runs runs, $failed failed ($CC)"
[ $failed = 0 ]
