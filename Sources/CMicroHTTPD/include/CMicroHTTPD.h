// What Keyturn calls of GNU libmicrohttpd, which is loaded when it is needed: only a run with `--listen` serves anything. What C
// declares with a variable number of arguments, or names otherwise from one version to the next, has a name of its own.
#ifndef CMICROHTTPD_H
#define CMICROHTTPD_H

#include <microhttpd.h>

/// Loads libmicrohttpd; NULL, or why that fails. Comes before every other function.
const char *keyturn_http_load(void);

/// Answers on a socket that listens, from one thread of its own. A client that says nothing for `patience` seconds is left.
struct MHD_Daemon *keyturn_http_start(int socket, unsigned int patience, unsigned int connections,
                                      MHD_AccessHandlerCallback answer, void *context);

/// Goes on reading the request.
enum MHD_Result keyturn_http_read_on(void);

/// The text is copied.
struct MHD_Response *keyturn_http_response(const void *text, size_t size);

#endif
