/// An output folder as messages name it.
struct OutputName: Sendable {
    /// Absolute.
    let path: String

    /// Whose folder it is.
    let environment: String

    /// A file inside of it, named so that whoever fixes it finds it.
    func file(_ path: some StringProtocol) -> String { "\(self.path)/\(path)" }
}
