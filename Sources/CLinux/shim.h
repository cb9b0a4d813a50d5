// What Swift cannot call: functions that C declares with a variable number of arguments, or in headers that Swift's
// Glibc module leaves out.
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/xattr.h>
#include <unistd.h>

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

/// How many columns a terminal has; 0 where that is unknown.
static inline unsigned short keyturn_terminal_width(int terminal) {
    struct winsize size;
    return ioctl(terminal, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/// Lets the allocator keep what it has for the few moments that this process lives, instead of giving pages back to the
/// kernel and faulting them in again: a tenth of an empty plan over 30,000 identities. A thread's share of it grows by a
/// mebibyte at a time rather than by a system call for each few pages. What takes a mebibyte or more, such as the nodes
/// of a file's tree, goes back all the same: where it lay, small objects would not fill the space. There are no more
/// shares than threads that can run at once, and two for those that wait: what one thread freed would otherwise lie there
/// while the next one opens its own.
static inline void keyturn_keep_memory(void) {
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
    mallopt(M_TOP_PAD, 1 << 20);
    mallopt(M_ARENA_MAX, get_nprocs() + 2);
}

/// Gives back what was freed so far, for a command that keeps much of what it has read and goes on to make more of it.
static inline void keyturn_return_memory(void) { malloc_trim(0); }

// Declared where GNU's extensions are asked for alone.
extern int pthread_getattr_default_np(pthread_attr_t *attributes);
extern int pthread_setattr_default_np(const pthread_attr_t *attributes);

/// Gives threads that are started from now on so much of a stack, where the limit that the process was started under
/// (`ulimit -s`) would give them less.
static inline void keyturn_widen_stacks(size_t size) {
    pthread_attr_t attributes;
    size_t found = 0;
    if (pthread_getattr_default_np(&attributes) != 0) return;
    if (pthread_attr_getstacksize(&attributes, &found) == 0 && found < size &&
        pthread_attr_setstacksize(&attributes, size) == 0) {
        pthread_setattr_default_np(&attributes);
    }
    pthread_attr_destroy(&attributes);
}

/// What the kernel says of a name in a folder besides its status, links not followed; of the folder itself where the
/// name is empty. By number: the header that declares statx disagrees with Glibc's. Gives STATX_ATTR_… bits, and which of
/// them the file system knows.
static inline int keyturn_attributes(int folder, const char *name, uint64_t *attributes, uint64_t *known) {
    unsigned char answer[256] = {0};
    int flags = 0x100 | (name[0] != 0 ? 0 : 0x1000);
    if (syscall(SYS_statx, folder, name, flags, 0, answer) != 0) return -1;
    memcpy(attributes, answer + 8, sizeof *attributes);
    memcpy(known, answer + 56, sizeof *known);
    return 0;
}

/// The flags that chattr shows, and sets.
static inline int keyturn_get_flags(int file, uint32_t *flags) { return ioctl(file, 0x80086601UL, flags); }
static inline int keyturn_set_flags(int file, uint32_t flags) { return ioctl(file, 0x40086602UL, &flags); }

/// The project that a file's room is counted for.
static inline int keyturn_get_project(int file, uint32_t *project) {
    uint32_t attributes[7] = {0};
    int result = ioctl(file, 0x801c581fUL, attributes);
    *project = attributes[3];
    return result;
}
static inline int keyturn_set_project(int file, uint32_t project) {
    uint32_t attributes[7] = {0};
    if (ioctl(file, 0x801c581fUL, attributes) != 0) return -1;
    attributes[3] = project;
    return ioctl(file, 0x401c5820UL, attributes);
}
