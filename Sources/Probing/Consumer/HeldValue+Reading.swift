internal import Model
internal import Verification

extension HeldValue {
    /// What a variable's value comes to; a file that it names is asked for by its path.
    ///
    /// A value that should be a path and begins with no slash is treated as a word, and not shown.
    init(_ value: UnsafeRawBufferPointer, of variable: ConsumerVariable, _ file: (String) -> HeldFile) {
        if variable.holdsPath, let path = Self.path(value) {
            self = .file(path: path, file(path))
        } else {
            self = HeldWord(in: value).map(HeldValue.word) ?? .empty
        }
    }

    /// Nil if the value is not an absolute path.
    static func path(_ value: UnsafeRawBufferPointer) -> String? {
        guard value.first == UInt8(ascii: "/") else { return nil }
        return String(decoding: value, as: UTF8.self)
    }
}

extension HeldFile {
    /// How much of a file is read: nothing longer is a key.
    static let largest = 64 << 10

    init(content: UnsafeRawBufferPointer) { self = HeldWord(in: content).map(HeldFile.word) ?? .empty }
}
