#include <sqlite3.h>

/// Lets a name in double quotes be a name alone, and never a text. Swift cannot call a function of C that takes any number of
/// arguments.
static inline int keyturn_quotes_are_names(sqlite3 *database) {
    int result = sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
    return result == SQLITE_OK ? sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0) : result;
}

/// Tells SQLite to copy what it is given.
static inline sqlite3_destructor_type keyturn_copied(void) { return SQLITE_TRANSIENT; }
