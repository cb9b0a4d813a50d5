package import Model
package import Verification

/// Gathers what the compose files of a project say of the variables of its services.
///
/// Only what decides about variables is looked at: `env_file` and `environment`, with merge keys (`<<`), `extends` and
/// `include` followed. What cannot be followed is reported in ``ComposeProject/unread``: a path with variables in it, a
/// repository elsewhere, a file that is missing or cannot be read, a circle.
package struct ComposeLoader: Sendable {
    /// What is at an absolute path.
    package enum Found: Sendable {
        case content(Secret)
        case missing
        /// Why it cannot be read: a clause.
        case unreadable(String)
    }

    private let read: @Sendable (String) async -> Found

    package init(read: @escaping @Sendable (String) async -> Found) { self.read = read }

    /// The project that compose would find from an absolute folder: in it, or in the nearest folder above.
    ///
    /// Nil if there is none.
    package func project(from start: String) async -> ComposeProject? {
        var folder = start
        while true {
            for name in ComposeFile.names {
                let file = PathText.absolute(name, in: folder)
                if case .missing = await read(file) { continue }
                return await project(of: file, in: folder)
            }
            let parent = PathText.absolute("..", in: folder)
            guard parent != folder else { return nil }
            folder = parent
        }
    }

    private func project(of file: String, in folder: String) async -> ComposeProject {
        var files = [file]
        for name in ComposeFile.overrides {
            let path = PathText.absolute(name, in: folder)
            if case .missing = await read(path) { continue }
            files.append(path)
            break
        }
        var loading = ComposeLoading(read: read)
        await loading.load(files, in: folder, interpolations: [], depth: 0)
        loading.project.interpolation = PathText.absolute(".env", in: folder)
        return loading.project
    }
}
