#!/bin/sh
# Rebuilds every NAME.wasm and the expected outputs of this folder from NAME.ml.
#
#   rebuild.sh [--chroot DIR] [--native DIR] [NAME...]
#
#   --chroot DIR   run the tools inside DIR with chroot (needs root); without it the tools on PATH are used
#   --native DIR   also keep the programs compiled by ocamlopt, statically linked, as DIR/NAME.opt
#   NAME...        only these programs (default: all)
#
# Tools: ocamlfind, ocamlc, ocamlopt (OCaml 5.x), wasm_of_ocaml 6.x with binaryen, a C compiler for ocamlopt.
# The expected output is what ocamlopt's native program prints, not what any Wasm engine prints:
# ocamlopt is the oracle, and the .wasm files must agree with it.
#
# Files read:    NAME.ml, NAME.small (one line: the arguments of the small run), NAME.stdin (optional)
# Files written: NAME.wasm, NAME.expected, NAME.small.expected, and if the exit code is not 0 also
#                NAME.status (the exit code) and NAME.stderr
set -eu

# Programs that perform effects need the continuation-passing translation.
needs_cps="effects"

here=$(cd "$(dirname "$0")" && pwd)
chroot_directory=
native_directory=
while [ $# -gt 0 ]; do
  case $1 in
    --chroot) chroot_directory=$2; shift 2 ;;
    --native) native_directory=$2; shift 2 ;;
    -*) sed -n '2,/^set -eu/p' "$0" | sed -n 's/^# \{0,1\}//p'; exit 2 ;;
    *) break ;;
  esac
done
if [ $# -eq 0 ]; then
  set -- $(cd "$here" && ls *.ml | sed 's/\.ml$//')
fi

work=$(mktemp -d "${chroot_directory:-${TMPDIR:-/tmp}}/ocaml-corpus.XXXXXX")
trap 'rm -rf "$work"' EXIT
inside=${work#"$chroot_directory"}
tool() {
  if [ -n "$chroot_directory" ]; then
    chroot "$chroot_directory" sh -c 'cd "$1" && shift && exec "$@"' sh "$inside" "$@"
  else
    (cd "$work" && "$@")
  fi
}

# run_native NAME ARGUMENTS OUTPUT: sets status.
run_native() {
  stdin=/dev/null
  if [ -f "$here/$1.stdin" ]; then stdin="$here/$1.stdin"; fi
  status=0
  # The arguments are one line of plain words: splitting them is intended.
  "$work/$1.opt" $2 < "$stdin" > "$3" 2> "$work/stderr" || status=$?
}

for name; do
  effects=disabled
  for other in $needs_cps; do
    if [ "$other" = "$name" ]; then effects=cps; fi
  done
  cp "$here/$name.ml" "$work"
  # The linker warns about dlopen in a static program; none of these programs loads code.
  tool ocamlfind ocamlopt -package str -linkpkg -ccopt -static "$name.ml" -o "$name.opt"
  tool ocamlfind ocamlc -package str -linkpkg "$name.ml" -o "$name.byte"
  tool wasm_of_ocaml compile --enable=wasi --effects=$effects "$name.byte" -o "$name.js"
  cp "$work/$name.assets/code.wasm" "$here/$name.wasm"

  run_native "$name" "" "$here/$name.expected"
  rm -f "$here/$name.status" "$here/$name.stderr"
  if [ "$status" -ne 0 ]; then
    echo "$status" > "$here/$name.status"
    cp "$work/stderr" "$here/$name.stderr"
  fi
  if [ -f "$here/$name.small" ]; then
    run_native "$name" "$(cat "$here/$name.small")" "$here/$name.small.expected"
  fi
  if [ -n "$native_directory" ]; then cp "$work/$name.opt" "$native_directory/$name.opt"; fi
  echo "$name: effects=$effects, $(wc -c < "$here/$name.wasm") bytes, exit status $status"
done
