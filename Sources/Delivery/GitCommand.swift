internal import Glibc
internal import Subprocess

/// Asks git which fragments it does not ignore: one process for an output folder, and none where there is no repository.
///
/// No git, no repository, a repository that git refuses to read: no warning. It only ever advises.
package struct GitCommand: GitTracking {
    /// What git may take: it only advises, and a run that holds locks does not wait for a file system that hangs.
    private let patience: Duration

    package init(patience: Duration) { self.patience = patience }

    package func tracked(_ fragments: [String], in output: String) async -> TrackedFragments? {
        let root = RootFolder(path: output)
        let folder = root.nearestExisting
        guard !fragments.isEmpty, let repository = Self.repository(around: folder) else { return nil }
        // Git does not look beyond links, so it is asked with none in the paths.
        let resolved = root.resolved
        let inside = resolved == folder ? "" : String(resolved.dropFirst(folder.utf8.count).drop { $0 == "/" }) + "/"
        guard let ignored = await soon({ await Self.ignored(fragments.map { inside + $0 }, in: folder) }) else {
            return nil
        }
        let tracked = fragments.filter { !ignored.contains(inside + $0) }
        guard !tracked.isEmpty else { return nil }
        let prefix = String(resolved.dropFirst(repository.utf8.count).drop { $0 == "/" })
        return TrackedFragments(paths: tracked, isAll: tracked.count == fragments.count, outputInRepository: prefix)
    }

    /// The folder, of those around this one, that holds `.git`.
    private static func repository(around folder: String) -> String? {
        var folder = folder
        while true {
            var status = stat()
            if lstat(folder == "/" ? "/.git" : folder + "/.git", &status) == 0 { return folder }
            let parent = RootFolder.parent(of: folder)
            if parent == folder { return nil }
            folder = parent
        }
    }

    /// The answer, or nil when it does not come in time; the process that was asked is then ended.
    private func soon(_ ask: @escaping @Sendable () async -> Set<String>?) async -> Set<String>? {
        await withTaskGroup(of: Set<String>?.self) { group in
            group.addTask(operation: ask)
            group.addTask { [patience] in
                try? await Task.sleep(for: patience)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    /// - Returns: those of the paths that git ignores; nil where git cannot tell. A file that is committed already is
    ///   not ignored, whatever `.gitignore` says.
    private static func ignored(_ paths: [String], in folder: String) async -> Set<String>? {
        let list = paths.joined(separator: "\0") + "\0"
        guard let file = namelessFile(with: list) else { return nil }
        defer { fclose(file) }
        guard let input = input(from: fileno(file)) else { return nil }
        let result = try? await run(
            .name("git"),
            arguments: ["-C", folder, "check-ignore", "-z", "--stdin"],
            // Inside a hook git's own variables would name another repository than the one around the folder.
            environment: .inherit.updating([
                "GIT_OPTIONAL_LOCKS": "0", "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_PREFIX": nil,
            ]),
            input: input,
            output: .bytes(limit: list.utf8.count + 1),
            error: .discarded
        )
        // 0: some are ignored; 1: none is; 128: no repository, or one that is not ours to read.
        guard let result, [.exited(0), .exited(1)].contains(result.terminationStatus) else { return nil }
        return Set(result.standardOutput.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    }

    /// A file without a name, to be read from its start.
    ///
    /// A pipe would do, if git read it to its end in every case: writing to one that git has closed ends this process
    /// with SIGPIPE.
    private static func namelessFile(with text: String) -> UnsafeMutablePointer<FILE>? {
        guard let file = tmpfile() else { return nil }
        _ = fcntl(fileno(file), F_SETFD, FD_CLOEXEC)
        var text = text
        let count = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) }
        guard count == text.utf8.count, fflush(file) == 0, lseek(fileno(file), 0, SEEK_SET) == 0 else {
            fclose(file)
            return nil
        }
        return file
    }

    /// The descriptor's type is swift-system's, on which nothing else of ours depends: it is never named here.
    private static func input(from number: Int32) -> FileDescriptorInput? {
        func make<Wrapped: RawRepresentable>(
            _ body: (Wrapped) -> FileDescriptorInput
        ) -> FileDescriptorInput? where Wrapped.RawValue == Int32 {
            Wrapped(rawValue: number).map(body)
        }
        return make { .fileDescriptor($0, closeAfterSpawningProcess: false) }
    }
}
