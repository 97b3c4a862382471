// What `--gc` calls the kinds of mmc.
#ifndef MMC_NAME_H
#define MMC_NAME_H

#include "gc-config.h"

#if GC_CONSERVATIVE_TRACE
#define MMC_NAME_OF_ROOTS "heap-conservative-"
#elif GC_CONSERVATIVE_ROOTS
#define MMC_NAME_OF_ROOTS "stack-conservative-"
#else
#define MMC_NAME_OF_ROOTS ""
#endif

#if GC_PARALLEL
#define MMC_NAME_OF_THREADS "parallel-"
#else
#define MMC_NAME_OF_THREADS ""
#endif

#if GC_GENERATIONAL
#define MMC_NAME_OF_GENERATIONS "generational-"
#else
#define MMC_NAME_OF_GENERATIONS ""
#endif

#define MMC_NAME \
  MMC_NAME_OF_ROOTS MMC_NAME_OF_THREADS MMC_NAME_OF_GENERATIONS "mmc"

#endif // MMC_NAME_H
