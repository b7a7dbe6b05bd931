#include "command.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool command_read(Command* command) {
    static char* line = NULL;
    static size_t room = 0;
    // Else lines could wait in a buffer, where poll() does not see them.
    setvbuf(stdin, NULL, _IONBF, 0);
    if (getline(&line, &room, stdin) < 0) return false;
    line[strcspn(line, "\r\n")] = '\0';
    char* space = strchr(line, ' ');
    command->argument = space == NULL ? "" : space + 1;
    if (space != NULL) *space = '\0';
    command->name = line;
    return true;
}

bool command_comes(int milliseconds) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, milliseconds) > 0;
}
