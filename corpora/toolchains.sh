#!/usr/bin/env bash
# Makes the toolchains that the corpora are built with and measured against, in a folder of their own: Debian sid, by
# debootstrap. Two minutes and 4 GB; needs root and Debian or Ubuntu (apt).
#
#   toolchains.sh DIR [--settings FILE] [--mirror URL]
#
#   DIR              the folder, /srv/sid say; one that is already there is completed
#   --settings FILE  write what `wastrel bench` has to know of it (default: wastrel.toml beside the checkout's README.md)
#   --mirror URL     where the packages come from (default: http://deb.debian.org/debian)
#
# Afterwards:
#   corpora/ocaml/rebuild.sh --chroot DIR            modules and expected outputs anew; so for scheme and c
#   wastrel bench corpora/ocaml --vs ocamlopt,node   measures, from the checkout's top folder
#
# In it: OCaml with wasm_of_ocaml, Guile with Hoot, clang with wasi-libc, gcc, node 24, wabt (wasm2c; SIMDe is for its
# vectors), binaryen. MoonBit's compiler comes from npm (moonbit/rebuild.sh fetches it), Rust's from rustup (target add
# wasm32-wasip1).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
directory= settings=$here/../wastrel.toml mirror=http://deb.debian.org/debian
while [ $# -gt 0 ]; do
  case $1 in
    --settings) settings=$2; shift 2 ;;
    --mirror) mirror=$2; shift 2 ;;
    -*) break ;;
    *) [ -z "$directory" ] || break; directory=$1; shift ;;
  esac
done
if [ $# -gt 0 ] || [ -z "$directory" ]; then
  sed -n '2,/^set -eu/p' "$0" | sed -n 's/^# \{0,1\}//p' >&2
  exit 2
fi

command -v debootstrap >/dev/null ||
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap; }
if [ ! -e "$directory/etc/debian_version" ]; then
  debootstrap --variant=minbase --no-check-gpg sid "$directory" "$mirror"
fi
directory=$(cd "$directory" && pwd)

# An archive that is a snapshot has passed its date; packages are still checked against its signature.
echo 'Acquire::Check-Valid-Until "false";' > "$directory/etc/apt/apt.conf.d/99valid"
for mounted in proc dev; do
  mountpoint -q "$directory/$mounted" || mount --bind "/$mounted" "$directory/$mounted"
done
chroot "$directory" sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"' sh \
  ca-certificates js-of-ocaml ocaml ocaml-findlib libzarith-ocaml-dev guile-hoot guile-3.0-dev nodejs \
  gcc libc6-dev clang lld wasi-libc libclang-rt-dev-wasm32 binaryen wabt libsimde-dev make

{
  echo "# Engines for \`wastrel bench\`, made by corpora/toolchains.sh."
  for engine in ocamlopt ocamlopt-unsafe ocamlrun guile node native-c wasm2c; do
    printf '\n[engine.%s]\nchroot = "%s"\n' "$engine" "$directory"
  done
} > "$settings"

chroot "$directory" sh -c 'ocamlopt -version; wasm_of_ocaml --version; guile -c "(display (version)) (newline)"; node --version;
  clang -dumpversion; gcc -dumpfullversion' |
  paste -d ' ' <(printf '%s\n' OCaml wasm_of_ocaml Guile node clang gcc) -
echo "$settings names these engines"
