// What Keyturn calls of libpq, which is loaded when a PostgreSQL database is connected to: it brings twenty libraries with it.
#ifndef CLIBPQ_H
#define CLIBPQ_H

#include <postgresql/libpq-fe.h>

/// Loads libpq; NULL, or why that fails.
const char *keyturn_pq_load(void);

#endif
