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
            return Template(path: name, text: text)
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
    private func isInRepository(_ path: String) -> Bool {
        let root = repository
        guard Self.isBelow(root, path) else { return false }
        // A file that is missing is told of as such.
        guard let resolved = context.files.resolved(path), let around = context.files.resolved(root) else {
            return true
        }
        return Self.isBelow(around, resolved)
    }

    /// The nearest folder around the configuration that holds `.git`; without one, the folder that holds the configuration's.
    private var repository: String {
        var folder = context.folder
        while folder != "/" {
            if names(in: folder).contains(".git") { return folder }
            folder = PathText.absolute("..", in: folder)
        }
        return PathText.absolute("..", in: context.folder)
    }

    private static func isBelow(_ folder: String, _ path: String) -> Bool {
        folder == "/" || path.utf8.starts(with: (folder + "/").utf8)
    }

    private func names(in folder: String) -> [String] {
        (try? context.files.names(in: folder))?.sorted() ?? []
    }
}
