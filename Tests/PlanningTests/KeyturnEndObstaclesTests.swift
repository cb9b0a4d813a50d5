import Diagnostics
import Model
import State
import Testing

@testable import Planning

/// What a catalog says of a table in which no column holds an end.
@Suite struct KeyturnEndObstaclesTests {
    private static let marked = EndEnforcement.keyturn(.deactivation, isMarked: true)
    private static let deleted = EndEnforcement.keyturn(.deletion, isMarked: true)
    private static let unwritten = EndEnforcement.keyturn(.deactivation, isMarked: false)

    private func keys(_ ending: EndEnforcement, _ change: (inout StoreSchema.Table) -> Void) -> [Obstacle] {
        var table = StoreSchema.Table(.keys, name: "keys")
        table.ending = ending
        table.marksNames = true
        let roles: [(String, StoreSchema.Role)] = [
            ("id", .keyID), ("hash", .key), ("name", .keyName), ("revoked", .isActive), ("created", .createdAt),
        ]
        table.columns = roles.map { name, role in
            var column = StoreSchema.Column(name, role: role)
            column.isDescribed = true
            return column
        }
        change(&table)
        return Obstacles.all(in: StoreSchema(role: "keyturn", tables: [table]), for: Scene().view.environment)
    }

    private func change(_ name: String, _ body: @escaping (inout StoreSchema.Column) -> Void)
        -> (inout StoreSchema.Table) -> Void
    {
        { table in
            guard let index = table.columns.firstIndex(where: { $0.name == name }) else { return }
            body(&table.columns[index])
        }
    }

    @Test(arguments: [
        (14, Obstacle.Need.issue), (15, .endMark), (38, .endMark), (39, nil),
    ])
    func `a name must have room for the mark of its end`(_ room: Int, _ need: Obstacle.Need?) {
        let found = keys(Self.marked, change("name") { $0.length = keyName.count + room })
        #expect(found.map(\.need) == (need.map { [$0] } ?? []), "\(found)")
        #expect(found.allSatisfy { $0.code == .unsuitableColumn })
        #expect(keys(.server, change("name") { $0.length = keyName.count + 15 }).isEmpty)
    }

    @Test func `the rights for an end are those of how rows end`() {
        func lacks(_ ending: EndEnforcement, _ body: (inout StoreSchema.Table) -> Void) -> [String] {
            keys(ending, body).map { "\($0.need): \($0.summary)" }
        }
        let name = change("name") { $0.mayUpdate = false }
        #expect(lacks(Self.marked, name) == ["onlyEnd: the role keyturn lacks UPDATE (name) on keys"])
        #expect(lacks(.server, name).isEmpty && lacks(Self.unwritten, name).isEmpty)
        #expect(
            lacks(Self.unwritten, change("revoked") { $0.mayUpdate = false })
                == ["onlyEnd: the role keyturn lacks UPDATE (revoked) on keys"]
        )
        #expect(lacks(Self.deleted) { $0.mayDelete = false } == ["onlyEnd: the role keyturn lacks DELETE on keys"])
        #expect(lacks(Self.marked) { $0.mayDelete = false }.isEmpty)
    }

    @Test(arguments: [
        (EndEnforcement.server, [Obstacle.Need.end, .deactivate]), (marked, [.endMark, .onlyEnd]),
        (unwritten, [.onlyEnd]),
    ])
    func `a condition that refuses the only end stands in the way of issuing`(
        _ ending: EndEnforcement,
        _ needs: [Obstacle.Need]
    ) {
        let found = keys(ending) { table in
            table.objections = [.retire, .deactivate].map { StoreSchema.Objection("c", $0, ["backend"]) }
        }
        #expect(found.map(\.need) == needs, "\(found)")
    }

    @Test(arguments: [
        (Action.issue, true, true), (.rotate, true, true), (.retire, true, true), (.deliver, false, false),
        // A key that leaked is ended without a mark, and its successor is issued.
        (.revoke, false, true),
    ])
    func `what must not begin where an end would be refused`(_ action: Action, mark: Bool, end: Bool) {
        let view = Scene().view
        let change = Change(
            action: action,
            address: Address("prod", "backend"),
            reasons: [],
            files: action == .revoke ? [FileChange(path: "backend.env")] : [],
            location: view.environment.databaseLocation
        )
        func isError(_ need: Obstacle.Need) -> Bool {
            Obstacle(need, .unsuitableTable, "x", fix: "y").diagnostic(of: view, beside: [change]).severity == .error
        }
        #expect(isError(.endMark) == mark && isError(.onlyEnd) == end)
    }
}
