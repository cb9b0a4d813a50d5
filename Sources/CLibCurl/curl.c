#include "CLibCurl.h"

#include "CLibraries.h"

static const char library[] = "libcurl.so.4";

const char *keyturn_curl_load(void) { return keyturn_load(library); }

#define CURL(name) KEYTURN_FUNCTION(name)

KEYTURN_FORWARD(CURLcode, curl_global_init, (long flags), (flags))
KEYTURN_FORWARD(CURL *, curl_easy_init, (void), ())
KEYTURN_FORWARD(void, curl_easy_cleanup, (CURL *handle), (handle))
KEYTURN_FORWARD(CURLM *, curl_multi_init, (void), ())
KEYTURN_FORWARD(CURLMcode, curl_multi_add_handle, (CURLM *multi, CURL *handle), (multi, handle))
KEYTURN_FORWARD(CURLMcode, curl_multi_remove_handle, (CURLM *multi, CURL *handle), (multi, handle))
KEYTURN_FORWARD(CURLMcode, curl_multi_perform, (CURLM *multi, int *running), (multi, running))
KEYTURN_FORWARD(CURLMsg *, curl_multi_info_read, (CURLM *multi, int *left), (multi, left))
KEYTURN_FORWARD(CURLMcode, curl_multi_wakeup, (CURLM *multi), (multi))
KEYTURN_FORWARD(CURLMcode, curl_multi_poll,
                (CURLM *multi, struct curl_waitfd *others, unsigned int count, int timeout, int *ready),
                (multi, others, count, timeout, ready))

CURLcode keyturn_curl_set_number(CURL *handle, CURLoption option, long value) {
    return CURL(curl_easy_setopt)(handle, option, value);
}

CURLcode keyturn_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return CURL(curl_easy_setopt)(handle, option, value);
}

CURLcode keyturn_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return CURL(curl_easy_setopt)(handle, option, value);
}

CURLcode keyturn_curl_set_receiver(CURL *handle, CURLoption option, curl_write_callback value) {
    return CURL(curl_easy_setopt)(handle, option, value);
}

CURLcode keyturn_curl_set_opener(CURL *handle, curl_opensocket_callback value) {
    return CURL(curl_easy_setopt)(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}

long keyturn_curl_number(CURL *handle, CURLINFO info) {
    long value = 0;
    return CURL(curl_easy_getinfo)(handle, info, &value) == CURLE_OK ? value : 0;
}

curl_off_t keyturn_curl_time(CURL *handle, CURLINFO info) {
    curl_off_t value = 0;
    return CURL(curl_easy_getinfo)(handle, info, &value) == CURLE_OK ? value : 0;
}

CURLcode keyturn_curl_allow_http_alone(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
    return CURL(curl_easy_setopt)(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return CURL(curl_easy_setopt)(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

void keyturn_curl_leave_quickly(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
    CURL(curl_easy_setopt)(handle, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)handle;
#endif
}
