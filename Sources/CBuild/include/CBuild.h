// What this program was built from.
#ifndef CBUILD_H
#define CBUILD_H

/// The commit; empty where it is not known.
const char *keyturn_commit(void);

/// The commit's date in UTC, `2026-11-29T00:15:00Z`; empty where it is not known.
const char *keyturn_commit_date(void);

#endif
