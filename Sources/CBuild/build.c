#include "CBuild.h"

const char *keyturn_commit(void) { return KEYTURN_COMMIT; }

const char *keyturn_commit_date(void) { return KEYTURN_COMMIT_DATE; }
