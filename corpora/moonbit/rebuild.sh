#!/usr/bin/env bash
# Rebuilds every NAME.wasm and the expected outputs of this folder from NAME.mbt.
#
#   rebuild.sh [--tools DIR] [--node COMMAND] [--times] [NAME...]
#
#   --tools DIR     where the compiler is installed and the core library compiled, kept for the next time (default: a temporary folder)
#   --node COMMAND  node 22 or later, to run modules (default: node)
#   --times         also print the CPU time of each program under node, as WebAssembly and compiled to JavaScript
#   NAME...         only these programs (default: all)
#
# Tools: npm with node 20 or later to compile; the compiler and the core library come from npm packages.
# The expected output is what the program prints when compiled to JavaScript, with the library as it was compiled for that by its
# authors; the module must print the same.
#
# Files read:    NAME.mbt, NAME.small (one line: the size of the small program)
# Files written: NAME.wasm, NAME.expected; NAME.small.wasm and NAME.small.expected, for the same source with the line
#                const SIZE : Int = ... replaced
set -eu

here=$(cd "$(dirname "$0")" && pwd)
tools=
node=node
times=
while [ $# -gt 0 ]; do
  case $1 in
    --tools) tools=$2; shift 2 ;;
    --node) node=$2; shift 2 ;;
    --times) times=yes; shift ;;
    -*) sed -n '2,/^set -eu/p' "$0" | sed -n 's/^# \{0,1\}//p'; exit 2 ;;
    *) break ;;
  esac
done
if [ $# -eq 0 ]; then
  set -- $(cd "$here" && ls *.mbt | sed 's/\.mbt$//')
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/moonbit-corpus.XXXXXX")
trap 'rm -rf "$work"' EXIT
tools=${tools:-$work/tools}
mkdir -p "$tools"
cd "$tools"
if [ ! -d node_modules/@moonbit ]; then
  echo '{}' > package.json
  npm install --ignore-scripts --no-save --silent @moonbit/moonc-worker@0.1.202605123 @moonbit/moonpad-monaco@0.1.202602255
fi
npm_node=$(command -v node)
"$npm_node" "$here/build.mjs" core 2> /dev/null

timed() {
  local TIMEFORMAT="%U %S"
  { time "$@" 2>&3; } 3>&2 2> "$work/time"
}

no_grants='{"argv0": "program", "folders": [], "variables": []}'

# build NAME: from $work/NAME.mbt to NAME.wasm and NAME.expected.
build() {
  "$npm_node" "$here/build.mjs" program "$work/$1.mbt" "$here/$1.wasm" wasm-gc 2> /dev/null
  "$npm_node" "$here/build.mjs" program "$work/$1.mbt" "$work/$1.cjs" js 2> /dev/null
  timed $node "$work/$1.cjs" > "$here/$1.expected"
  js_time=$(awk 'NF == 2 { print $1 + $2 }' "$work/time")
  timed $node --no-warnings "$here/../../src/bench/engines/run-node.mjs" "$here/$1.wasm" "$no_grants" > "$work/wasm.out"
  cmp "$here/$1.expected" "$work/wasm.out"
}

for name; do
  sed "s/^const SIZE : Int = .*/const SIZE : Int = $(cat "$here/$name.small")/" "$here/$name.mbt" > "$work/$name.small.mbt"
  build "$name.small"
  cp "$here/$name.mbt" "$work"
  build "$name"
  printf '%s: %s bytes' "$name" "$(wc -c < "$here/$name.wasm")"
  if [ -n "$times" ]; then printf ', node %s s, as JavaScript %s s' "$(awk 'NF == 2 { print $1 + $2 }' "$work/time")" "$js_time"; fi
  echo
done
