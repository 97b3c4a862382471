#!/bin/sh
# Rebuilds every NAME.wasm and the expected outputs of this folder from NAME.scm.
#
#   rebuild.sh [--chroot DIR] [--times] [NAME...]
#   rebuild.sh [--chroot DIR] --repl FOLDER
#
#   --chroot DIR   run the tools inside DIR with chroot (needs root); without it the tools on PATH are used
#   --times        also print the CPU time of each program under guile and node
#   --repl FOLDER  only compile repl.scm and eval.scm, to FOLDER/repl.wasm and FOLDER/eval.wasm (6 MB and a minute each), and
#                  compare what they print under node with repl.expected and eval.expected
#   NAME...        only these programs (default: all but repl and eval)
#
# Tools: hoot 0.9.0, guile 3.0, node 22 or later.
# The expected output is what guile prints; node, with Hoot's own runner, must print the same. The programs in
# differs_from_guile below are the exception: there the expected output is node's, and the README says why.
#
# Files read:    NAME.scm, NAME.stdin (standard input, default none), NAME.small.stdin (standard input of the small run)
# Files written: NAME.wasm, NAME.expected, NAME.small.expected, and if the exit code is not 0 also NAME.status (the exit
#                code) and, if something was written to it, NAME.stderr; both as of node
set -eu

# winds: thunks of dynamic-wind run once more in Hoot. Of the others Guile has not these libraries.
differs_from_guile="winds fibers host regexps standard-streams"
# Whose result is a procedure.
asynchronous="fibers standard-streams"

here=$(cd "$(dirname "$0")" && pwd)
chroot_directory=
times=
repl=
while [ $# -gt 0 ]; do
  case $1 in
    --chroot) chroot_directory=$2; shift 2 ;;
    --times) times=yes; shift ;;
    --repl) repl=$2; shift 2 ;;
    -*) sed -n '2,/^set -eu/p' "$0" | sed -n 's/^# \{0,1\}//p'; exit 2 ;;
    *) break ;;
  esac
done
if [ $# -eq 0 ]; then
  set -- $(cd "$here" && ls *.scm | sed 's/\.scm$//' | grep -vx -e repl -e eval)
fi

work=$(mktemp -d "${chroot_directory:-${TMPDIR:-/tmp}}/scheme-corpus.XXXXXX")
trap 'rm -rf "$work"' EXIT
inside=${work#"$chroot_directory"}
tool() {
  if [ -n "$chroot_directory" ]; then
    chroot "$chroot_directory" sh -c 'cd "$1" && shift && exec "$@"' sh "$inside" "$@"
  else
    (cd "$work" && "$@")
  fi
}

# Guile compiles to its cache the first time it runs a program; the cache is a part of the work folder.
export GUILE_AUTO_COMPILE=1 XDG_CACHE_HOME="$inside/cache" LC_ALL=C.UTF-8
hoot_data=$(tool guile -c '(display (@@ (hoot config) %datadir))' 2> "$work/stderr")
under_guile() { tool guile "$1.scm"; }
under_node() {
  runner=load
  case " $asynchronous " in *" $1 "*) runner=load-async ;; esac
  TZ=UTC tool node "$hoot_data/js-runner/$runner.js" -- "$hoot_data/reflect-js" "$hoot_data/reflect-wasm" "$1.wasm"
}

# run ENGINE NAME STDIN OUTPUT: sets status.
run() {
  status=0
  "$1" "$2" < "$3" > "$4" 2> "$work/stderr" || status=$?
}
cpu_time() {
  bash -c 'TIMEFORMAT="%U %S"; time "$@" > "$0.stdout" 2> "$0.stderr"' "$work/timed" "$@" 2>&1 | awk '{ print $1 + $2 }'
}

# both_agree NAME STDIN EXPECTED
both_agree() {
  run under_node "$1" "$2" "$3"
  node_status=$status
  case " $differs_from_guile " in *" $1 "*) return ;; esac
  run under_guile "$1" "$2" "$work/guile.out"
  [ "$status" = "$node_status" ] && cmp "$work/guile.out" "$3"
}

if [ -n "$repl" ]; then
  mkdir -p "$repl"
  for name in repl eval; do
    cp "$here/$name.scm" "$work"
    tool hoot compile -fruntime-modules -o "$name.wasm" "$name.scm"
    run under_node "$name" "$here/$name.stdin" "$work/$name.out"
    [ "$status" -eq 0 ]
    cmp "$work/$name.out" "$here/$name.expected"
    cp "$work/$name.wasm" "$repl"
  done
  exit
fi

for name; do
  cp "$here/$name.scm" "$work"
  tool hoot compile -o "$name.wasm" "$name.scm" > "$work/hoot.out"
  cp "$work/$name.wasm" "$here"
  rm -f "$here/$name.status" "$here/$name.stderr"

  if [ -f "$here/$name.small.stdin" ]; then
    both_agree "$name" "$here/$name.small.stdin" "$here/$name.small.expected"
  fi
  stdin=/dev/null
  if [ -f "$here/$name.stdin" ]; then stdin="$here/$name.stdin"; fi
  both_agree "$name" "$stdin" "$here/$name.expected"
  if [ "$status" -ne 0 ]; then
    echo "$status" > "$here/$name.status"
    if [ -s "$work/stderr" ]; then cp "$work/stderr" "$here/$name.stderr"; fi
  fi
  printf '%s: %s bytes, exit status %s' "$name" "$(wc -c < "$here/$name.wasm")" "$status"
  if [ -n "$times" ]; then
    # bash's time sees the children of a function, but exported functions are not for sh: spell the commands out.
    prefix=
    if [ -n "$chroot_directory" ]; then prefix="chroot $chroot_directory"; fi
    printf ', guile %s s, node %s s' \
      "$(cpu_time $prefix guile "$inside/$name.scm" < "$stdin")" \
      "$(cpu_time $prefix node "$hoot_data/js-runner/load.js" -- "$hoot_data/reflect-js" "$hoot_data/reflect-wasm" "$inside/$name.wasm" < "$stdin")"
  fi
  echo
done
