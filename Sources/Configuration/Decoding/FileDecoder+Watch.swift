internal import Diagnostics
internal import Model
internal import YAML

extension FileDecoder {
    /// Every entry of `watch` that can be read.
    mutating func watches(_ given: GivenField<[NodeReference]>) -> [Watch] {
        guard let entries = read(given) else { return [] }
        var watches: [Watch] = []
        var seen = WatchedPlaces()
        for entry in entries {
            if let watch = watch(entry, &seen) { watches.append(watch) }
        }
        checkLabels(seen)
        return watches
    }

    private mutating func watch(_ entry: NodeReference, _ seen: inout WatchedPlaces) -> Watch? {
        guard let map = map(entry, expected: "a map with table or file") else { return nil }
        let fields = fields(of: map, Schema.watch)
        let isTable = fields.table.isGiven
        if isTable, let key = fields.file.key {
            report(.watchOfTwoKinds(place(key)))
        } else if !isTable, !fields.file.isGiven {
            report(.watchWithoutKind(place(entry)))
        }
        let isComplete = checkCompany(of: fields, entry)
        let source = isTable ? table(fields, &seen) : file(fields, &seen)
        let maxAge = read(fields.maxAge)
        guard isComplete, let source, !isBad(fields.maxAge, maxAge) else { return nil }
        return Watch(source: source, maxAge: maxAge, location: location(entry))
    }

    /// Reports fields that are missing beside others, and those that belong to the other kind; where the kind itself is
    /// not told, that has been reported.
    private mutating func checkCompany(of fields: FieldSlots<WatchFields>, _ entry: NodeReference) -> Bool {
        let watch = Schema.watch
        let isTable = fields.table.isGiven
        guard isTable != fields.file.isGiven else { return false }
        let kind: FieldDescription = isTable ? watch.table : watch.file
        let needed: FieldDescription = isTable ? watch.columns : watch.variables
        let foreign: [FieldDescription] = isTable ? [watch.variables] : [watch.columns, watch.label, watch.ageColumn]
        var isComplete = true
        if fields[needed].value == nil {
            report(.missingBesideWatch(needed, kind, place(fields[kind].key ?? entry)))
            isComplete = false
        }
        for field in foreign {
            guard let key = fields[field].key else { continue }
            report(.misplacedInWatch(field, kind, place(key)))
            isComplete = false
        }
        if isTable, !fields.ageColumn.isGiven, let key = fields.maxAge.key {
            report(.missingBesideWatch(watch.ageColumn, watch.maxAge, place(key)))
            isComplete = false
        }
        return isComplete
    }

    private mutating func table(_ fields: FieldSlots<WatchFields>, _ seen: inout WatchedPlaces) -> Watch.Source? {
        let table = read(fields.table)
        let columns = names(fields.columns)
        let labels = names(fields.label)
        let ageColumn = read(fields.ageColumn)
        guard let table else { return nil }
        guard WatchedPlaces.isTable(table.text) else {
            report(.badTable(table, place(table.node)))
            return nil
        }
        for column in columns.read { enter(.column(table: table.text, column.text), column, &seen) }
        for label in labels.read { seen.labels.append((table.text, label)) }
        guard columns.isComplete, labels.isComplete, !isBad(fields.ageColumn, ageColumn) else { return nil }
        return .table(
            Watch.Table(
                name: table.text,
                columns: columns.read.map(\.text),
                labels: labels.read.map(\.text),
                ageColumn: ageColumn?.text
            )
        )
    }

    private mutating func file(_ fields: FieldSlots<WatchFields>, _ seen: inout WatchedPlaces) -> Watch.Source? {
        let file = read(fields.file)
        let variables = names(fields.variables)
        guard let file, let path = localPath(file) else { return nil }
        var isGood = variables.isComplete
        for variable in variables.read {
            if WellFormed.isVariable(variable.text) {
                enter(.variable(file: path, variable.text), variable, &seen)
            } else {
                report(.badVariable(variable, place(variable.node)))
                isGood = false
            }
        }
        guard isGood else { return nil }
        // What a variable made of a path is not shown.
        let declared = file.isInterpolated ? file.written : file.text
        return .file(Watch.File(declared: declared, path: path, variables: variables.read.map(\.text)))
    }

    /// The names of a list that can be read; complete where that is all of them.
    private mutating func names(_ given: GivenField<[ScalarText]>) -> (read: [ScalarText], isComplete: Bool) {
        guard given.isGiven else { return ([], true) }
        guard let texts = read(given) else { return ([], false) }
        let empty = texts.filter(\.text.isEmpty)
        for text in empty { report(.emptyName(given.field, isInterpolated: text.isInterpolated, place(text.node))) }
        return (texts.filter { !$0.text.isEmpty }, empty.isEmpty)
    }

    private mutating func enter(
        _ watched: WatchedPlaces.Watched,
        _ name: ScalarText,
        _ seen: inout WatchedPlaces
    ) {
        if let first = seen.watched[watched] {
            report(.watchedTwice(name, watched, first: location(first), place(name.node)))
        } else {
            seen.watched[watched] = name.node
        }
    }

    /// A label is shown, so no column that is watched may be one, in whatever entry.
    private mutating func checkLabels(_ seen: WatchedPlaces) {
        guard !seen.labels.isEmpty else { return }
        // SQLite's names are alike in any case.
        var columns: [WatchedPlaces.Watched: NodeReference] = [:]
        for (watched, node) in seen.watched { columns[watched.lowercased] = node }
        for (table, label) in seen.labels {
            guard let column = columns[.column(table: table.lowercased(), label.text.lowercased())] else { continue }
            report(.watchedLabel(label, watchedAt: location(column), place(label.node)))
        }
    }
}

/// What the entries of one environment watch, to be compared with each other.
struct WatchedPlaces {
    enum Watched: Hashable {
        case column(table: String, String)
        case variable(file: String, String)

        var isVariable: Bool {
            if case .variable = self { true } else { false }
        }

        var lowercased: Watched {
            switch self {
            case .column(let table, let column): .column(table: table.lowercased(), column.lowercased())
            case .variable: self
            }
        }
    }

    /// Where each is first named.
    var watched: [Watched: NodeReference] = [:]
    var labels: [(table: String, label: ScalarText)] = []

    /// A name, or a schema's and a table's.
    static func isTable(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty }
    }
}
