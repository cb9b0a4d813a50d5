package import Model

/// What came of one check of a checklist.
///
/// Texts hold no secret: keys appear as fingerprints alone.
package struct CheckResult: Hashable, Sendable {
    package let check: CheckCode
    package let verdict: Verdict

    /// What was seen, or why the check was skipped; a clause that can stand behind the check's title.
    package let detail: String

    /// How to fix it; nil if nothing has to be.
    package let fix: String?

    package enum Verdict: String, Hashable, Sendable, CaseIterable {
        case pass
        case fail
        /// Could not be looked at, although there is something to look at; the detail says why.
        ///
        /// Never a pass: see ``CheckCode/mustBeKnown``.
        case unknown
        /// Not as it should be: nothing that stops anyone.
        case warn
        /// There is nothing to look at, or no one asked for it; the detail says why.
        case skipped
    }

    package init(_ check: CheckCode, _ verdict: Verdict, _ detail: String, fix: String? = nil) {
        self.check = check
        self.verdict = verdict
        self.detail = detail
        self.fix = fix
    }
}

/// The checks of one identity, or those of an environment's database.
package struct Checklist: Sendable {
    /// `prod/backend`, or `prod`.
    package let address: Address

    /// In the order of ``CheckCode``.
    package let results: [CheckResult]

    /// Whether a check failed, or could not be made that must be.
    package var hasFailed: Bool {
        results.contains { $0.verdict == .fail || $0.verdict == .unknown && $0.check.mustBeKnown }
    }

    package init(address: Address, results: [CheckResult]) {
        self.address = address
        self.results = results
    }
}
