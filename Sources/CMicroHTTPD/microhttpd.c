#include "CMicroHTTPD.h"

#include "CLibraries.h"

static const char library[] = "libmicrohttpd.so.12";

const char *keyturn_http_load(void) { return keyturn_load(library); }

#define MHD(name) KEYTURN_FUNCTION(name)

KEYTURN_FORWARD(void, MHD_stop_daemon, (struct MHD_Daemon *daemon), (daemon))
KEYTURN_FORWARD(void, MHD_destroy_response, (struct MHD_Response *response), (response))
KEYTURN_FORWARD(enum MHD_Result, MHD_add_response_header,
                (struct MHD_Response *response, const char *name, const char *value), (response, name, value))
KEYTURN_FORWARD(enum MHD_Result, MHD_queue_response,
                (struct MHD_Connection *connection, unsigned int status, struct MHD_Response *response),
                (connection, status, response))

struct MHD_Daemon *keyturn_http_start(int socket, unsigned int patience, unsigned int connections,
                                      MHD_AccessHandlerCallback answer, void *context) {
    return MHD(MHD_start_daemon)(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0, NULL, NULL, answer, context,
                                 MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_TIMEOUT, patience,
                                 MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_END);
}

enum MHD_Result keyturn_http_read_on(void) { return MHD_YES; }

struct MHD_Response *keyturn_http_response(const void *text, size_t size) {
    return MHD(MHD_create_response_from_buffer)(size, (void *)text, MHD_RESPMEM_MUST_COPY);
}
