#include "specification.h"

#include <string.h>

#include "answer.h"
#include "number.h"

enum { LARGEST = 1 << 30 };

static size_t number(const char* name, const char* text, size_t least) {
    uint64_t value = 0;
    if (!parse_number(text, &value) || value < least || value > LARGEST) {
        fail("%s must be an integer from %zu to %d, not \"%s\"", name, least, LARGEST, text);
    }
    return (size_t)value;
}

// `sync` and `each` are one: libzmq's calls block.
static bool transfers(const char* style) {
    if (strcmp(style, "transfer") == 0) return true;
    if (strcmp(style, "each") == 0 || strcmp(style, "sync") == 0) return false;
    fail("style must be each, sync or transfer here, not \"%s\"", style);
}

static bool encrypts(const char* security) {
    if (strcmp(security, "curve") == 0) return true;
    if (strcmp(security, "none") == 0) return false;
    fail("security must be none or curve, not \"%s\"", security);
}

static void set(Specification* specification, const char* name, const char* value) {
    if (strcmp(name, "role") == 0) {
        specification->role = value;
    } else if (strcmp(name, "style") == 0) {
        specification->transfer = transfers(value);
    } else if (strcmp(name, "bind") == 0) {
        specification->bind = value;
    } else if (strcmp(name, "size") == 0) {
        specification->size = number(name, value, 0);
    } else if (strcmp(name, "parts") == 0) {
        specification->parts = number(name, value, 1);
    } else if (strcmp(name, "sockets") == 0) {
        specification->sockets = number(name, value, 1);
    } else if (strcmp(name, "window") == 0) {
        specification->window = number(name, value, 1);
    } else if (strcmp(name, "security") == 0) {
        specification->curve = encrypts(value);
    } else if (strcmp(name, "serverPublicKey") == 0) {
        specification->server_public_key = value;
    } else if (strcmp(name, "serverSecretKey") == 0) {
        specification->server_secret_key = value;
    } else if (strcmp(name, "clientPublicKey") == 0) {
        specification->client_public_key = value;
    } else if (strcmp(name, "clientSecretKey") == 0) {
        specification->client_secret_key = value;
    } else {
        fail("There is no argument \"%s\"", name);
    }
}

Specification specification_parse(int count, char** arguments) {
    Specification specification = {.parts = 1, .sockets = 1, .window = 1000};
    bool styled = false;
    bool sized = false;
    for (int index = 1; index < count; index++) {
        char* name = arguments[index];
        char* value = strchr(name, '=');
        if (value == NULL) fail("An argument is name=value, not \"%s\"", name);
        *value++ = '\0';
        set(&specification, name, value);
        styled = styled || strcmp(name, "style") == 0;
        sized = sized || strcmp(name, "size") == 0;
    }
    if (specification.role == NULL || !styled || !sized) fail("role, style and size must be given");
    return specification;
}
