#!/bin/sh
# Builds the WASI calls and their tests with each compiler, plain and sanitized, and runs them.
#   run.sh [FLAG...]   FLAGs go to the compiler, such as another -I
# CC_LIST names the compilers; default: gcc and clang-19, where installed.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
for cc in ${CC_LIST:-gcc clang-19}; do
  command -v "$cc" >/dev/null || { echo "$cc: not installed, skipped"; continue; }
  for flags in "-O0" "-O2" "-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all"; do
    echo "$cc $flags"
    # shellcheck disable=SC2086
    "$cc" -std=gnu17 -Wall -Wextra -Wshadow -Werror $flags -I ../../gc-runtime "$@" \
      ../*.c ./*.c -o "$work/wasi-test"
    TMPDIR=$work timeout 300 "$work/wasi-test"
  done
done
