internal import Diagnostics

/// The name of a row as a message shows it: in quotes, or that it has none.
package enum ShownKeyName {
    /// `"Old script"`, `(no name)`.
    package static func words(_ name: String?) -> String {
        guard let name, !name.isEmpty else { return "(no name)" }
        return PlainText.quoted(name)
    }
}
