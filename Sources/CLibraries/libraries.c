#include "CLibraries.h"

#include <dlfcn.h>

const char *keyturn_load(const char *library) { return dlopen(library, RTLD_LAZY) ? NULL : dlerror(); }

void *keyturn_function(const char *library, const char *name) { return dlsym(dlopen(library, RTLD_LAZY), name); }
