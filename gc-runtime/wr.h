// The runtime as emitted C sees it. Compile with -DGC_ATTRS='"semi-attrs.h"' and the collector's defines.
#ifndef WR_H
#define WR_H

#include "alloc.h"
#include "call.h"
#include "cast.h"
#include "exception.h"
#include "memory.h"
#include "numeric.h"
#include "program.h"
#include "table.h"

#endif
