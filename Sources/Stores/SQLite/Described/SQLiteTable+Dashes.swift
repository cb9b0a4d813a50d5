internal import Model

extension SQLiteTable {
    /// New UUIDs are written as those that are there, of the owners' table first.
    func usesDashes(_ database: SQLiteDatabase, andOwners: Bool = true) throws -> Bool {
        var places: [(String, String)] = []
        if let owner = profile.owner, owner.kind == .uuid {
            if andOwners, let reference = owner.references { places.append((reference.table.text, reference.column)) }
            places.append((profile.table.text, owner.column))
        }
        if let id = profile.id, id.source == .uuid { places.append((profile.table.text, id.column)) }
        for (name, column) in places {
            let sql = "SELECT \(quoted(column: column)) FROM \(quoted(name)) LIMIT 1"
            if let text = try database.text(sql) { return text.utf8.count != 32 }
        }
        return true
    }
}
