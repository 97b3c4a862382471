#!/usr/bin/env bash
# Rebuilds every NAME.wasm and the expected outputs of this folder from NAME.c.
#
#   rebuild.sh [--chroot DIR] [--native DIR] [--times] [NAME...]
#
#   --chroot DIR   run the tools inside DIR with chroot (needs root); without it the tools on PATH are used
#   --native DIR   also keep the programs compiled for this machine, statically linked, as DIR/NAME
#   --times        also print the CPU time of each program, native and under node
#   NAME...        only these programs (default: all)
#
# Tools: clang with lld, wasi-libc and compiler-rt for wasm32; node 22 or later; GNU env 9.2 or later.
# The expected output is what the program compiled for this machine prints; node must print the same. Exceptions: confined is
# about the sandbox and has node's output; clocks cannot run under node, which waits for ever at an absolute deadline.
#
# Files read:    NAME.c, and if they exist NAME.arguments (the arguments of the default run, one a line), NAME.small (one line:
#                the arguments of the small run), NAME.options (the grants, one option a line), NAME.stdin (standard input)
# Files written: NAME.wasm, NAME.expected, NAME.small.expected, and if the exit code is not 0 also NAME.status (the exit
#                code) and, if something was written to it, NAME.stderr
set -eu

flags="-O2 -Wall -Wextra -ffp-contract=off -D_GNU_SOURCE"
jumps_flags="-mllvm -wasm-enable-sjlj -lsetjmp"
simd_flags="-msimd128"

here=$(cd "$(dirname "$0")" && pwd)
chroot_directory=
native_directory=
times=
while [ $# -gt 0 ]; do
  case $1 in
    --chroot) chroot_directory=$2; shift 2 ;;
    --native) native_directory=$2; shift 2 ;;
    --times) times=yes; shift ;;
    -*) sed -n '2,/^set -eu/p' "$0" | sed -n 's/^# \{0,1\}//p'; exit 2 ;;
    *) break ;;
  esac
done
if [ $# -eq 0 ]; then
  set -- $(cd "$here" && ls *.c | sed 's/\.c$//')
fi

work=$(mktemp -d "${chroot_directory:-${TMPDIR:-/tmp}}/c-corpus.XXXXXX")
trap 'rm -rf "$work"' EXIT
inside=${work#"$chroot_directory"}
# A script rather than a function, so that bash can time it.
if [ -n "$chroot_directory" ]; then
  echo "exec chroot '$chroot_directory' sh -c 'cd \"\$1\" && shift && exec \"\$@\"' sh '$inside' \"\$@\"" > "$work/tool"
else
  echo "cd '$work' && exec \"\$@\"" > "$work/tool"
fi
tool="sh $work/tool"

# timed COMMAND...: runs it; with --times its CPU time goes to $work/time.
timed() {
  if [ -z "$times" ]; then "$@"; return; fi
  local TIMEFORMAT="%U %S"
  { time "$@" 2>&3; } 3>&2 2> "$work/time"
}

# run_native NAME OUTPUT ARGUMENTS...: sets status. The program sees the folder where it is, not where the options put it.
run_native() {
  local name=$1 output=$2 argv0=$1 variables=() folder
  shift 2
  folder=$(mktemp -d "$work/folder.XXXXXX")
  if [ -f "$here/$name.options" ]; then
    argv0=$(sed -n 's/^--argv0=//p' "$here/$name.options")
    mapfile -t variables < <(sed -n 's/^--env=//p' "$here/$name.options")
  fi
  status=0
  timed $tool env "--argv0=${argv0:-$name}" -i "${variables[@]}" "./$name.native" "${@/#\/data/${folder#"$chroot_directory"}}" \
    < "$stdin" > "$output" 2> "$work/stderr" || status=$?
}

# run_node NAME OUTPUT ARGUMENTS...: sets status.
run_node() {
  local name=$1 output=$2 options= folder
  shift 2
  if [ -f "$here/$name.options" ]; then options="$name.options"; fi
  folder=$(mktemp -d "$work/folder.XXXXXX")
  status=0
  timed $tool node --no-warnings run-node.mjs "$name.wasm" "$options" "${folder#"$chroot_directory"}" "$@" \
    < "$stdin" > "$output" 2> "$work/stderr" || status=$?
}

# both_agree NAME EXPECTED ARGUMENTS...
both_agree() {
  local name=$1 expected=$2 node_status
  shift 2
  case $name in
    confined) run_node "$name" "$expected" "$@" ;;
    clocks) run_native "$name" "$expected" "$@" ;;
    *)
      run_node "$name" "$work/node.out" "$@"
      node_status=$status
      node_time=$(awk '{ print $1 + $2 }' "$work/time" 2> /dev/null || true)
      cp "$work/stderr" "$work/node.stderr"
      run_native "$name" "$expected" "$@"
      [ "$status" = "$node_status" ]
      cmp "$expected" "$work/node.out"
      cmp "$work/stderr" "$work/node.stderr"
      ;;
  esac
}

cp "$here/run-node.mjs" "$here"/*.h "$work"
for program; do
  cp "$here/$program.c" "$work"
  if [ -f "$here/$program.options" ]; then cp "$here/$program.options" "$work"; fi
  extra=
  case $program in
    jumps) extra="$jumps_flags -mllvm -wasm-use-legacy-eh=false" ;;
    legacy-jumps) extra="$jumps_flags -mllvm -wasm-use-legacy-eh=true" ;;
    # matrix: gcc 16 makes vectors of its loops at -O2, and clang for WebAssembly only if it may.
    simd-* | matrix) extra=$simd_flags ;;
  esac
  $tool clang --target=wasm32-wasi $flags "$program.c" -o "$program.wasm" -Wl,--strip-debug $extra
  $tool clang $flags -static "$program.c" -o "$program.native" -lm
  cp "$work/$program.wasm" "$here"
  rm -f "$here/$program.status" "$here/$program.stderr"

  stdin=/dev/null
  if [ -f "$here/$program.stdin" ]; then stdin="$here/$program.stdin"; fi
  if [ -f "$here/$program.small" ]; then
    # The arguments are one line of plain words: splitting them is intended.
    both_agree "$program" "$here/$program.small.expected" $(cat "$here/$program.small")
  fi
  arguments=()
  if [ -f "$here/$program.arguments" ]; then mapfile -t arguments < "$here/$program.arguments"; fi
  node_time=
  both_agree "$program" "$here/$program.expected" "${arguments[@]}"
  if [ "$status" -ne 0 ]; then
    echo "$status" > "$here/$program.status"
    if [ -s "$work/stderr" ]; then cp "$work/stderr" "$here/$program.stderr"; fi
  fi
  if [ -n "$native_directory" ]; then cp "$work/$program.native" "$native_directory/$program"; fi
  printf '%s: %s bytes, exit status %s' "$program" "$(wc -c < "$here/$program.wasm")" "$status"
  if [ -n "$node_time" ]; then printf ', native %s s, node %s s' "$(awk '{ print $1 + $2 }' "$work/time")" "$node_time"; fi
  echo
done
