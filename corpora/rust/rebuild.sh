#!/usr/bin/env bash
# Rebuilds every NAME.wasm and the expected outputs of this folder from NAME.rs.
#
#   rebuild.sh [--native DIR] [--times] [--node COMMAND] [NAME...]
#
#   --native DIR   also keep the programs compiled for this machine as DIR/NAME
#   --times        also print the CPU time of each program, native and under node
#   --node COMMAND node 22 or later (default: node)
#   NAME...        only these programs (default: all)
#
# Tools: rustc 1.95 with the target wasm32-wasip1 (rustup target add wasm32-wasip1), node.
# The expected output is what the program compiled for this machine prints; node must print the same and end with the same status
# (aborts excepted: a trap's status is the host's).
#
# Files read:    NAME.rs, and if they exist NAME.arguments (the arguments of the default run, one a line), NAME.small (one line:
#                the arguments of the small run), NAME.options (the grants, one option a line), NAME.stdin (standard input)
# Files written: NAME.wasm, NAME.expected, NAME.small.expected, and if the exit code is not 0 also NAME.status (the exit
#                code) and, if it is the same everywhere, NAME.stderr
set -eu

flags="--edition 2021 -C opt-level=2 -C panic=abort -C strip=symbols -C lto=fat -C codegen-units=1"

here=$(cd "$(dirname "$0")" && pwd)
native_directory=
times=
node=node
while [ $# -gt 0 ]; do
  case $1 in
    --native) native_directory=$2; shift 2 ;;
    --times) times=yes; shift ;;
    --node) node=$2; shift 2 ;;
    -*) sed -n '2,/^set -eu/p' "$0" | sed -n 's/^# \{0,1\}//p'; exit 2 ;;
    *) break ;;
  esac
done
if [ $# -eq 0 ]; then
  set -- $(cd "$here" && ls *.rs | sed 's/\.rs$//')
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/rust-corpus.XXXXXX")
trap 'rm -rf "$work"' EXIT

# timed COMMAND...: runs it; with --times its CPU time goes to $work/time.
timed() {
  if [ -z "$times" ]; then "$@"; return; fi
  local TIMEFORMAT="%U %S"
  { time "$@" 2>&3; } 3>&2 2> "$work/time"
}

# run_native NAME OUTPUT ARGUMENTS...: sets status. The program sees the folder where it is, not where the options put it.
run_native() {
  local name=$1 output=$2 variables=() folder
  shift 2
  folder=$(mktemp -d "$work/folder.XXXXXX")
  if [ -f "$here/$name.options" ]; then
    mapfile -t variables < <(sed -n 's/^--env=//p' "$here/$name.options")
  fi
  status=0
  timed env -i "${variables[@]}" "$work/$name.native" "${@/#\/data/$folder}" < "$stdin" > "$output" 2> "$work/stderr" || status=$?
}

# run_node NAME OUTPUT ARGUMENTS...: sets status.
run_node() {
  local name=$1 output=$2 options= folder
  shift 2
  if [ -f "$here/$name.options" ]; then options="$here/$name.options"; fi
  folder=$(mktemp -d "$work/folder.XXXXXX")
  status=0
  timed $node --no-warnings "$here/../c/run-node.mjs" "$work/$name.wasm" "$options" "$folder" "$@" \
    < "$stdin" > "$output" 2> "$work/node.stderr" || status=$?
}

# both_agree NAME EXPECTED ARGUMENTS...
both_agree() {
  local name=$1 expected=$2 node_status
  shift 2
  run_node "$name" "$work/node.out" "$@"
  node_status=$status
  node_time=$(awk "NF == 2 { print \$1 + \$2 }" "$work/time" 2> /dev/null || true)
  run_native "$name" "$expected" "$@"
  cmp "$expected" "$work/node.out"
  if [ "$name" != aborts ]; then
    [ "$status" = "$node_status" ]
    cmp "$work/stderr" "$work/node.stderr"
  fi
}

for program; do
  (cd "$here" && rustc $flags --target wasm32-wasip1 "$program.rs" -o "$work/$program.wasm" && rustc $flags "$program.rs" -o "$work/$program.native")
  cp "$work/$program.wasm" "$here"
  chmod 644 "$here/$program.wasm"
  rm -f "$here/$program.status" "$here/$program.stderr"

  stdin=/dev/null
  if [ -f "$here/$program.stdin" ]; then stdin="$here/$program.stdin"; fi
  if [ -f "$here/$program.small" ]; then
    # The arguments are one line of plain words: splitting them is intended.
    both_agree "$program" "$here/$program.small.expected" $(cat "$here/$program.small")
  fi
  arguments=()
  if [ -f "$here/$program.arguments" ]; then mapfile -t arguments < "$here/$program.arguments"; fi
  both_agree "$program" "$here/$program.expected" "${arguments[@]}"
  if [ "$status" -ne 0 ]; then
    echo "$status" > "$here/$program.status"
    if [ "$program" != aborts ] && [ -s "$work/stderr" ]; then cp "$work/stderr" "$here/$program.stderr"; fi
  fi
  if [ -n "$native_directory" ]; then cp "$work/$program.native" "$native_directory/$program"; fi
  printf '%s: %s bytes, exit status %s' "$program" "$(wc -c < "$here/$program.wasm")" "$status"
  if [ -n "$times" ]; then printf ', native %s s, node %s s' "$(awk "NF == 2 { print \$1 + \$2 }" "$work/time")" "$node_time"; fi
  echo
done
