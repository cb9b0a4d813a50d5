internal import Diagnostics
internal import Model

extension FileDecoder {
    /// How large a template may be.
    static let templateLimit = 1 << 20

    /// Reads a template, once for all deliveries of the environment that name it.
    mutating func template(_ value: ScalarText) -> Template? {
        if let known = templates[value.text] { return known }
        let template = readTemplate(value)
        templates[value.text] = .some(template)
        return template
    }

    /// A bare name is looked up in `templates` beside the folder of environments; with a slash it is a path.
    private mutating func readTemplate(_ value: ScalarText) -> Template? {
        guard !PathText.beginsAtHome(value.text) else {
            report(.templateAtHome(value, place(value.node)))
            return nil
        }
        guard !value.text.utf8.starts(with: "/".utf8) else {
            report(.templateOutside(value, place(value.node)))
            return nil
        }
        let isPath = value.text.contains("/")
        let folder = isPath ? context.folder : PathText.absolute("../templates", in: context.folder)
        let path = PathText.absolute(value.text, in: folder)
        guard isInRepository(path) else {
            report(.templateOutside(value, place(value.node)))
            return nil
        }
        let shown = PathText.shown(path, from: context.files.workingFolder)
        // A variable's value is not shown, not even as a part of a path.
        let name = value.isInterpolated ? value.written : shown
        do {
            let bytes = try context.files.read(path, limit: Self.templateLimit)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                report(.unreadableTemplate(name, "it is not UTF-8", place(value.node)))
                return nil
            }
            return Template(path: name, text: text, origin: origin(of: path))
        } catch {
            switch error {
            case .missing:
                let known = isPath ? [] : names(in: folder)
                report(.missingTemplate(value, lookedAt: name, known: known, place(value.node)))
            case .wrongKind:
                report(.unreadableTemplate(name, "it is not a regular file", place(value.node)))
            case .tooLarge(let bytes):
                let reason = "it has \(bytes) bytes, more than the \(Self.templateLimit) that are read"
                report(.unreadableTemplate(name, reason, place(value.node)))
            case .unreadable(let reason):
                report(.unreadableTemplate(name, reason, place(value.node)))
            }
        }
        return nil
    }

    /// Whether a path leads to a file of the configuration's repository, also where links are followed: what a template
    /// holds is shown in plans.
    ///
    /// What is in `.git` is not part of it: there are tokens in it.
    private func isInRepository(_ path: String) -> Bool {
        let root = repository ?? PathText.absolute("..", in: context.folder)
        guard let file = Self.relative(path, to: root), !Self.isGitsOwn(file) else { return false }
        // A file that is missing is reported as such.
        guard let resolved = context.files.resolved(path), let around = context.files.resolved(root) else {
            return true
        }
        return Self.relative(resolved, to: around).map { !Self.isGitsOwn($0) } ?? false
    }

    private func origin(of path: String) -> Template.Origin? {
        guard let root = repository.flatMap(context.files.resolved), let resolved = context.files.resolved(path) else {
            return nil
        }
        return Self.relative(resolved, to: root).map { Template.Origin(repository: root, file: $0) }
    }

    /// The nearest folder around the configuration that holds `.git`; nil for none.
    private var repository: String? {
        var folder = context.folder
        while folder != "/" {
            if names(in: folder).contains(".git") { return folder }
            folder = PathText.absolute("..", in: folder)
        }
        return nil
    }

    /// A path below a folder without the folder's own; nil for one that is elsewhere.
    private static func relative(_ path: String, to folder: String) -> String? {
        let prefix = folder == "/" ? "/" : folder + "/"
        guard path.utf8.starts(with: prefix.utf8) else { return nil }
        return String(path.utf8.dropFirst(prefix.utf8.count))
    }

    /// Also as file systems without cases spell it.
    private static func isGitsOwn(_ file: String) -> Bool {
        file.split(separator: "/").contains { $0.lowercased() == ".git" }
    }

    private func names(in folder: String) -> [String] {
        (try? context.files.names(in: folder))?.sorted() ?? []
    }
}
