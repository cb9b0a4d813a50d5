package import Diagnostics
package import Fragments
package import Model

/// An environment as declared and as found.
package struct ObservedEnvironment: Sendable {
    package let layout: FragmentLayout
    package var store: StoreObservation
    package let folder: FolderObservation

    /// What `watch` names, as it was found.
    package var watched: [WatchedCredential]

    /// What `watch` names and could not be read.
    package var watchProblems: [WatchProblem]

    /// Where the files that `watch` names really are, links resolved, by the places of the entries.
    package let watchedPaths: [SourceLocation: String]

    /// What stands below the output folder besides the fragments.
    package let otherFiles: FileScan

    /// How far the store's time is ahead of this machine's clock; nil if that is not known.
    package let clock: ClockDifference?

    /// What may be left of the fragments in folders that are not written to any more, by absolute path.
    package let formerFiles: [FileScan.File]

    /// What the audit file says about keys that were issued here; empty where there is none.
    package let issued: IssuedKeys

    /// What the environment's server takes for the same key.
    package let spellings: KeySpellings?

    /// How many rows a text in a file may be of and was not tried on: more than ``DigestedRows/attempts`` of them have the same
    /// piece of a key in the lookup column, and no mark.
    package var untriedRows = 0

    package init(
        layout: FragmentLayout,
        store: StoreObservation,
        folder: FolderObservation,
        watch: WatchObservation = WatchObservation(),
        watchedPaths: [SourceLocation: String] = [:],
        otherFiles: FileScan = FileScan(),
        clock: ClockDifference? = nil,
        formerFiles: [FileScan.File] = [],
        issued: IssuedKeys = IssuedKeys(),
        spellings: KeySpellings? = nil
    ) {
        self.layout = layout
        self.store = store
        self.folder = folder
        watched = watch.credentials
        watchProblems = watch.problems
        self.watchedPaths = watchedPaths
        self.otherFiles = otherFiles
        self.clock = clock
        self.formerFiles = formerFiles
        self.issued = issued
        self.spellings = spellings
    }

    package var environment: Environment { layout.environment }

    /// Whether Keyturn issued a row's key for an identity, as the row or the audit file tells.
    package func isIssued(_ row: KeyRow, for identity: Identity) -> Bool {
        row.isIssuedByKeyturn || issued.identity(of: row.fingerprint) == identity.name
    }
}
