/* Preloaded into the binary under test: does one thing to the n-th of a call that writes to a file or a socket.
 *
 * KEYTURN_INJECT=CALL:N:short passes one byte on, as the kernel may; …:kill ends the process before the call; …:cut
 * breaks the connection, as strace cannot: where it makes one send fail the socket lives on, and libpq waits for it. The
 * count is the whole process's. What was injected is said by creating the file that KEYTURN_INJECTED names. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
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

#define NEXT(function) __typeof__(&function) next = (__typeof__(&function))dlsym(RTLD_NEXT, #function)

ssize_t write(int descriptor, const void *bytes, size_t count) {
    NEXT(write);
    return next(descriptor, bytes, allowed("write", descriptor, count));
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    NEXT(pwrite64);
    return next(descriptor, bytes, allowed("pwrite64", descriptor, count), offset);
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
