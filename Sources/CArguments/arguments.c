#include "CArguments.h"

// Swift's library looks for them behind the environment, whose place changes where something that is preloaded sets a
// variable before main, or in /proc, which may not be there. glibc hands main's own arguments to every constructor.
static int count = -1;
static char **words;

#ifdef __linux__
#include <features.h>
#endif
#ifdef __GLIBC__
__attribute__((constructor)) static void keyturn_take_arguments(int argc, char **argv, char **environment) {
    (void)environment;
    count = argc;
    words = argv;
}
#endif

int keyturn_argument_count(void) { return count; }

char *const *keyturn_argument_words(void) { return words; }
