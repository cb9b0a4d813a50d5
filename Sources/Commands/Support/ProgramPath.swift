internal import Diagnostics
internal import Glibc

enum ProgramPath {
    /// The absolute path of the running program, links resolved.
    ///
    /// - Throws: ``ProgramPathError`` where the system does not tell, as without /proc.
    static func own() throws(ProgramPathError) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink("/proc/self/exe", $0, bytes.count) } ?? -1
        }
        guard count > 0 else { throw ProgramPathError() }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}

struct ProgramPathError: CommandError {
    let diagnostic = Diagnostic(
        .error,
        CommandCode.programUnknown,
        "the path of this program is unknown",
        fix: "name it with --program"
    )
}
