import Audit
import Model

/// One environment's database and output folder.
///
/// Lives on the scheduler's thread.
final class SimulatedEnvironment: @unchecked Sendable {
    let name: String
    let index: Int

    var owners: [Owner] = []
    /// In the order of their insertion; a deleted one leaves the list.
    var rows: [SimulatedRow] = []
    /// What every key that was ever in here belongs to, live, dead or deleted.
    var known: Set<Fingerprint> = []

    /// What whoever opens a file reads.
    var files: [String: SimulatedFile] = [:]
    /// What a power cut leaves: renames whose folder was not synced may be undone.
    var durable: [String: SimulatedFile] = [:]
    /// Which run renamed a file last and has not synced the folder, and when; by path.
    var unsynced: [String: (run: Int, at: Int64)] = [:]
    var temporaries: [String: Temporary] = [:]
    /// The volume that is not mounted; nil where it is.
    var aside: Volume?
    /// The copy of the folder that a second machine has; nil for none.
    var copy: Volume?
    /// Whether that machine's runs come, and work on its copy.
    var usesCopy = false
    /// Rows as they were once.
    var backup: [SimulatedRow]?

    /// What is in the folder.
    struct Volume {
        var files: [String: SimulatedFile] = [:]
        var durable: [String: SimulatedFile] = [:]
        var temporaries: [String: Temporary] = [:]
    }

    var volume: Volume {
        get { Volume(files: files, durable: files, temporaries: temporaries) }
        set {
            (files, durable, temporaries) = (newValue.files, newValue.durable, newValue.temporaries)
            unsynced = [:]
        }
    }

    /// What people put beside the fragments, by path.
    var handMade: [String: Secret] = [:]

    /// Fragments that cannot be replaced: another name leads to them, something is mounted on them, they are immutable.
    var unmovable: Set<String> = []
    /// Fragments that a person filled with what is not a list of variables, or one that has two meanings.
    var doubtful: Set<String> = []

    /// What refuses rows of the table of keys; nil for nothing.
    var condition: TableCondition?

    /// Lines of the audit file that say something of keys, and its end.
    var auditLines: [[UInt8]] = []
    var auditHead = AuditHead.empty
    /// Keys that runs were about to end at once, until one said that `onEnd` had succeeded for them.
    var attemptedEnds: Set<Fingerprint> = []
    /// Keys that runs ended at once, and that `onEnd` has not succeeded for since.
    var unannouncedEnds: Set<Fingerprint> = []

    /// The run that holds the database's lock.
    var lockHolder: Int?
    var isAway = false
    var isFull = false

    /// How many times someone changed rows or files.
    var changes = 0
    /// How many times a person did.
    var edits = 0

    /// Old keys that a failed command keeps, until a run has tried it again: by identity.
    var retries: [String: Fingerprint] = [:]
    /// The runs that went through since the last change of the revocation list or by a person.
    var completionsSinceEdit = 0

    /// When the next key that is in a fragment ends, unless something changes before.
    var nextEnd = Int64.max

    /// When a run last went through here without a failure and without leaving anything of an identity to someone, by
    /// the server's clock and by identity.
    var lastCompletion: [String: Int64] = [:]

    /// For ``Mutation/staleReadAfterLostReply``.
    var lastObservation: StoreObservation?
    var staleObservation: StoreObservation?

    /// What says which of two rows is newer: without a column for it, rows are shown without the time at which they were made.
    var order = RowOrder.created

    /// What makes a replaced key stop working at its end.
    var ending = EndEnforcement.server
    /// How late the server notices a changed row.
    var delays = EffectDelays()
    /// Rows that left the table since their keys ended.
    var gone: [Fingerprint: SimulatedRow] = [:]

    /// A row as its store shows it.
    ///
    /// `early`: with an end, or a time of issue, that lies before the right one.
    func shown(_ row: SimulatedRow, early: Bool = false) -> KeyRow {
        var row = row
        if early, let end = row.promisedEnd { row.promisedEnd = end + .seconds(-7_200) }
        if keepsTexts { return ending.isByKeyturn ? row.marked : row.row }
        if let digest = digest(row) { return row.digested(digest, isMarked: !forgetsMarks) }
        return ending.isUnwritten ? row.unnamed : row.digested
    }

    /// What its rows hold of their keys.
    var form = RowForm.plain
    /// How that is computed; nil where they hold keys or their fingerprints.
    var digester: KeyDigester?
    /// By the ids of rows.
    var digests: [String: DigestedKey] = [:]
    /// For the mutations of the same names.
    var forgetsMarks = false
    var forgetsSalts = false

    /// Ends a row at once, as its table does that.
    func end(_ index: Int, at moment: Instant) {
        if ending.deletes {
            let row = rows.remove(at: index)
            gone[row.fingerprint] = row
        } else if ending.isByKeyturn {
            rows[index].change(isActive: false)
        } else {
            rows[index].change(isActive: false, expiresAt: min(rows[index].row.expiresAt ?? .distantFuture, moment))
        }
    }

    /// Whether rows hold the keys themselves, rather than digests of them.
    var keepsTexts = true

    struct Temporary {
        let content: Secret
        let isTorn: Bool
        let run: Int

        /// What a killed run left of it.
        var found: Secret {
            guard isTorn else { return content }
            return content.withBytes { Secret(UnsafeRawBufferPointer(rebasing: $0[..<($0.count / 2)])) }
        }
    }

    /// What killed runs left, as another run reads it.
    var leftovers: [Leftover] {
        temporaries.sorted { $0.key < $1.key }.map { Leftover(path: $0.key, content: $0.value.found) }
    }

    init(name: String, index: Int) {
        self.name = name
        self.index = index
    }

    /// What a kernel does by itself within half a minute or so.
    func writeBack(now: Instant) {
        guard !unsynced.isEmpty else { return }
        for (path, rename) in unsynced where now.microseconds - rename.at > 60 * Time.second {
            durable[path] = files[path]
            unsynced[path] = nil
        }
    }

    func sync() {
        durable = files
        unsynced = [:]
    }

    func row(of fingerprint: Fingerprint) -> Int? { rows.firstIndex { $0.fingerprint == fingerprint } }

    func isAccepted(_ fingerprint: Fingerprint, at now: Instant) -> Bool {
        row(of: fingerprint).map { rows[$0].isAccepted(at: now) } ?? false
    }

    /// The newest live key of an identity, by the product's definition and the simulation's own code.
    func current(of identity: DeclaredIdentity, at now: Instant) -> SimulatedRow? {
        Self.current(of: identity, among: rows, at: now)
    }

    static func current(
        of identity: DeclaredIdentity,
        among rows: [SimulatedRow],
        at now: Instant
    ) -> SimulatedRow? {
        var best: SimulatedRow?
        for row in rows where row.row.owner == identity.owner.id && row.row.name == identity.keyName {
            guard row.isAccepted(at: now) else { continue }
            if let other = best {
                let (mine, theirs) = (row.row.createdAt ?? .distantPast, other.row.createdAt ?? .distantPast)
                guard mine > theirs || mine == theirs && row.row.id > other.row.id else { continue }
            }
            best = row
        }
        return best
    }
}
