internal import Configuration
internal import Diagnostics
internal import Glibc

/// The starting point that `init` writes; its files are in `StarterFiles/` and are embedded when the package is built.
enum Starter {
    struct File: Sendable {
        let name: String
        let content: [UInt8]
    }

    /// Where no one says otherwise.
    static let environments = ["dev", "staging", "prod"]

    /// `_defaults.yaml` and a file for each environment, all after one pattern; then the schemas that they name.
    ///
    /// `besideOthers`: what `_defaults.yaml` would declare is in each new file, since environments that are there already
    /// must not change.
    static func files(for environments: [String], besideOthers: Bool = false) -> [File] {
        let defaults = PackageResources._defaults_yaml
        let identities = String(decoding: defaults, as: UTF8.self).split(separator: "\nidentities:\n").last ?? ""
        return (besideOthers ? [] : [File(name: "_defaults.yaml", content: defaults)])
            + environments.map { name in
                let variable = Self.letters(of: name)
                let pattern = String(decoding: PackageResources.environment_yaml, as: UTF8.self)
                let text = pattern.replacing("ENVIRONMENT", with: variable).replacing("environment-name", with: name)
                return File(
                    name: "\(name).yaml",
                    content: Array((besideOthers ? "\(text)\nidentities:\n\(identities)" : text).utf8)
                )
            }
            + schemas
    }

    /// What editors check the files with; a folder whose name begins with a dot is not an environment's.
    static var schemas: [File] {
        EditorSchema.File.allCases.map { file in
            File(
                name: ".schema/\(file.rawValue).json",
                content: Array((EditorSchema.json(file).pretty + "\n").utf8)
            )
        }
    }

    /// The variable that carries an environment's database URL.
    static func variable(for environment: String) -> String { letters(of: environment) + "_DATABASE_URL" }

    private static func letters(of name: String) -> String {
        let letters = String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        // No shell has variables that begin with a digit.
        return letters.first?.isNumber == true ? "_" + letters : letters
    }

    enum Outcome {
        case written
        /// Something is there already, and is left as it is.
        case kept
        /// The very same is there already.
        case unchanged
    }

    /// - Throws: ``StarterError``.
    static func write(_ file: File, to path: String) throws(StarterError) -> Outcome {
        try makeFolder(path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/"))
        // O_EXCL decides in one step whether something is there.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        if descriptor < 0 {
            if errno == EEXIST {
                let found = try? DiskFiles().read(path, limit: file.content.count)
                return found == file.content ? .unchanged : .kept
            }
            throw StarterError(path: path, number: errno)
        }
        defer { close(descriptor) }
        try write(file.content, to: descriptor, path)
        return .written
    }

    /// - Throws: ``StarterError``.
    static func write(_ content: [UInt8], to descriptor: Int32, _ path: String) throws(StarterError) {
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw StarterError(path: path, number: errno)
            }
            rest = rest.dropFirst(count)
        }
    }

    private static func makeFolder(_ path: String) throws(StarterError) {
        guard !path.isEmpty, mkdir(path, 0o755) != 0, errno != EEXIST else { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/") else {
            throw StarterError(path: path, number: errno)
        }
        try makeFolder(String(path[..<slash]))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw StarterError(path: path, number: errno) }
    }
}

/// A file of the starting point could not be written.
struct StarterError: CommandError, CustomStringConvertible {
    let path: String
    let reason: String

    init(path: String, reason: String) { (self.path, self.reason) = (path, reason) }

    /// For an `errno`.
    init(path: String, number: Int32) { self.init(path: path, reason: String(cString: strerror(number))) }

    var description: String { "\(PlainText.line(path)) cannot be written: \(reason)" }

    var diagnostic: Diagnostic { Diagnostic(.error, CommandCode.fileUnwritable, description) }
}
