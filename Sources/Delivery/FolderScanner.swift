internal import Diagnostics
internal import Fragments
internal import Glibc
internal import Model

/// Looks through the files below an output folder that no delivery names.
///
/// Bounded in every way, since anything may stand there: what is beyond a limit is named, never ignored in silence.
/// Links are not followed; pipes, sockets and devices are not opened.
struct FolderScanner {
    /// How much is looked at.
    struct Limits {
        var entries = 200_000
        var files = 10_000
        var depth = 32
        var fileBytes = 4 << 20
        var totalBytes = 64 << 20
        var words = 200_000
    }

    let root: RootFolder
    let output: OutputName
    let declared: Set<String>
    let databases: [String]
    var limits = Limits()

    /// What the environment's server takes for the same key.
    var spellings: KeySpellings?

    func scan() -> FileScan {
        // A folder that cannot be opened is reported by whoever reads the fragments.
        guard let folder = (try? root.open()) ?? nil else { return FileScan() }
        var walk = Walk(
            limits: limits,
            spellings: spellings,
            declared: declared,
            databases: Set(databases.flatMap(Self.files))
        )
        walk.enter(folder, path: "", depth: 0)
        let skipped = walk.skipped.sorted { $0.path < $1.path }
        return FileScan(
            files: walk.files.sorted { $0.path < $1.path },
            skipped: skipped,
            problems: skipped.isEmpty ? [] : [.notCompared(skipped, output)]
        )
    }

    /// The files of a database that exist: closing any descriptor of one gives up SQLite's locks on it.
    private static func files(of database: String) -> [FileIdentity] {
        // What SQLite puts beside a database has the name of the file that a link leads to.
        guard let resolved = realpath(database, nil) else { return [] }
        defer { free(resolved) }
        let path = String(cString: resolved)
        return ["", "-wal", "-shm", "-journal"].compactMap { suffix in
            var status = stat()
            return stat(path + suffix, &status) == 0 ? FileIdentity(status) : nil
        }
    }

    struct FileIdentity: Hashable {
        let device: dev_t
        let inode: ino_t

        init(_ status: stat) {
            device = status.st_dev
            inode = status.st_ino
        }
    }

    /// One pass over the folders, with what it has used up.
    private struct Walk {
        let limits: Limits
        let spellings: KeySpellings?
        let declared: Set<String>
        let databases: Set<FileIdentity>
        var files: [FileScan.File] = []
        var skipped: [FileScan.Skipped] = []
        private var entries = 0
        private var opened = 0
        private var bytes = 0
        private var words = 0

        init(limits: Limits, spellings: KeySpellings?, declared: Set<String>, databases: Set<FileIdentity>) {
            self.limits = limits
            self.spellings = spellings
            self.declared = declared
            self.databases = databases
        }

        mutating func enter(_ folder: Descriptor, path: String, depth: Int) {
            let found: [(name: String, kind: FileKind?)]
            do throws(SystemError) {
                found = try folder.entries()
            } catch {
                return skip(path, error.words)
            }
            for (name, kind) in found.sorted(by: { $0.name < $1.name }) where name != "." && name != ".." {
                entries += 1
                guard entries <= limits.entries else { return skip(path, "more than \(limits.entries) names in total") }
                let here = path + name
                // What keyturn itself is writing, or left behind when it was killed, is swept.
                if declared.contains(here) || FragmentPath.isTemporary(name) { continue }
                do throws(SystemError) {
                    try look(at: name, kind, in: folder, here, depth: depth)
                } catch  where error.number == ENOENT {
                    continue
                } catch {
                    skip(here, error.words)
                }
            }
        }

        private mutating func look(
            at name: String,
            _ kind: FileKind?,
            in folder: Descriptor,
            _ path: String,
            depth: Int
        ) throws(SystemError) {
            var kind = kind
            if kind == nil { kind = try folder.status(of: name).map { FileKind($0) } }
            switch kind {
            case .folder where name == ".git": return
            case .folder:
                guard depth < limits.depth else { return skip(path, "more than \(limits.depth) folders deep") }
                let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
                let inner = Descriptor(try retrying { openat(folder.number, name, flags) })
                enter(inner, path: path + "/", depth: depth + 1)
            case .file:
                guard let status = try folder.status(of: name), FileKind(status) == .file else { return }
                if !databases.contains(FileIdentity(status)) { try read(name, in: folder, path, size: status.st_size) }
            case .link, .pipe, .socket, .device, nil: return
            }
        }

        private mutating func read(_ name: String, in folder: Descriptor, _ path: String, size: off_t)
            throws(SystemError)
        {
            guard size > 0 else { return }
            guard size <= limits.fileBytes else { return skip(path, "larger than \(limits.fileBytes >> 20) MiB") }
            guard opened < limits.files else { return skip(path, "more than \(limits.files) files in total") }
            guard bytes + Int(size) <= limits.totalBytes else {
                return skip(path, "more than \(limits.totalBytes >> 20) MiB in total")
            }
            opened += 1
            bytes += Int(size)
            // What takes the file's place meanwhile is neither followed nor waited for.
            let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
            let file = Descriptor(try retrying { openat(folder.number, name, flags) })
            guard FileKind(try file.status()) == .file else { return }
            let content = try file.content(size: Int(size))
            let found = KeyScanner.fingerprints(in: content)
            let isOurs = WrittenFile.isOurs(content)
            guard !found.isEmpty || isOurs else { return }
            guard words + found.count <= limits.words else {
                return skip(path, "more than \(limits.words) words that could be keys")
            }
            words += found.count
            files.append(
                FileScan.File(
                    path: path,
                    words: found,
                    otherSpellings: KeyScanner.otherSpellings(in: content, spellings),
                    isOurs: isOurs,
                    entries: WrittenFile.entries(of: content)
                )
            )
        }

        private mutating func skip(_ path: String, _ reason: String) {
            let name = path.hasSuffix("/") ? String(path.dropLast()) : path
            skipped.append(FileScan.Skipped(path: name, reason: reason))
        }
    }
}

extension Diagnostic {
    fileprivate static func notCompared(_ skipped: [FileScan.Skipped], _ output: OutputName) -> Diagnostic {
        let named = skipped.prefix(5).map { skipped in
            "\(skipped.path.isEmpty ? "the folder itself" : PlainText.line(skipped.path)): \(skipped.reason)"
        }.joined(separator: "; ")
        let more = skipped.count > 5 ? "; and \(skipped.count - 5) more" : ""
        return Diagnostic(
            .warning,
            DeliveryCode.notCompared,
            "parts of the output folder \(output.path) were not searched for keys",
            detail: named + more,
            fix: "Move it elsewhere, or let keyturn read it.",
            address: output.environment
        )
    }
}
