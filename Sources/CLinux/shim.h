// What Swift cannot call because C declares it with a variable number of arguments.
#include <sys/prctl.h>

/// Forbids core dumps of this process, and reading its memory to other processes of the same user.
/// Unlike RLIMIT_CORE it also stops dumps that the kernel pipes to a program.
static inline int keyturn_forbid_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
