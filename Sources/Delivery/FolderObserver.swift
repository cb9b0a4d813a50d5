internal import Diagnostics
internal import Fragments
internal import Glibc
internal import Model

/// Reads what stands where fragments belong.
struct FolderObserver {
    let root: RootFolder
    let output: OutputName

    /// Nothing that keyturn writes comes near: 100,000 identities in one compose file are 25 MiB.
    static let largestFile = 64 << 20

    func observe(_ requests: [FileRequest], withLeftovers: Bool) -> FolderObservation {
        var notes = Notes()
        let accounts = Accounts()
        checkAccounts(of: requests, accounts, &notes)
        let resolved = root.resolved
        let folder: Descriptor?
        do throws(SystemError) {
            folder = try root.open()
        } catch {
            let problem = root.problem(error, output)
            notes.add("", problem)
            return observation(nil, resolved, requests, &notes) { request, notes in
                notes.unread[request.path] = problem
                return .unknown
            }
        }
        guard let folder else { return observation(nil, resolved, requests, &notes) { _, _ in .missing } }
        let identity = (try? folder.status()).map { "\($0.st_dev):\($0.st_ino)" }
        let tree = FolderTree(root: folder)
        if !requests.isEmpty { checkWritable(folder, &notes) }
        if withLeftovers { readLeftovers(beside: requests, tree, &notes) }
        return observation(identity, resolved, requests, &notes) { observe($0, tree, accounts, &$1) }
    }

    /// Also of files that are missing: whoever plans is to know before anything is applied.
    private func checkAccounts(of requests: [FileRequest], _ accounts: Accounts, _ notes: inout Notes) {
        for request in requests {
            if let owner = request.attributes.owner, accounts.user(owner) == nil {
                notes.add("user \(owner)", .account(request.path, "user", owner, output))
            }
            if let group = request.attributes.group, accounts.group(group) == nil {
                notes.add("group \(group)", .account(request.path, "group", group, output))
            }
        }
    }

    /// Only warns: looking does not need it, nor does an environment in which there is nothing to do.
    private func checkWritable(_ folder: Descriptor, _ notes: inout Notes) {
        do throws(SystemError) {
            _ = try retrying { faccessat(folder.number, ".", W_OK | X_OK, AT_EACCESS) }
        } catch {
            notes.add("", .unwritable(error, output))
        }
    }

    /// Each folder in the output folder once: it may be on a file system of its own, or someone else's.
    private func checkWritable(_ folder: Descriptor, around path: String, _ notes: inout Notes) {
        guard let slash = path.lastIndex(of: "/"), notes.isNew(folder: path[..<slash]) else { return }
        do throws(SystemError) {
            _ = try retrying { faccessat(folder.number, ".", W_OK | X_OK, AT_EACCESS) }
        } catch {
            notes.add("folder \(path[..<slash])", .unwritable(error, output, String(path[..<slash])))
        }
    }

    /// One that cannot be read may hold the only text of a key: an error.
    private func readLeftovers(beside requests: [FileRequest], _ tree: FolderTree, _ notes: inout Notes) {
        do throws(Diagnostic) {
            notes.leftovers = try Sweeper(tree: tree, output: output).leftovers(beside: requests.map(\.path))
        } catch {
            notes.add("leftovers", error)
        }
    }

    /// What is to be told besides what stands where.
    private struct Notes {
        var leftovers: [Leftover] = []
        /// What stands against several files, each told once.
        private(set) var problems: [Diagnostic] = []
        var changedAt: [String: Instant] = [:]
        var unread: [String: Diagnostic] = [:]
        var hindrances: [String: Diagnostic] = [:]
        var access: [String: FileAccess] = [:]
        private var seen: Set<String> = []
        private var folders: Set<Substring> = []

        /// Whether it is asked for the first time.
        mutating func isNew(folder: Substring) -> Bool { folders.insert(folder).inserted }

        mutating func add(_ what: String, _ problem: @autoclosure () -> Diagnostic) {
            if seen.insert(what).inserted { problems.append(problem()) }
        }
    }

    private func observation(
        _ identity: String?,
        _ resolved: String,
        _ requests: [FileRequest],
        _ notes: inout Notes,
        _ file: (FileRequest, inout Notes) -> ObservedFile
    ) -> FolderObservation {
        var files: [String: ObservedFile] = [:]
        files.reserveCapacity(requests.count)
        for request in requests { files[request.path] = file(request, &notes) }
        return FolderObservation(
            identity: identity,
            resolvedPath: resolved,
            files: files,
            changedAt: notes.changedAt,
            unread: notes.unread,
            hindrances: notes.hindrances,
            access: notes.access,
            leftovers: notes.leftovers,
            problems: notes.problems
        )
    }

