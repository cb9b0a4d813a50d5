// What Swift cannot call: functions that C declares with a variable number of arguments, or in headers that Swift's
// Glibc module leaves out.
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/random.h>

/// Forbids core dumps of this process, and reading its memory to other processes of the same user.
/// Unlike RLIMIT_CORE it also stops dumps that the kernel pipes to a program.
static inline int keyturn_forbid_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/// Fills memory from the kernel's random generator. It fails for nothing but a signal; if it ever does, the process
/// ends: no key at all is better than one that can be guessed.
static inline void keyturn_fill_random(void *buffer, size_t size) {
    unsigned char *next = buffer;
    while (size > 0) {
        ssize_t count = getrandom(next, size, 0);
        if (count < 0) {
            if (errno != EINTR) abort();
            continue;
        }
        next += count;
        size -= (size_t)count;
    }
}

/// Lets the allocator keep what it has for the few moments that this process lives, instead of giving pages back to the
/// kernel and faulting them in again: a tenth of an empty plan over 30,000 identities.
static inline void keyturn_keep_memory(void) {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
    mallopt(M_TOP_PAD, 8 << 20);
}
