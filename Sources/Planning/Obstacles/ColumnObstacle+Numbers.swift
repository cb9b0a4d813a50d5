internal import Diagnostics
internal import Model

extension ColumnObstacle {
    /// A text of which SQLite would make a number, or a number of which it would lose digits: neither is read again as it was
    /// written, and a key whose salt or piece is not is dead.
    func unkept(_ role: StoreSchema.Role) -> Obstacle? {
        guard let affinity = column.affinity else { return nil }
        if affinity.makesNumbers, column.mayBeNumber || role == .key && keysMayBeNumbers {
            return found(
                "has the type \(type), and SQLite makes a number of a text that looks like one: 0081 becomes 81",
                fix: "make the column TEXT"
            )
        }
        let declared = environment.identities.lazy.filter { !$0.isAbsent }
        let values = column.constants + declared.flatMap(\.key.values).filter { $0.column == column.name }.map(\.value)
        for value in values {
            if case .number(let number) = value, !affinity.keeps(number: number) {
                return found(
                    "has the type \(type), in which SQLite keeps 15 digits of \(PlainText.line(number))",
                    fix: "make the column TEXT"
                )
            }
            if case .text(let text) = value, !affinity.keeps(text) { return becomesNumber(text) }
        }
        return declared.flatMap { texts($0, role) }.first { !affinity.keeps($0) }.map(becomesNumber)
    }

    private var type: String { PlainText.line(column.type) }

    private func becomesNumber(_ text: String) -> Obstacle {
        found(
            "has the type \(type), and SQLite would store another text than \(PlainText.line(text)): a number",
            fix: "make the column TEXT, or write the value as the number that SQLite makes of it"
        )
    }

    /// What an identity says besides its values.
    private func texts(_ identity: Identity, _ role: StoreSchema.Role) -> [String] {
        switch role {
        case .keyName: table.marksNames ? [] : [identity.key.name]
        case .ownerName: [identity.owner.name]
        case .ownerID, .keyOwner: identity.owner.id.described.map { [$0.id] } ?? []
        default: []
        }
    }

    /// Of a table that holds the keys themselves.
    private var keysMayBeNumbers: Bool {
        guard environment.profile.map({ $0.stored.scheme == .plain }) ?? true else { return false }
        return environment.identities.contains { !$0.isAbsent && $0.key.format.shape.mayBeNumber }
    }
}
