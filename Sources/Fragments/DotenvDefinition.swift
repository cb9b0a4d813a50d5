/// Where a dotenv file defines a variable.
struct DotenvDefinition {
    /// 1-based.
    let line: Int
    let name: Range<Int>

    /// The bytes to replace: what stands between the quotes, or the unquoted value without the space around it.
    ///
    /// Empty where there is no value.
    let value: Range<Int>

    /// What must stand between the bytes before ``value`` and a new value: nothing, `=` after a name alone, or a space
    /// after a colon.
    let separator: String

    /// Why the value cannot be replaced safely; nil where it can.
    let doubt: String?
}

/// Why a dotenv file cannot be read.
struct DotenvError: Error {
    /// 1-based.
    let line: Int
    let what: String
    /// Whether the file is none at all, rather than written in a way that is read in several.
    var isBinary = false
}
