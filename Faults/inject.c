/* Preloaded into the binary under test: does one thing to the n-th of a call that writes to a file or a socket.
 *
 * KEYTURN_INJECT=CALL:N:short passes one byte on, as the kernel may; …:kill ends the process before the call; …:cut
 * breaks the connection, as strace cannot: where it makes one send fail the socket lives on, and libpq waits for it. The
 * count is the whole process's. What was injected is said by creating the file that KEYTURN_INJECTED names.
 *
 * KEYTURN_DISK=BYTES is a disk with room for so many more: what goes beyond it is not taken, and no file is made then. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long calls;

/* Does what is asked for at a call by this name; says how many bytes to pass on. */
static size_t allowed(const char *name, int descriptor, size_t count) {
    const char *wanted = getenv("KEYTURN_INJECT");
    size_t length = strlen(name);
    if (!wanted || strncmp(wanted, name, length) || wanted[length] != ':') return count;
    struct stat status;
    if (fstat(descriptor, &status) || !(S_ISREG(status.st_mode) || S_ISSOCK(status.st_mode))) return count;
    char *what;
    long number = strtol(wanted + length + 1, &what, 10);
    if (atomic_fetch_add(&calls, 1) + 1 != number) return count;
    close(open(getenv("KEYTURN_INJECTED"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    if (!strcmp(what, ":kill")) kill(getpid(), SIGKILL);
    if (!strcmp(what, ":cut")) {
        shutdown(descriptor, SHUT_RDWR);
        return count;
    }
    return count ? 1 : 0;
}

/* What is left on the disk that KEYTURN_DISK describes. */
static atomic_long taken;

static long room(void) {
    const char *size = getenv("KEYTURN_DISK");
    return size ? atol(size) - atomic_load(&taken) : 1L << 40;
}

/* How many bytes of a write to a file fit; -1 where none does. Overwriting takes room too, as in a journalled file. */
static ssize_t fitting(int descriptor, size_t count) {
    struct stat status;
    if (!getenv("KEYTURN_DISK") || fstat(descriptor, &status) || !S_ISREG(status.st_mode)) return count;
    long left = room();
    if (left <= 0 && count > 0) {
        close(open(getenv("KEYTURN_INJECTED"), O_RDONLY | O_CREAT | O_CLOEXEC, 0600));
        errno = ENOSPC;
        return -1;
    }
    size_t fits = count < (size_t)left ? count : (size_t)left;
    atomic_fetch_add(&taken, fits);
    return fits;
}

#define NEXT(function) __typeof__(&function) next = (__typeof__(&function))dlsym(RTLD_NEXT, #function)

ssize_t write(int descriptor, const void *bytes, size_t count) {
    NEXT(write);
    ssize_t fits = fitting(descriptor, count);
    return fits < 0 ? fits : next(descriptor, bytes, allowed("write", descriptor, fits));
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    NEXT(pwrite64);
    ssize_t fits = fitting(descriptor, count);
    return fits < 0 ? fits : next(descriptor, bytes, allowed("pwrite64", descriptor, fits), offset);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return pwrite64(descriptor, bytes, count, offset);
}

ssize_t send(int descriptor, const void *bytes, size_t count, int flags) {
    NEXT(send);
    return next(descriptor, bytes, allowed("sendto", descriptor, count), flags);
}

ssize_t recv(int descriptor, void *bytes, size_t count, int flags) {
    NEXT(recv);
    return next(descriptor, bytes, allowed("recvfrom", descriptor, count), flags);
}

/* Making a file takes room; opening one that is there does not. */
static int may_open(int folder, const char *path, int flags) {
    struct stat status;
    if (!(flags & O_CREAT) || !getenv("KEYTURN_DISK") || room() > 0 || !fstatat(folder, path, &status, 0)) return 1;
    if (path == getenv("KEYTURN_INJECTED")) return 1;
    errno = ENOSPC;
    return 0;
}

static mode_t mode_of(int flags, va_list rest) { return flags & O_CREAT ? va_arg(rest, mode_t) : 0; }

#define OPEN(function, folder, parameters, arguments)                                                                  \
    int function parameters {                                                                                          \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode_t mode = mode_of(flags, rest);                                                                            \
        va_end(rest);                                                                                                  \
        NEXT(function);                                                                                                \
        return may_open(folder, path, flags) ? next arguments : -1;                                                    \
    }

OPEN(open, AT_FDCWD, (const char *path, int flags, ...), (path, flags, mode))
OPEN(open64, AT_FDCWD, (const char *path, int flags, ...), (path, flags, mode))
OPEN(openat, at, (int at, const char *path, int flags, ...), (at, path, flags, mode))
OPEN(openat64, at, (int at, const char *path, int flags, ...), (at, path, flags, mode))
