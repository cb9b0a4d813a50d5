import CLinux
import Delivery
import Diagnostics
import Glibc
import Model
import Testing

/// What is on a user's file, and what keeps any file from being replaced.
struct UsersFilesTests {
    private let temporary: TemporaryFolder
    private let folder: LocalOutputFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = LocalOutputFolder(path: temporary.url("out"), environment: "prod")
    }

    private func observe(_ path: String, _ attributes: FileAttributes = FileAttributes()) async -> FolderObservation {
        await folder.observe([FileRequest(path: path, attributes: attributes, isDotenv: true)])
    }

    private func file(_ path: String, isUsers: Bool, _ attributes: FileAttributes = FileAttributes()) -> FragmentFile {
        FragmentFile(path: path, content: Secret(text: "new"), attributes: attributes, isUsers: isUsers)
    }

    /// - Returns: the code that staging is refused with; nil where it is not.
    private func refusal(_ files: [FragmentFile]) async -> String? {
        do throws(Diagnostic) {
            let staged = try await folder.stage(files)
            await folder.discard(staged)
            return nil
        } catch {
            return error.code
        }
    }

    private func expectRefused(_ path: String, as code: String, _ words: String) async {
        let hindrance = await observe(path).hindrances[path]
        #expect(hindrance?.code == code && hindrance?.isError == true)
        #expect(hindrance?.summary.contains(words) == true && hindrance?.fix != nil)
        for isUsers in [false, true] { #expect(await refusal([file(path, isUsers: isUsers)]) == code) }
        let removal = FragmentFile(path: path, content: nil, attributes: FileAttributes())
        #expect(await refusal([removal]) == code)
        #expect(temporary.names.allSatisfy { !$0.contains(".keyturn-") })
    }

    @Test(arguments: ["A=1\n", "# Written by keyturn; x\nA=1\n"])
    func `a file with another name is refused, since that would keep the old key`(text: String) async throws {
        try temporary.write(text, to: "out/f")
        try #require(link(temporary.url("out/f"), temporary.url("g")) == 0)
        await expectRefused("f", as: "output-hard-link", "another name leads to the same file")
        unlink(temporary.url("g"))
        #expect(await observe("f").hindrances.isEmpty)
        #expect(await refusal([file("f", isUsers: true)]) == nil)
    }

    @Test(.enabled(if: canMount(), "only root may mount"))
    func `a file that is a mount point is refused, also within one file system`() async throws {
        try temporary.write("A=1\n", to: "out/f")
        try temporary.write("A=2\n", to: "g")
        try #require(runs("mount", "--bind", temporary.url("g"), temporary.url("out/f")))
        defer { runs("umount", temporary.url("out/f")) }
        await expectRefused("f", as: "output-mount-point", "it is a mount point")
        #expect(await observe("f").hindrances["f"]?.fix == "Mount the folder instead of the file.")
    }

    @Test(.enabled(if: canChangeFlags(), "only root may set these flags"), arguments: ["i", "a"])
    func `a file that is immutable or can only be appended to is refused`(flag: String) async throws {
        try temporary.write("A=1\n", to: "out/f")
        try #require(runs("chattr", "+\(flag)", temporary.url("out/f")))
        defer { runs("chattr", "-\(flag)", temporary.url("out/f")) }
        await expectRefused("f", as: "output-immutable", flag == "i" ? "it is immutable" : "append-only")
    }

    @Test(.enabled(if: canChangeFlags(), "only root may set these flags"), arguments: ["i", "a"])
    func `a folder that is immutable or can only be added to is refused`(flag: String) async throws {
        try temporary.write("A=1\n", to: "out/d/f")
        try #require(runs("chattr", "+\(flag)", temporary.url("out/d")))
        defer { runs("chattr", "-\(flag)", temporary.url("out/d")) }
        await expectRefused("d/f", as: "output-immutable", "its folder")
    }

    // MARK: - What is kept

    @Test(.enabled(if: geteuid() == 0, "only root may give files away"))
    func `a file of ours is made like a new one, whoever made the one in its place`() async throws {
        try temporary.write("# Written by keyturn; x\nA=1\n", to: "out/f", mode: 0o664)
        chown(temporary.url("out/f"), 4242, 4343)
        let before = await observe("f")
        #expect(before.access["f"]?.foreignOwner == "4242")
        #expect(before.problems.map(\.code) == ["fragment-foreign-owner"])
        guard case .file(_, attributesMatch: false)? = before.files["f"] else {
            Issue.record("a foreign owner is not as declared")
            return
        }
        try await folder.publish(try await folder.stage([file("f", isUsers: false)]))
        let after = temporary.status("out/f")
        #expect(after.st_uid == geteuid() && after.st_gid == getegid())
        #expect(temporary.mode("out/f") == 0o600)
    }

    @Test(.enabled(if: geteuid() == 0, "only root may give files away"))
    func `a user's file keeps owner, group and mode, and a foreign owner is reported`() async throws {
        try temporary.write("A=1\n", to: "out/f", mode: 0o640)
        chown(temporary.url("out/f"), 4242, 4343)
        let before = await observe("f")
        #expect(before.problems.map(\.code) == ["fragment-foreign-owner"])
        #expect(before.files["f"] == .file(Secret(text: "A=1\n"), attributesMatch: true))
        #expect(await observe("f", FileAttributes(owner: "4242")).problems.isEmpty)
        try await folder.publish(try await folder.stage([file("f", isUsers: true)]))
        let after = temporary.status("out/f")
        #expect(after.st_uid == 4242 && after.st_gid == 4343 && temporary.mode("out/f") == 0o640)
    }

    @Test(
        arguments: [(0o644, "0644"), (0o666, "0666"), (0o602, "0602"), (0o640, nil), (0o600, nil)]
            as [(mode_t, String?)]
    )
    func `a user's file that everyone may read or write is reported`(mode: mode_t, told: String?) async throws {
        try temporary.write("A=1\n", to: "out/f", mode: mode)
        let found = await observe("f")
        #expect(found.access["f"]?.openMode == told)
        #expect(found.problems.map(\.code) == (told == nil ? [] : ["fragment-open"]))
        #expect(await observe("f", FileAttributes(mode: UInt16(mode))).access.isEmpty)
    }

    @Test(arguments: [(0o777, "0777"), (0o772, "0772"), (0o1777, nil), (0o775, nil)] as [(mode_t, String?)])
    func `a folder in which everyone may replace files is reported, once`(mode: mode_t, told: String?) async throws {
        for (folder, prefix) in [("out", ""), ("out/inner", "inner/")] {
            try temporary.write("A=1\n", to: "\(folder)/f", mode: 0o600)
            try temporary.write("# Written by keyturn; x\nA=1\n", to: "\(folder)/g", mode: 0o600)
            chmod(temporary.url(folder), mode)
            let requests = ["f", "g"].map {
                FileRequest(path: prefix + $0, attributes: FileAttributes(), isDotenv: true)
            }
            let found = await self.folder.observe(requests)
            chmod(temporary.url(folder), 0o700)
            #expect(found.access["\(prefix)f"]?.openFolder == told)
            #expect(found.problems.map(\.code) == (told == nil ? [] : ["fragment-open"]))
            #expect(found.problems.allSatisfy { $0.summary.hasPrefix("\(temporary.url(folder)) has mode ") })
        }
    }

    @Test func `extended attributes of a user's file stay on it`() async throws {
        try temporary.write("A=1\n", to: "out/f")
        try #require(setAttribute("user.note", [1, 2, 0, 3], on: "out/f"))
        try await folder.publish(try await folder.stage([file("f", isUsers: true)]))
        #expect(temporary.read("out/f") == "new")
        #expect(attribute("user.note", of: "out/f") == [1, 2, 0, 3])
    }

    @Test func `the access list of a user's file stays on it, and no other comes from the folder`() async throws {
        try temporary.write("A=1\n", to: "out/f", mode: 0o640)
        try temporary.write("A=1\n", to: "out/plain", mode: 0o640)
        try #require(setAttribute("system.posix_acl_access", accessList(user: 4242), on: "out/f"))
        try #require(setAttribute("system.posix_acl_default", accessList(user: 4343), on: "out"))
        let files = [file("f", isUsers: true), file("plain", isUsers: true)]
        try await folder.publish(try await folder.stage(files))
        #expect(attribute("system.posix_acl_access", of: "out/f") == accessList(user: 4242))
        #expect(attribute("system.posix_acl_access", of: "out/plain") == nil)
        #expect(temporary.mode("out/f") == 0o640 && temporary.mode("out/plain") == 0o640)
    }

    @Test(.enabled(if: canChangeFlags(), "only root may set these flags"))
    func `flags of a user's file stay on it`() async throws {
        try temporary.write("A=1\n", to: "out/f")
        try #require(runs("chattr", "+dS", temporary.url("out/f")))
        try await folder.publish(try await folder.stage([file("f", isUsers: true)]))
        #expect(runs("sh", "-c", "lsattr \(temporary.url("out/f")) | cut -d' ' -f1 | grep S | grep -q d"))
    }

    /// As the kernel keeps it: owner, a user, group, mask, others.
    private func accessList(user: UInt32) -> [UInt8] {
        func entry(_ tag: UInt16, _ rights: UInt16, _ id: UInt32 = .max) -> [UInt8] {
            withUnsafeBytes(of: tag.littleEndian) { Array($0) } + withUnsafeBytes(of: rights.littleEndian) { Array($0) }
                + withUnsafeBytes(of: id.littleEndian) { Array($0) }
        }
        return [2, 0, 0, 0] + entry(0x01, 6) + entry(0x02, 4, user) + entry(0x04, 4) + entry(0x10, 4) + entry(0x20, 0)
    }

    private func setAttribute(_ name: String, _ value: [UInt8], on path: String) -> Bool {
        setxattr(temporary.url(path), name, value, value.count, 0) == 0
    }

    private func attribute(_ name: String, of path: String) -> [UInt8]? {
        var value = [UInt8](repeating: 0, count: 256)
        let count = getxattr(temporary.url(path), name, &value, value.count)
        return count < 0 ? nil : Array(value.prefix(count))
    }
}

/// Whether this process may make a file immutable.
private func canChangeFlags() -> Bool {
    guard geteuid() == 0, let folder = try? TemporaryFolder(), (try? folder.write("", to: "f")) != nil else {
        return false
    }
    return runs("chattr", "+i", folder.url("f")) && runs("chattr", "-i", folder.url("f"))
}
