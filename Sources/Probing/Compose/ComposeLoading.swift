internal import Diagnostics
internal import Model
internal import Verification

/// One pass over the files of a project, each read once.
struct ComposeLoading {
    private let read: @Sendable (String) async -> ComposeLoader.Found
    var project = ComposeProject()

    /// By path and folder; nil for those that could not be read.
    private var documents: [[String]: ComposeDocument?] = [:]

    /// No one has more; files that name each other may continue forever.
    private static let mostFiles = 100
    private static let deepest = 16

    init(read: @escaping @Sendable (String) async -> ComposeLoader.Found) { self.read = read }

    /// Adds the services of some files, whose relative paths are taken from `folder`; later files win.
    ///
    /// `interpolations` are the dotenv files that fill in `${…}` besides the project's own.
    mutating func load(_ files: [String], in folder: String, interpolations: [String], depth: Int) async {
        for file in files {
            guard let document = await document(file, in: folder) else { continue }
            for include in document.includes { await follow(include, from: file, depth: depth) }
            for name in document.services.keys.sorted() {
                guard let service = await service(name, of: document, trail: []) else { continue }
                project.services[name, default: ComposeProject.Service()].add(service, interpolations)
            }
        }
    }

    private mutating func follow(_ include: ComposeDocument.Include, from file: String, depth: Int) async {
        guard depth < Self.deepest else { return doubt(file, "files include each other too deeply or in a circle") }
        guard let first = include.files.first else { return }
        let folder = include.folder ?? PathText.absolute("..", in: first)
        let interpolations = include.interpolations ?? [PathText.absolute(".env", in: folder)]
        await load(include.files, in: folder, interpolations: interpolations, depth: depth + 1)
    }

    /// A service with what it extends under it; nil if the file has none of that name.
    private mutating func service(
        _ name: String,
        of document: ComposeDocument,
        trail: [[String]]
    ) async -> ComposeProject.Service? {
        guard let own = document.services[name] else {
            doubt(document.file, "a service extends another that does not exist")
            return nil
        }
        guard let base = own.base else { return own.service }
        let here = [document.file, name]
        guard trail.count < Self.deepest, !trail.contains(here) else {
            doubt(document.file, "services extend each other too deeply or in a circle")
            return own.service
        }
        var source = document
        if let file = base.file {
            // Paths of a service that is extended are taken from the folder of its own file.
            guard let other = await self.document(file, in: PathText.absolute("..", in: file)) else {
                return own.service
            }
            source = other
        }
        var service = await self.service(base.service, of: source, trail: trail + [here]) ?? ComposeProject.Service()
        // Profiles are not taken over.
        service.needsProfile = own.service.needsProfile
        service.add(own.service, [])
        return service
    }

    // MARK: - Files

    private mutating func document(_ file: String, in folder: String) async -> ComposeDocument? {
        if let known = documents[[file, folder]] { return known }
        guard documents.count < Self.mostFiles else {
            doubt(file, "there are more than \(Self.mostFiles) files")
            return nil
        }
        let document: ComposeDocument?
        switch await read(file) {
        case .missing:
            doubt(file, "no such file")
            document = nil
        case .unreadable(let reason):
            doubt(file, reason)
            document = nil
        case .content(let content):
            do throws(ComposeDocument.Unreadable) {
                document = try ComposeDocument(content, file: file, folder: folder)
                for reason in document?.doubts ?? [] { doubt(file, reason) }
            } catch {
                doubt(file, error.reason)
                document = nil
            }
        }
        documents[[file, folder]] = .some(document)
        return document
    }

    private mutating func doubt(_ file: String, _ reason: String) {
        let clause = "\(PlainText.line(file)): \(reason)"
        if !project.unread.contains(clause) { project.unread.append(clause) }
    }
}

extension ComposeProject.Service {
    /// Lays another service over this one, as compose does with several files.
    fileprivate mutating func add(_ other: ComposeProject.Service, _ interpolations: [String]) {
        envFiles += other.envFiles
        rawFiles.subtract(other.envFiles)
        rawFiles.formUnion(other.rawFiles)
        needsProfile = needsProfile || other.needsProfile
        for (variable, setting) in other.environment {
            environment[variable] = ComposeProject.Setting(
                value: setting.value,
                file: setting.file,
                interpolations: setting.interpolations + interpolations
            )
        }
    }
}
