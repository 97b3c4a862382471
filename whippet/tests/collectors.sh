# For scripts to source: the collectors, and what their names mean to the compiler.

all_collectors="semi pcc generational-pcc mmc parallel-mmc generational-mmc
  stack-conservative-mmc stack-conservative-generational-mmc
  heap-conservative-mmc heap-conservative-generational-mmc nursery-mmc parallel-nursery-mmc nogc"

# Sets stem (src/STEM.c, api/STEM-attrs.h) and defines.
configure() {  # configure COLLECTOR
  case $1 in
    *nursery-mmc) stem=nursery-mmc;;
    *mmc) stem=mmc;;
    *pcc) stem=pcc;;
    *) stem=$1;;
  esac
  case $1 in
    stack-conservative-*) defines=-DGC_CONSERVATIVE_ROOTS=1;;
    heap-conservative-*)
      defines="-DGC_CONSERVATIVE_ROOTS=1 -DGC_CONSERVATIVE_TRACE=1";;
    *) defines=-DGC_PRECISE_ROOTS=1;;
  esac
  case $1 in *parallel-*|*pcc) defines="$defines -DGC_PARALLEL=1 -pthread";; esac
  case $1 in *generational-*) defines="$defines -DGC_GENERATIONAL=1";; esac
}
