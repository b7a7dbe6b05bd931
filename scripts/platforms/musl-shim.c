// What Debian's C++ library for glibc takes from glibc and its loader, and musl has not: see musl.mjs.
#define _GNU_SOURCE
#include <locale.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <time.h>

char __libc_single_threaded = 0;

struct destructor {
    void (*function)(void*);
    void* object;
    struct destructor* next;
};

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void run_destructors(void* first) {
    struct destructor* current = first;
    while (current) {
        struct destructor* next = current->next;
        current->function(current->object);
        free(current);
        current = next;
    }
}

static void make_key(void) { pthread_key_create(&key, run_destructors); }

int __cxa_thread_atexit_impl(void (*function)(void*), void* object, void* library) {
    (void)library;
    pthread_once(&once, make_key);
    struct destructor* added = malloc(sizeof *added);
    if (!added) return -1;
    added->function = function;
    added->object = object;
    added->next = pthread_getspecific(key);
    return pthread_setspecific(key, added);
}

size_t __strftime_l(char* text, size_t size, const char* format, const struct tm* time, locale_t locale) {
    return strftime_l(text, size, format, time, locale);
}

uint32_t arc4random(void) {
    uint32_t value = 0;
    if (getrandom(&value, sizeof value, 0) != sizeof value) abort();
    return value;
}

// libgcc's own question about the processor, which nothing asks here.
int __cpu_indicator_init(void) { return 0; }
struct {
    unsigned vendor, type, subtype, features[1];
} __cpu_model;

unsigned long __getauxval(unsigned long type) { return getauxval(type); }
