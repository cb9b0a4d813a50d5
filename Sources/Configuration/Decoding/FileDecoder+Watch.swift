internal import Diagnostics
internal import Model
internal import YAML

extension FileDecoder {
    /// Every entry of `watch` that can be read.
    mutating func watches(_ slot: FieldSlots.Slot) -> [Watch] {
        guard let list = slot.value else { return [] }
        guard node(list).kind == .sequence else {
            let field = Schema.environment[EnvironmentField.watch]
            report(.wrongType(expected: field.kind.expected, found: found(list), place(list)))
            return []
        }
        var watches: [Watch] = []
        var seen = WatchedPlaces()
        for entry in items(of: list) {
            if let watch = watch(entry, &seen) { watches.append(watch) }
        }
        checkLabels(seen)
        return watches
    }

    private mutating func watch(_ entry: NodeReference, _ seen: inout WatchedPlaces) -> Watch? {
        guard let map = map(entry, expected: "a map with table or file") else { return nil }
        let fields = fields(of: map, Schema.watch)
        let isTable = fields[WatchField.table].value != nil
        if isTable, let key = fields[WatchField.file].key {
            report(.watchOfTwoKinds(place(key)))
        } else if !isTable, fields[WatchField.file].value == nil {
            report(.watchWithoutKind(place(entry)))
        }
        let isComplete = checkCompany(of: fields, entry)
        let source = isTable ? table(fields, &seen) : file(fields, &seen)
        let maxAge = duration(fields[WatchField.maxAge], Schema.watch[WatchField.maxAge])
        guard isComplete, let source, maxAge != nil || fields[WatchField.maxAge].value == nil else { return nil }
        return Watch(source: source, maxAge: maxAge, location: location(entry))
    }

    /// Reports fields that are missing beside others, and those that belong to the other kind; where the kind itself is
    /// not told, that has been reported.
    private mutating func checkCompany(of fields: FieldSlots, _ entry: NodeReference) -> Bool {
        let table = fields[WatchField.table].key
        let file = fields[WatchField.file].key
        guard (table == nil) != (file == nil) else { return false }
        let (kind, needed): (WatchField, WatchField) = table == nil ? (.file, .variables) : (.table, .columns)
        let foreign: [WatchField] = table == nil ? [.columns, .label, .ageColumn] : [.variables]
        var isComplete = true
        if fields[needed].value == nil {
            report(.missingBesideWatch(needed, kind, place(table ?? file ?? entry)))
            isComplete = false
        }
        for field in foreign {
            guard let key = fields[field].key else { continue }
            report(.misplacedInWatch(field, kind, place(key)))
            isComplete = false
        }
        if table != nil, fields[WatchField.ageColumn].value == nil, let key = fields[WatchField.maxAge].key {
            report(.missingBesideWatch(.ageColumn, .maxAge, place(key)))
            isComplete = false
        }
        return isComplete
    }

    private mutating func table(_ fields: FieldSlots, _ seen: inout WatchedPlaces) -> Watch.Source? {
        let table = filledText(fields[WatchField.table], Schema.watch[WatchField.table])
        let columns = names(fields, .columns)
        let labels = names(fields, .label)
        let ageColumn = filledText(fields[WatchField.ageColumn], Schema.watch[WatchField.ageColumn])
        guard let table else { return nil }
        guard WatchedPlaces.isTable(table.text) else {
            report(.badTable(table, place(table.node)))
            return nil
        }
        for column in columns.read { enter(.column(table: table.text, column.text), column, .columns, &seen) }
        for label in labels.read { seen.labels.append((table.text, label)) }
        guard columns.isComplete, labels.isComplete, ageColumn != nil || fields[WatchField.ageColumn].value == nil
        else { return nil }
        return .table(
            Watch.Table(
                name: table.text,
                columns: columns.read.map(\.text),
                labels: labels.read.map(\.text),
                ageColumn: ageColumn?.text
            )
        )
    }

    private mutating func file(_ fields: FieldSlots, _ seen: inout WatchedPlaces) -> Watch.Source? {
        let file = filledText(fields[WatchField.file], Schema.watch[WatchField.file])
        let variables = names(fields, .variables)
        guard let file else { return nil }
        guard !PathText.beginsAtHome(file.text) else {
            report(.watchedFileAtHome(place(file.node)))
            return nil
        }
        let path = PathText.absolute(file.text, in: context.folder)
        var isGood = variables.isComplete
        for variable in variables.read {
            if WellFormed.isVariable(variable.text) {
                enter(.variable(file: path, variable.text), variable, .variables, &seen)
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
    private mutating func names(
        _ fields: FieldSlots,
        _ field: WatchField
    ) -> (read: [ScalarText], isComplete: Bool) {
        guard fields[field].value != nil else { return ([], true) }
        guard let texts = texts(fields[field], Schema.watch[field]) else { return ([], false) }
        let empty = texts.filter(\.text.isEmpty)
        for text in empty {
            report(.emptyName(Schema.watch[field], isInterpolated: text.isInterpolated, place(text.node)))
        }
        return (texts.filter { !$0.text.isEmpty }, empty.isEmpty)
    }

    private mutating func enter(
        _ watched: WatchedPlaces.Watched,
        _ name: ScalarText,
        _ field: WatchField,
        _ seen: inout WatchedPlaces
    ) {
        if let first = seen.watched[watched] {
            report(.watchedTwice(name, field, first: location(first), place(name.node)))
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
