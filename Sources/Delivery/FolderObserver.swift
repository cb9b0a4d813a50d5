internal import Glibc
internal import Model

/// Reads what stands where fragments belong.
struct FolderObserver {
    let root: RootFolder

    /// Nothing that keyturn writes comes near: 100,000 identities in one compose file are 25 MiB.
    static let largestFile = 64 << 20

    func observe(_ requests: [FileRequest]) -> FolderObservation {
        let resolved = root.resolved
        let folder: Descriptor?
        do throws(SystemError) {
            folder = try root.open()
        } catch {
            let obstacle = ObservedFile.obstacle("an output folder that cannot be opened (\(error.words))")
            return observation(nil, resolved, requests) { _ in obstacle }
        }
        guard let folder else { return observation(nil, resolved, requests) { _ in .missing } }
        let identity = (try? folder.status()).map { "\($0.st_dev):\($0.st_ino)" }
        let tree = FolderTree(root: folder)
        let accounts = Accounts()
        return observation(identity, resolved, requests) { observe($0, tree, accounts) }
    }

    private func observation(
        _ identity: String?,
        _ resolved: String,
        _ requests: [FileRequest],
        _ file: (FileRequest) -> ObservedFile
    ) -> FolderObservation {
        var files: [String: ObservedFile] = [:]
        files.reserveCapacity(requests.count)
        for request in requests { files[request.path] = file(request) }
        return FolderObservation(identity: identity, resolvedPath: resolved, files: files)
    }

    private func observe(_ request: FileRequest, _ tree: FolderTree, _ accounts: Accounts) -> ObservedFile {
        do throws(FolderError) {
            let (folder, name) = try tree.folder(of: request.path)
            do throws(SystemError) {
                guard let status = try folder.status(of: name) else { return .missing }
                let kind = FileKind(status)
                guard kind == .file else { return .obstacle(kind.words) }
                return try read(name, in: folder, request.attributes, accounts)
            } catch  where error.number == ENOENT {
                return .missing
            } catch {
                return .obstacle("a file that cannot be read (\(error.words))")
            }
        } catch  where error.error.number == ENOENT && error.kind == nil {
            return .missing
        } catch {
            return .obstacle("a path that cannot be followed (\(error.words))")
        }
    }

    private func read(
        _ name: String,
        in folder: Descriptor,
        _ attributes: FileAttributes,
        _ accounts: Accounts
    ) throws(SystemError) -> ObservedFile {
        // Whatever takes the file's place after it was looked at is neither followed nor waited for.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let file = Descriptor(try retrying { openat(folder.number, name, flags) })
        let status = try file.status()
        guard FileKind(status) == .file else { return .obstacle(FileKind(status).words) }
        guard status.st_size <= Self.largestFile else { return .obstacle("a file of more than 64 MiB") }
        // One byte more tells the end without another call, and a file that grows meanwhile is read to its old end.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(status.st_size) + 1, alignment: 1)
        defer {
            if let base = buffer.baseAddress { explicit_bzero(base, buffer.count) }
            buffer.deallocate()
        }
        var count = 0
        while count < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let read = try retrying { Glibc.read(file.number, rest.baseAddress, rest.count) }
            if read == 0 { break }
            count += read
        }
        let content = Secret(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        return .file(content, attributesMatch: accounts.match(status, attributes))
    }
}
