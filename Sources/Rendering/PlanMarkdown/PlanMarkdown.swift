internal import Diagnostics
internal import Model
package import Planning

/// A plan as the comment of a pull request: the summary, one table of all changes, and how to apply it.
package enum PlanMarkdown {
    /// The least room that a plan can be told in.
    package static let leastBytes = 1_000

    /// Ends with a line break.
    ///
    /// Where the whole does not fit into `maxBytes` of UTF-8, less is reported, never a part of something: first no lines of
    /// files, then fewer changes and findings; how many were left out is in their place. How a saved plan is applied is
    /// never left out.
    package static func render(_ plan: Plan, maxBytes: Int? = nil, approval: PlanApproval? = nil) -> String {
        func text(showsFiles: Bool, limit: Int) -> String {
            PlanMarkdownDocument(plan: plan, approval: approval, showsFiles: showsFiles, limit: limit).text
        }
        let whole = text(showsFiles: true, limit: .max)
        guard let maxBytes, whole.utf8.count > maxBytes else { return whole }
        let withoutFiles = text(showsFiles: false, limit: .max)
        if withoutFiles.utf8.count <= maxBytes { return withoutFiles }
        // The largest number of each kind that fits: more never takes less room.
        var (fits, exceeds) = (0, max(plan.changes.count, plan.diagnostics.count, 1))
        while exceeds - fits > 1 {
            let middle = (fits + exceeds) / 2
            if text(showsFiles: false, limit: middle).utf8.count <= maxBytes { fits = middle } else { exceeds = middle }
        }
        let least = text(showsFiles: false, limit: fits)
        if least.utf8.count <= maxBytes { return least }
        return PlanMarkdownDocument(plan: plan, approval: approval, showsFiles: false, limit: 0).head
    }
}
