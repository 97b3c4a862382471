// Writing to standard output and error.
#ifndef HOOT_CONSOLE_H
#define HOOT_CONSOLE_H

#include "strings.h"

// Ends the program if it cannot. Surrogates, which WTF-8 has and UTF-8 has not, are written as U+FFFD.
void hoot_write(int fd, struct hoot_string string);

#endif
