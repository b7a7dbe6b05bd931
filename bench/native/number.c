#include "number.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

bool parse_number(const char* text, uint64_t* number) {
    if (!isdigit((unsigned char)*text)) return false;
    char* end = NULL;
    errno = 0;
    *number = strtoull(text, &end, 10);
    return errno == 0 && *end == '\0';
}
