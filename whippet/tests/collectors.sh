# For scripts to source: the collectors, and what their names mean to the compiler.

all_collectors="semi pcc generational-pcc mmc parallel-mmc generational-mmc
  parallel-generational-mmc
  stack-conservative-mmc stack-conservative-parallel-mmc
  stack-conservative-generational-mmc stack-conservative-parallel-generational-mmc
  heap-conservative-mmc heap-conservative-parallel-mmc
  heap-conservative-generational-mmc heap-conservative-parallel-generational-mmc
  nursery-mmc parallel-nursery-mmc bdw nogc"

# bdw is libgc, which may not be there.  WASTREL_REQUIRE, a list, makes that an error.
has_libgc() {
  echo '#include <gc/gc_mark.h>' | ${CC:-cc} -E - >/dev/null 2>&1
}
is_required() {  # is_required NAME
  case ,${WASTREL_REQUIRE:-}, in *,$1,*) return 0;; *) return 1;; esac
}
# Of those in the list, the ones that can be built here.  Says what is left out, and
# fails if that is required.
available() {  # available COLLECTORS...
  for c; do
    if [ $c != bdw ] || has_libgc; then echo $c
    elif is_required libgc; then echo "$0: libgc is required" >&2; return 1
    else echo "SKIPPED bdw: no libgc here (Debian: libgc-dev)" >&2; fi
  done
}

# Sets stem (src/STEM.c, api/STEM-attrs.h), defines and libraries.
configure() {  # configure COLLECTOR
  libraries=
  case $1 in
    *nursery-mmc) stem=nursery-mmc;;
    *mmc) stem=mmc;;
    *pcc) stem=pcc;;
    *) stem=$1;;
  esac
  case $1 in
    stack-conservative-*) defines=-DGC_CONSERVATIVE_ROOTS=1;;
    heap-conservative-* | bdw)
      defines="-DGC_CONSERVATIVE_ROOTS=1 -DGC_CONSERVATIVE_TRACE=1";;
    *) defines=-DGC_PRECISE_ROOTS=1;;
  esac
  case $1 in *parallel-*|*pcc) defines="$defines -DGC_PARALLEL=1 -pthread";; esac
  case $1 in *generational-*) defines="$defines -DGC_GENERATIONAL=1";; esac
  case $1 in bdw) libraries=-lgc;; esac
}
