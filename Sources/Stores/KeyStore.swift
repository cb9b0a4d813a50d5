package import Model

/// Where an environment's keys are verified: a server's own database.
///
/// Every engine passes the same contract tests (`Tests/StoresTests`). Implementations may block the calling thread: the
/// reconciler gives each environment a thread of its own. A store is used by one task at a time.
package protocol KeyStore: AnyObject, Sendable {
    /// The tables and columns that statements are made from.
    var profile: StoreProfile { get }

    /// Takes the lock of this environment's key table, which lives exactly as long as the connection that holds it.
    ///
    /// Excludes every other keyturn that would write to this table, on whatever machine; readers are not hindered.
    /// Held until ``close()``. Waits up to `timeout`.
    ///
    /// - Throws: ``StoreError/lockHeld(by:)`` with who holds it, or any error of the connection.
    func lock(as holder: LockHolder, timeout: Duration) async throws(StoreError)

    /// Which lock ``lock(as:timeout:)`` takes; takes none.
    func lockPlace() async throws(StoreError) -> LockPlace

    /// Holds the lock of another store of the same run, at the same ``lockPlace()``, until both are closed; false where
    /// the two have one key table.
    func share(lockOf other: any KeyStore) -> Bool

    /// Reads owners and keys, with one statement, in one snapshot.
    func observe(owners: [Owner]) async throws(StoreError) -> StoreObservation

    /// Reads what tables that are watched hold, with a constant number of statements for each.
    ///
    /// Never fails: what cannot be read is among the problems, and the store can be used as before. Entries that watch a
    /// file are ignored.
    func watch(_ watches: [Watch]) async -> WatchObservation

    /// Reads what decides whether the server would log keys, what the connection goes over, and what our role may do, with
    /// a constant number of statements that write nothing.
    ///
    /// Tables that the role may not even look for are found all the same; those that do not exist are missing in the
    /// answer.
    func inspectServer(for rights: NeededRights) async throws(StoreError) -> ServerObservation

    /// What the conditions of the tables (CHECK, domains) say of rows as a run would write them; asks the database, and
    /// writes nothing into it.
    ///
    /// A constant number of statements, however many rows; nothing where the schema has no conditions.
    func objections(
        to trials: [RowTrial],
        at now: Instant
    ) async throws(StoreError) -> [StoreSchema.Table.Content: [StoreSchema.Objection]]

    /// Draws ids for new rows from what numbers the table, where keys are made of them (`{id}` in `key.form`).
    ///
    /// One statement, however many; no other row gets them, and where nothing is inserted after all they are a gap.
    func reserveRowIDs(_ count: Int) async throws(StoreError) -> [String]

    /// Inserts the owners that are missing and the keys, and ends rows that are to be revoked soon after, in one
    /// transaction of a constant number of statements.
    ///
    /// All or nothing. An owner whose id exists already is left as it is. Every column of the profile is written
    /// explicitly, all times are UTC. A row that ends earlier than `endings` say keeps its end. What is committed is proven
    /// to be as it was written, and every other live row to be as it was.
    ///
    /// - Throws: ``StoreError/outcomeUnknown`` where the commit's reply was lost: observe again before deciding
    ///   anything. ``StoreError/lockLost`` where the lock taken by ``lock(as:timeout:)`` is no longer held; then
    ///   nothing was written. ``StoreError/changed(_:)`` where the store does not hold what is expected: looked at in the
    ///   same transaction, before anything is written. ``StoreError/endsOlderKeys(message:)`` where the server itself ended
    ///   or changed another live row.
    func issue(
        _ keys: [NewKey],
        owners: [Owner],
        ending endings: [KeyEnd],
        at now: Instant,
        expecting expectation: StoreExpectation?
    ) async throws(StoreError)

    /// Ends keys, deactivates them and deletes rows, in one transaction of a constant number of statements.
    ///
    /// All or nothing; idempotent: a row that ends earlier already keeps its end, a row that is gone is ignored, and
    /// one that was to be deleted and is live at `now` is kept. What is committed is proven to be as it was asked for, and
    /// every other live row to be as it was.
    ///
    /// - Returns: how many rows were changed.
    /// - Throws: as ``issue(_:owners:at:)``; ``StoreError/constraint(message:)`` where a trigger or a rule of the
    ///   database undid a part of it, ``StoreError/endsOtherKeys(message:)`` where one did more. Then nothing was written.
    @discardableResult
    func end(_ endings: KeyEndings, at now: Instant) async throws(StoreError) -> EndedRows

    /// Ends the connections, and with them the lock. Safe to call more than once.
    func close() async
}

extension KeyStore {
    /// A lock is of one key table.
    package func share(lockOf other: any KeyStore) -> Bool { false }

    /// A store whose keys are not made of ids.
    package func reserveRowIDs(_ count: Int) async throws(StoreError) -> [String] { [] }

    /// A store without conditions.
    package func objections(
        to trials: [RowTrial],
        at now: Instant
    ) async throws(StoreError) -> [StoreSchema.Table.Content: [StoreSchema.Objection]] { [:] }

    /// Whatever the store holds by now.
    package func issue(_ keys: [NewKey], owners: [Owner], at now: Instant) async throws(StoreError) {
        try await issue(keys, owners: owners, ending: [], at: now, expecting: nil)
    }

    /// Without ending anything.
    package func issue(
        _ keys: [NewKey],
        owners: [Owner],
        at now: Instant,
        expecting expectation: StoreExpectation?
    ) async throws(StoreError) {
        try await issue(keys, owners: owners, ending: [], at: now, expecting: expectation)
    }
}

/// Who takes a lock, in words that help whoever waits for it.
package struct LockHolder: Sendable, Hashable, CustomStringConvertible {
    /// Such as `keyturn apply by alice on ci-7, process 4711`.
    package let description: String

    package init(_ description: String) { self.description = description }
}
