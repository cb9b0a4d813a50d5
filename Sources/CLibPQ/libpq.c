#include "CLibPQ.h"

#include "CLibraries.h"

static const char library[] = "libpq.so.5";

const char *keyturn_pq_load(void) { return keyturn_load(library); }

#define FORWARD KEYTURN_FORWARD

FORWARD(void, PQclear, (PGresult *result), (result))
FORWARD(char *, PQcmdStatus, (PGresult *result), (result))
FORWARD(char *, PQcmdTuples, (PGresult *result), (result))
FORWARD(PQconninfoOption *, PQconndefaults, (void), ())
FORWARD(PGconn *, PQconnectdb, (const char *info), (info))
FORWARD(PGconn *, PQconnectdbParams,
        (const char *const *keywords, const char *const *values, int expands),
        (keywords, values, expands))
FORWARD(int, PQconnectionNeedsPassword, (const PGconn *connection), (connection))
FORWARD(PQconninfoOption *, PQconninfo, (PGconn *connection), (connection))
FORWARD(void, PQconninfoFree, (PQconninfoOption *options), (options))
FORWARD(PQconninfoOption *, PQconninfoParse, (const char *info, char **message), (info, message))
FORWARD(int, PQconsumeInput, (PGconn *connection), (connection))
FORWARD(int, PQenterPipelineMode, (PGconn *connection), (connection))
FORWARD(char *, PQerrorMessage, (const PGconn *connection), (connection))
FORWARD(PGresult *, PQexec, (PGconn *connection, const char *statement), (connection, statement))
FORWARD(PGresult *, PQexecParams,
        (PGconn *connection, const char *statement, int count, const Oid *types, const char *const *values,
         const int *lengths, const int *formats, int format),
        (connection, statement, count, types, values, lengths, formats, format))
FORWARD(int, PQexitPipelineMode, (PGconn *connection), (connection))
FORWARD(void, PQfinish, (PGconn *connection), (connection))
FORWARD(int, PQflush, (PGconn *connection), (connection))
FORWARD(Oid, PQftype, (const PGresult *result, int column), (result, column))
FORWARD(PGresult *, PQgetResult, (PGconn *connection), (connection))
FORWARD(int, PQgetisnull, (const PGresult *result, int row, int column), (result, row, column))
FORWARD(int, PQgetlength, (const PGresult *result, int row, int column), (result, row, column))
FORWARD(char *, PQgetvalue, (const PGresult *result, int row, int column), (result, row, column))
FORWARD(char *, PQhost, (const PGconn *connection), (connection))
FORWARD(char *, PQhostaddr, (const PGconn *connection), (connection))
FORWARD(int, PQisBusy, (PGconn *connection), (connection))
FORWARD(int, PQnfields, (const PGresult *result), (result))
FORWARD(int, PQntuples, (const PGresult *result), (result))
FORWARD(const char *, PQparameterStatus, (const PGconn *connection, const char *name), (connection, name))
FORWARD(char *, PQpass, (const PGconn *connection), (connection))
FORWARD(int, PQpipelineSync, (PGconn *connection), (connection))
FORWARD(int, PQputCopyData, (PGconn *connection, const char *buffer, int size), (connection, buffer, size))
FORWARD(int, PQputCopyEnd, (PGconn *connection, const char *message), (connection, message))
FORWARD(void, PQreset, (PGconn *connection), (connection))
FORWARD(char *, PQresultErrorField, (const PGresult *result, int field), (result, field))
FORWARD(char *, PQresultErrorMessage, (const PGresult *result), (result))
FORWARD(ExecStatusType, PQresultStatus, (const PGresult *result), (result))
FORWARD(int, PQsendQuery, (PGconn *connection, const char *statement), (connection, statement))
FORWARD(int, PQsendQueryParams,
        (PGconn *connection, const char *statement, int count, const Oid *types, const char *const *values,
         const int *lengths, const int *formats, int format),
        (connection, statement, count, types, values, lengths, formats, format))
FORWARD(int, PQserverVersion, (const PGconn *connection), (connection))
FORWARD(PGVerbosity, PQsetErrorVerbosity, (PGconn *connection, PGVerbosity verbosity), (connection, verbosity))
FORWARD(PQnoticeProcessor, PQsetNoticeProcessor,
        (PGconn *connection, PQnoticeProcessor processor, void *value),
        (connection, processor, value))
FORWARD(int, PQsetnonblocking, (PGconn *connection, int value), (connection, value))
FORWARD(int, PQsocket, (const PGconn *connection), (connection))
FORWARD(int, PQsslInUse, (PGconn *connection), (connection))
FORWARD(ConnStatusType, PQstatus, (const PGconn *connection), (connection))
FORWARD(PGTransactionStatusType, PQtransactionStatus, (const PGconn *connection), (connection))
