#pragma once

#include <stdbool.h>
#include <stdint.h>

/// Whether the text is a decimal integer and nothing else.
bool parse_number(const char* text, uint64_t* number);
