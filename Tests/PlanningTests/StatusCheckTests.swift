import Diagnostics
import Model
import Testing

@testable import Planning

@Suite struct StatusCheckTests {
    private let judge = StatusCheck(now: now, grace: 2 * hour)

    private func codes(
        current: Fingerprint? = fingerprint(1),
        ends: Duration? = nil,
        next: Duration? = nil,
        delivery: DeliveryState = .delivered,
        retiring: [RetiringKey] = [],
        deadline: Duration? = nil,
        pending: [Action] = []
    ) -> [String] {
        let location = SourceLocation(file: "environments/prod.yaml", line: 1, column: 1)
        let waiting = deadline.map {
            Waiting(
                address: Address("prod", "backend"),
                old: fingerprint(2),
                new: fingerprint(1),
                evidence: .newUnused,
                deadline: now + $0,
                location: location
            )
        }
        let status = IdentityStatus(
            address: Address("prod", "backend"),
            current: current,
            createdAt: now - day,
            ends: ends.map { now + $0 },
            nextRotation: next.map { now + $0 },
            lastUsedAt: nil,
            delivery: delivery,
            retiring: retiring,
            waiting: waiting.map { [$0] } ?? [],
            pending: pending
        )
        let failures = judge.failures(of: [status])
        #expect(failures.allSatisfy { $0.isError && $0.address == "prod/backend" })
        return failures.map(\.code)
    }

    @Test(
        arguments: [
            (-2 * hour - .seconds(1), ["rotation-overdue"]), (-2 * hour, []), (.zero, []), (day, []), (nil, []),
        ] as [(Duration?, [String])]
    )
    func `a rotation that is due is overdue only when two runs of the job missed it`(
        next: Duration?,
        expected: [String]
    ) {
        #expect(codes(next: next) == expected)
    }

    @Test(
        arguments: [
            (.delivered, []), (.notDeclared, []), (.incomplete(["a.env"]), ["key-undelivered"]),
            (.unknown(["a.env"]), ["delivery-unknown"]),
        ] as [(DeliveryState, [String])]
    )
    func `a file without the current key fails, and so does one that cannot be read`(
        delivery: DeliveryState,
        expected: [String]
    ) {
        #expect(codes(delivery: delivery) == expected)
    }

    @Test func `an identity without a live key fails, delivered or not, and an absent one does not`() {
        #expect(codes(current: nil, delivery: .noKey, pending: [.issue]) == ["no-live-key"])
        #expect(codes(current: nil, delivery: .notDeclared, pending: [.issue]) == ["no-live-key"])
        #expect(codes(current: nil, delivery: .notDeclared) == [])
    }

    @Test(
        arguments: [
            // Replaced before.
            (3 * day, day, []), (3 * hour, .zero, []),
            // Nothing replaces it, or too late.
            (3 * day, nil, ["dark-soon"]), (3 * day, 3 * day, ["dark-soon"]), (3 * day, 4 * day, ["dark-soon"]),
            (2 * hour, .zero, ["dark-soon"]), (3 * hour, hour, ["dark-soon"]),
            (hour, -3 * hour, ["rotation-overdue", "dark-soon"]),
            // Not soon.
            (8 * day, nil, []),
        ] as [(Duration, Duration?, [String])]
    )
    func `a key that expires within a week fails where nothing replaces it before`(
        ends: Duration,
        next: Duration?,
        expected: [String]
    ) {
        #expect(codes(ends: ends, next: next) == expected)
    }

    @Test(
        arguments: [(true, day, ["old-key-in-use-ends"]), (true, nil, []), (false, day, [])]
            as [(Bool, Duration?, [String])]
    )
    func `an old key fails when it is in use and expires`(inUse: Bool, ends: Duration?, expected: [String]) {
        let old = RetiringKey(
            fingerprint: fingerprint(2),
            ends: ends.map { now + $0 },
            lastUsedAt: now,
            isInUse: inUse
        )
        #expect(codes(retiring: [old]) == expected)
    }

    @Test(arguments: [(.zero, ["adoption-missed"]), (hour, []), (nil, [])] as [(Duration?, [String])])
    func `a new key that is not in use fails from its deadline on`(deadline: Duration?, expected: [String]) {
        #expect(codes(deadline: deadline) == expected)
    }
}
