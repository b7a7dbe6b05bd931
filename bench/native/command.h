// Commands, one a line on standard input.
#pragma once

#include <stdbool.h>

typedef struct {
    const char* name;
    /// What follows the name and a space; empty if nothing does.
    const char* argument;
} Command;

/// Waits for the next command, which is good until the one after it. At the end of the input: false.
bool command_read(Command* command);

/// Whether a command, or the end of the input, comes within some milliseconds.
bool command_comes(int milliseconds);
