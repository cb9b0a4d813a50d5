// What Keyturn calls of libcurl, which is loaded when it is needed: most commands ask nothing over HTTP, and it brings nine
// libraries with it. Functions that C declares with a variable number of arguments have a name of their own.
#ifndef CLIBCURL_H
#define CLIBCURL_H

#define CURL_DISABLE_TYPECHECK
#define CURL_DISABLE_DEPRECATION
#include <curl/curl.h>

/// Loads libcurl; NULL, or why that fails. Comes before every other function.
const char *keyturn_curl_load(void);

CURLcode keyturn_curl_set_number(CURL *handle, CURLoption option, long value);

/// libcurl copies the text.
CURLcode keyturn_curl_set_text(CURL *handle, CURLoption option, const char *value);

/// Memory that has to stay where it is for as long as the handle is used.
CURLcode keyturn_curl_set_pointer(CURL *handle, CURLoption option, void *value);

CURLcode keyturn_curl_set_receiver(CURL *handle, CURLoption option, curl_write_callback value);

CURLcode keyturn_curl_set_opener(CURL *handle, curl_opensocket_callback value);

long keyturn_curl_number(CURL *handle, CURLINFO info);

/// Microseconds; 0 for what has not happened.
curl_off_t keyturn_curl_time(CURL *handle, CURLINFO info);

/// Nothing but HTTP and HTTPS, whatever a URL says.
CURLcode keyturn_curl_allow_http_alone(CURL *handle);

/// Gives up a name that is being looked up without waiting for the thread that looks. libcurl before 7.87 waits.
void keyturn_curl_leave_quickly(CURL *handle);

#endif
