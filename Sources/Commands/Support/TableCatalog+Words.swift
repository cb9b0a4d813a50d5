internal import Diagnostics
internal import Model

extension TableCatalog {
    /// As a profile would name them: those that the search path does not find come last, with their schema.
    var names: [String] {
        let found = Set(tables.keys.filter { !$0.contains(".") })
        let others = tables.keys.filter { $0.split(separator: ".").last.map { !found.contains(String($0)) } ?? false }
        return found.sorted() + others.sorted()
    }

    /// What tables there are, as `There are accounts, api_keys.` says it.
    var words: String {
        let shown = names.prefix(12).map(PlainText.line).joined(separator: ", ")
        return tables.isEmpty
            ? "No table is visible there."
            : "There \(names.count == 1 ? "is" : "are") \(shown)\(names.count > 12 ? ", …" : "")."
    }
}
