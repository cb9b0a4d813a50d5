/// Writes a file that is then run.
///
/// By a shell of its own: while this process holds a file open for writing, each program that another test starts
/// inherits it for a moment, and whoever runs the file then is told that it is busy (ETXTBSY).
///
/// - Parameters:
///   - text: the whole file, its `#!` line included.
///   - path: where it is written, in a folder that exists.
/// - Throws: what keeps it from being written.
package func writeProgram(_ text: String, to path: String) throws {
    try TestProcess.run(["sh", "-c", "printf %s \"$1\" > \"$2\" && chmod 755 \"$2\"", "sh", text, path])
}
