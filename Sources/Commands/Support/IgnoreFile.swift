internal import Configuration
internal import Diagnostics
internal import Glibc
internal import Searching

/// The `.gitignore` beside the configuration folder: what `init` writes there, so that git takes in neither keys nor
/// what can be made again.
///
/// Idempotent: only lines that are not there are appended, and every byte that is there stays.
enum IgnoreFile {
    /// The lines that were appended.
    struct Addition: Equatable {
        let path: String
        let lines: [String]
    }

    /// The lines for a configuration folder as `init` makes it: its output folders, its editor schemas, its audit files, and
    /// the dotenv files that variables are filled from.
    static func lines(for folder: String) -> [String] {
        // What is a pattern to git is a letter here.
        let name = String(name(of: folder).flatMap { "\\*?[".contains($0) ? ["\\", $0] : [$0] })
        return ["/deploy/", "/\(name)/.schema/", "/audit/", "/.env", "/\(name)/.env"]
    }

    /// The lines for a folder that is a repository itself: what is beside it is out of git's reach.
    private static let ownLines = ["/.schema/", "/.env"]

    /// Appends what is missing; nil outside a git repository.
    ///
    /// - Throws: ``StarterError``.
    static func add(for folder: String) throws(StarterError) -> Addition? {
        let isInside = GitObjects.folder(around: ConfigurationFolder.parent(of: folder)) != nil
        guard isInside || GitObjects.folder(around: folder) != nil else { return nil }
        let path = isInside ? ConfigurationFolder.sibling(".gitignore", of: folder) : "\(folder)/.gitignore"
        // Git does not follow a link in its place either.
        let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        let descriptor = open(path, flags, 0o644)
        guard descriptor >= 0 else {
            let reason = errno == ELOOP ? "it is a symbolic link" : String(cString: strerror(errno))
            throw StarterError(path: path, reason: reason)
        }
        defer { close(descriptor) }
        let content: [UInt8]
        do throws(FileProblem) {
            content = try DiskFiles().read(path, limit: 1 << 20)
        } catch {
            throw StarterError(path: path, reason: error.words)
        }
        let text = String(decoding: content, as: UTF8.self)
        let missing = missing(isInside ? lines(for: folder) : ownLines, in: text)
        guard !missing.isEmpty else { return Addition(path: path, lines: []) }
        let start = text.isEmpty || text.hasSuffix("\n") ? "" : "\n"
        try Starter.write(Array((start + missing.joined(separator: "\n") + "\n").utf8), to: descriptor, path)
        return Addition(path: path, lines: missing)
    }

    /// Those of which no line says the same: `/deploy/` is `deploy`, too.
    static func missing(_ lines: [String], in text: String) -> [String] {
        let present = Set(text.split(whereSeparator: \.isNewline).map(bare))
        return lines.filter { !present.contains(bare($0[...])) }
    }

    private static func bare(_ line: Substring) -> String {
        var line = line
        while line.last?.isWhitespace == true { line.removeLast() }
        return line.split(separator: "/").joined(separator: "/")
    }

    private static func name(of folder: String) -> String {
        guard let path = realpath(folder, nil) else { return folder }
        defer { free(path) }
        return String(cString: path).split(separator: "/").last.map(String.init) ?? folder
    }
}
