internal import ArgumentParser
internal import Diagnostics

/// What is proposed for a name that does not exist.
enum UnknownName {
    /// The name that was probably meant, as a question; else those that there are.
    ///
    /// - Parameters:
    ///   - name: what was written.
    ///   - known: every name that could stand there, in the order in which people read them.
    ///   - other: what to do where there is no name at all.
    ///   - most: how many names are listed before the rest is left out.
    /// - Returns: a question or an imperative; nil if there is nothing to propose.
    static func fix(for name: String, among known: [String], otherwise other: String? = nil, most: Int = 12)
        -> String?
    {
        if let near = nearest(to: name, among: known) { return "did you mean \(near)?" }
        guard let first = known.first else { return other }
        if known.count == 1 { return "write \(first)" }
        return "use one of: " + known.prefix(most).joined(separator: ", ") + (known.count > most ? ", …" : "")
    }

    /// Also the one that the name abbreviates or lengthens: `production`, where `prod` is declared.
    static func nearest(to name: String, among known: [String]) -> String? {
        if let near = NearestName.of(name, among: known) { return near }
        let name = name.lowercased()
        guard name.utf8.count >= 2 else { return nil }
        let alike = known.filter { name.hasPrefix($0.lowercased()) || $0.lowercased().hasPrefix(name) }
        return alike.count == 1 ? alike.first : nil
    }
}

extension ValidationError {
    /// What is wrong, and how to fix it: ``UsageError`` prints the second line as its own.
    init(_ summary: String, fix: String?) {
        self.init(fix.map { summary + "\n" + $0 } ?? summary)
    }
}
