internal import CLinux
internal import Glibc

/// What a file system keeps with a file besides its bytes, owner, group and mode: access lists, labels and other extended
/// attributes, the flags of chattr, the project that its room is counted for.
///
/// Read from a file of the users' and put on the one that takes its place.
struct KeptAttributes {
    private let extended: [(name: String, value: [UInt8])]
    private let flags: UInt32?
    private let project: UInt32?

    /// What could not be read or set, in words, and why.
    struct Failure: Error {
        let what: String
        let error: SystemError
    }

    /// Those flags of chattr that may be set on a file and do not keep it from being replaced.
    private static let keptFlags: UInt32 = 0x1 | 0x2 | 0x4 | 0x8 | 0x40 | 0x80 | 0x400 | 0x4000 | 0x80_0000

    /// The access list, which a new file may also inherit from its folder.
    private static let accessList = "system.posix_acl_access"

    /// Made by the kernel of a file's own bytes: those of the old file would be wrong.
    private static let measured: Set<String> = ["security.ima", "security.evm"]

    init(of file: Descriptor) throws(Failure) {
        var extended: [(name: String, value: [UInt8])] = []
        for name in try Self.names(of: file) where !Self.measured.contains(name) {
            if let value = try Self.value(of: name, on: file) { extended.append((name, value)) }
        }
        self.extended = extended
        flags = Self.flags(of: file)
        project = Self.project(of: file)
    }

    /// Before the file has any bytes: some flags can be set on an empty file only.
    func applyFlags(to file: Descriptor) throws(Failure) {
        if let flags, let fresh = Self.flags(of: file), (flags ^ fresh) & Self.keptFlags != 0 {
            let wanted = fresh & ~Self.keptFlags | flags & Self.keptFlags
            try Self.check(keyturn_set_flags(file.number, wanted), "flags (lsattr shows them)")
        }
        if let project, let fresh = Self.project(of: file), fresh != project {
            try Self.check(keyturn_set_project(file.number, project), "project")
        }
    }

    /// After the owner is set, which may take some away, and before the mode.
    func applyExtended(to file: Descriptor) throws(Failure) {
        for (name, value) in extended {
            if try Self.value(of: name, on: file) == value { continue }
            let result = value.withUnsafeBytes { fsetxattr(file.number, name, $0.baseAddress, $0.count, 0) }
            try Self.check(result, Self.words(for: name))
        }
        let isInherited = !extended.contains { $0.name == Self.accessList }
        if isInherited, try Self.value(of: Self.accessList, on: file) != nil {
            try Self.check(fremovexattr(file.number, Self.accessList), Self.words(for: Self.accessList))
        }
    }

    /// Takes off what a new file inherits from its folder's default access list: whoever made the folder would else choose
    /// who reads the keys in it.
    static func removeAccessList(from file: Descriptor) throws(Failure) {
        guard try value(of: accessList, on: file) != nil else { return }
        try check(fremovexattr(file.number, accessList), words(for: accessList))
    }

    // MARK: - The system

    private static func check(_ result: Int32, _ what: String) throws(Failure) {
        if result != 0 { throw Failure(what: what, error: SystemError(number: errno)) }
    }

    /// A name in `user` is someone's own text, and so is not told.
    private static func words(for name: String) -> String {
        switch name {
        case accessList: "access list (getfacl shows it)"
        case "security.selinux": "SELinux label"
        case "security.capability": "capabilities"
        default: "extended attribute in \(name.prefix { $0 != "." })"
        }
    }

    /// None where the file system has no such thing.
    private static func names(of file: Descriptor) throws(Failure) -> [String] {
        while true {
            let size = flistxattr(file.number, nil, 0)
            if size < 0, errno == ENOTSUP || errno == ENOSYS { return [] }
            guard size >= 0 else { throw Failure(what: "extended attributes", error: SystemError(number: errno)) }
            guard size > 0 else { return [] }
            var list = [CChar](repeating: 0, count: size)
            let count = flistxattr(file.number, &list, size)
            // It grew in between.
            if count < 0, errno == ERANGE { continue }
            guard count >= 0 else { throw Failure(what: "extended attributes", error: SystemError(number: errno)) }
            return list.prefix(count).split(separator: 0).map { name in
                String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
    }

    /// Nil if there is none.
    private static func value(of name: String, on file: Descriptor) throws(Failure) -> [UInt8]? {
        while true {
            let size = fgetxattr(file.number, name, nil, 0)
            if size < 0, [ENODATA, ENOTSUP, ENOSYS].contains(errno) { return nil }
            guard size >= 0 else { throw Failure(what: words(for: name), error: SystemError(number: errno)) }
            var value = [UInt8](repeating: 0, count: max(1, size))
            let count = fgetxattr(file.number, name, &value, size)
            if count < 0, errno == ERANGE { continue }
            guard count >= 0 else { throw Failure(what: words(for: name), error: SystemError(number: errno)) }
            return Array(value.prefix(count))
        }
    }

    private static func flags(of file: Descriptor) -> UInt32? {
        var flags: UInt32 = 0
        return keyturn_get_flags(file.number, &flags) == 0 ? flags : nil
    }

    private static func project(of file: Descriptor) -> UInt32? {
        var project: UInt32 = 0
        return keyturn_get_project(file.number, &project) == 0 ? project : nil
    }
}
