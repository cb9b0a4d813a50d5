import Diagnostics
import Model
import Testing

@testable import Planning

/// A change is an object that is shared, and compared by all that it says.
@Suite struct ChangeTests {
    private static let place = Diagnostics.SourceLocation(file: "prod.yaml", line: 3, column: 5)

    private static func change(
        _ action: Action = .retire,
        _ address: Address = Address("prod", "backend"),
        _ reasons: [Reason] = [.absent],
        from: Fingerprint? = fingerprint(1),
        fromLastUsedAt: Instant? = now,
        to: Fingerprint? = fingerprint(2),
        ends: Instant? = now,
        isEndedByKeyturn: Bool = false,
        awaitsAdoption: Bool = false,
        files: [FileChange] = [FileChange(path: "backend.env")],
        location: Diagnostics.SourceLocation = place
    ) -> Change {
        Change(
            action: action,
            address: address,
            reasons: reasons,
            from: from,
            fromLastUsedAt: fromLastUsedAt,
            to: to,
            ends: ends,
            isEndedByKeyturn: isEndedByKeyturn,
            awaitsAdoption: awaitsAdoption,
            files: files,
            location: location
        )
    }

    @Test func `two that say the same are the same`() {
        #expect(Self.change() == Self.change())
        #expect(Set([Self.change(), Self.change()]).count == 1)
    }

    private static let others = [
        change(.remove), change(.retire, Address("prod", "worker")), change(.retire, Address("prod", "backend"), []),
        change(from: nil), change(fromLastUsedAt: nil), change(to: nil), change(ends: nil),
        change(isEndedByKeyturn: true), change(awaitsAdoption: true), change(files: []),
        change(location: Diagnostics.SourceLocation(file: "prod.yaml", line: 4, column: 5)),
    ]

    @Test(arguments: others)
    func `one that differs in anything is another`(_ other: Change) {
        #expect(other != Self.change())
    }
}
