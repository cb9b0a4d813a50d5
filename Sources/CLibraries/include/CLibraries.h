// Libraries that are loaded when they are first needed: with what they need themselves, libpq, libcurl and libmicrohttpd are most
// of what a start would load.
#ifndef CLIBRARIES_H
#define CLIBRARIES_H

#include <stddef.h>

/// Loads a library; NULL, or why that fails, in the loader's words.
const char *keyturn_load(const char *library);

/// A function of a library that can be loaded.
void *keyturn_function(const char *library, const char *name);

/// The same with its type, looked up once; of the library that the file calls `library`.
#define KEYTURN_FUNCTION(name)                                                   \
    ({                                                                           \
        static __typeof__(name) *_Atomic function;                               \
        if (!function) function = keyturn_function(library, #name);              \
        function;                                                                \
    })

/// Defines a function that calls the library's of the same name: for this program alone, unseen by other libraries.
#define KEYTURN_FORWARD(type, name, parameters, arguments)                       \
    __attribute__((visibility("hidden"))) type name parameters {                 \
        return KEYTURN_FUNCTION(name) arguments;                                 \
    }

#endif