    private func observe(
        _ request: FileRequest,
        _ tree: FolderTree,
        _ accounts: Accounts,
        _ notes: inout Notes
    ) -> ObservedFile {
        do throws(FolderError) {
            let (folder, name) = try tree.folder(of: request.path)
            checkWritable(folder, around: request.path, &notes)
            do throws(SystemError) {
                let status = try folder.status(of: name)
                if let kind = status.map({ FileKind($0) }), kind != .file { return .obstacle(kind.words) }
                if let hindrance = Hindrance(of: name, status, in: folder, try folder.status()) {
                    notes.hindrances[request.path] = .hindrance(hindrance, at: request.path, output)
                }
                if status == nil { return .missing }
                return try read(name, in: folder, request, accounts, &notes)
            } catch  where error.number == ENOENT {
                return .missing
            } catch {
                let problem = Diagnostic.unreadable(request.path, error, output)
                notes.add("path \(request.path)", problem)
                notes.unread[request.path] = problem
                return .unknown
            }
        } catch  where error.error.number == ENOENT && error.kind == nil {
            return .missing
        } catch {
            if let kind = error.kind, kind != .folder {
                return .obstacle("a path that cannot be resolved (\(error.words))")
            }
            let problem = Diagnostic.unreadable(error.path, error.error, output)
            notes.add("path \(error.path)", problem)
            notes.unread[request.path] = problem
            return .unknown
        }
    }

    private func read(
        _ name: String,
        in folder: Descriptor,
        _ request: FileRequest,
        _ accounts: Accounts,
        _ notes: inout Notes
    ) throws(SystemError) -> ObservedFile {
        // Whatever takes the file's place after it was looked at is neither followed nor waited for.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let file = Descriptor(try retrying { openat(folder.number, name, flags) })
        let status = try file.status()
        guard FileKind(status) == .file else { return .obstacle(FileKind(status).words) }
        guard status.st_size <= Self.largestFile else { return .obstacle("a file of more than 64 MiB") }
        let content = try file.content(size: Int(status.st_size))
        notes.changedAt[request.path] = status.changedAt
        let around = try folder.status().st_mode & 0o7777
        return judge(content, status, around, request, accounts, &notes)
    }

    private func judge(
        _ content: Secret,
        _ status: stat,
        _ around: mode_t,
        _ request: FileRequest,
        _ accounts: Accounts,
        _ notes: inout Notes
    ) -> ObservedFile {
        let declared = request.attributes
        var matches = accounts.match(status, declared)
        let isForeign = declared.owner == nil && status.st_uid != 0 && status.st_uid != geteuid()
        let isUsers =
            request.isDotenv && !(isForeign && content.isBlank)
            && ObservedFile.file(content, attributesMatch: true).ownedByUsers != nil
        if request.isDotenv, !isUsers, declared.mode == nil {
            matches = matches && status.st_mode & 0o7777 == mode_t(FileAttributes.defaultMode)
        }
        let foreign = isForeign ? accounts.name(ofUser: status.st_uid) : nil
        let isOpen = isUsers && declared.mode == nil && status.st_mode & 0o006 != 0
        let mode = isOpen ? "0" + String(status.st_mode & 0o7777, radix: 8) : nil
        if isForeign, !isUsers { matches = false }
        // Where the sticky bit is set, no one else may rename or remove a file.
        let isFolderOpen = around & 0o002 != 0 && around & 0o1000 == 0
        let folderMode = isFolderOpen ? "0" + String(around, radix: 8) : nil
        if foreign != nil || mode != nil || folderMode != nil {
            notes.access[request.path] = FileAccess(
                foreignOwner: foreign,
                openMode: mode,
                openFolder: folderMode
            )
        }
        if let folderMode {
            let folder = request.path.lastIndex(of: "/").map { String(request.path[..<$0]) }
            notes.add("folder mode \(folder ?? "")", .openFolder(folderMode, folder, output))
        }
        if let foreign {
            notes.add("owner \(request.path)", .foreignOwner(foreign, of: request.path, isUsers: isUsers, output))
        }
        if let mode { notes.add("mode \(request.path)", .openFile(mode, of: request.path, output)) }
        // An empty file has nothing of a user's: whoever made it beforehand would own the keys that come into it.
        if isForeign, request.isDotenv, content.isBlank { return .missing }
        return .file(content, attributesMatch: matches)
    }
}
