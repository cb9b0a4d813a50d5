internal import Diagnostics
internal import Fragments

extension Diagnostic {
    /// Of all fragments of an environment at once; `location` is where `output` stands.
    static func gitUnknown(_ obstacle: GitObstacle, environment: String, at location: SourceLocation?) -> Diagnostic {
        return Diagnostic(
            .warning,
            DeliveryCode.gitUnknown,
            "cannot tell whether git ignores the fragments: \(obstacle.reason)",
            detail: "A fragment that git does not ignore is committed, with its key, after the next `git add`.",
            fix: obstacle.fix.prefix(1).uppercased() + obstacle.fix.dropFirst(),
            at: location,
            address: environment
        )
    }

    /// One warning for all of them; `location` is where `output` stands.
    static func tracked(
        _ tracked: TrackedFragments,
        environment: String,
        at location: SourceLocation?
    ) -> Diagnostic {
        let fragments = tracked.paths
        let outputInRepository = tracked.outputInRepository
        let folder = outputInRepository.isEmpty ? "/" : "/\(outputInRepository)/"
        let lines: [String]
        if tracked.isAll, !outputInRepository.isEmpty {
            lines = [escaped(folder)]
        } else {
            lines = fragments.prefix(listed).map { anyTemporary(escaped(folder + $0)) }
        }
        let names = fragments.prefix(listed).map(anyTemporary).joined(separator: ", ")
        let more = fragments.count > listed ? " and \(fragments.count - listed) more" : ""
        let count =
            fragments.count == 1 ? "1 fragment that contains a key" : "\(fragments.count) fragments that contain keys"
        return Diagnostic(
            .warning,
            DeliveryCode.tracked,
            "git does not ignore \(count): \(names)\(more)",
            detail: "The next commit could publish the keys to everyone who can read the repository.",
            fix: """
                Add to the .gitignore at the top of the repository: \(lines.inWords); remove files \
                that are already committed with `git rm --cached`.
                """,
            at: location,
            address: environment
        )
    }

    /// The name of one temporary file stands for those of all.
    private static func anyTemporary(_ path: String) -> String {
        guard path.hasSuffix(FragmentPath.anyTemporary) else { return path }
        return path.dropLast(FragmentPath.anyTemporary.count)
            + "\(FragmentPath.temporaryPrefix)*\(FragmentPath.temporarySuffix)"
    }

    /// How many files are named before the rest is only counted.
    private static var listed: Int { 3 }

    /// As `.gitignore` wants it: `*`, `?`, `[` and `\` mean themselves, as does a space at the end.
    private static func escaped(_ path: String) -> String {
        var line = ""
        for character in path {
            if "*?[\\".contains(character) { line.append("\\") }
            line.append(character)
        }
        if line.hasSuffix(" ") { line = line.dropLast() + "\\ " }
        return line
    }
}
