// GNU libmicrohttpd, and what Swift cannot call of it: functions that C declares with a variable number of arguments, and
// constants that it names otherwise from one version to the next.
#include <microhttpd.h>

/// Answers on a socket that listens, from one thread of its own. A client that says nothing for `patience` seconds is left.
static inline struct MHD_Daemon *keyturn_http_start(int socket, unsigned int patience, unsigned int connections,
                                                    MHD_AccessHandlerCallback answer, void *context) {
    return MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0, NULL, NULL, answer, context,
                            MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_TIMEOUT, patience,
                            MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_END);
}

/// Goes on reading the request.
static inline enum MHD_Result keyturn_http_read_on(void) { return MHD_YES; }

/// The text is copied.
static inline struct MHD_Response *keyturn_http_response(const void *text, size_t size) {
    return MHD_create_response_from_buffer(size, (void *)text, MHD_RESPMEM_MUST_COPY);
}
