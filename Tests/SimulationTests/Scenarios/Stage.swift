import Diagnostics
import Model
import Planning
import Reconciler
import Testing

/// A kind of key table.
struct Kind: Sendable, CustomTestStringConvertible {
    let form: RowForm
    let ending: EndEnforcement

    var keepsTexts: Bool { form == .plain }

    var testDescription: String {
        let held =
            switch form {
            case .plain: "plain keys"
            case .fingerprint: "digests"
            case .peppered: "digests with a pepper"
            case .salted: "digests with a salt each"
            case .slow: "slow digests"
            }
        guard case .keyturn(let means, let isMarked) = ending else { return "\(held), ends in a column" }
        return "\(held), ends by \(means.rawValue), \(isMarked ? "written into names" : "not written")"
    }

    static let all =
        [RowForm.plain, .fingerprint].flatMap { [Kind(form: $0, ending: .server)] + ends($0) } + marks(withServer: true)
    static let carried = ends(.plain) + ends(.fingerprint) + marks(withServer: false)
    static let digests = all.filter { !$0.keepsTexts }
    static let marked = carried.filter(\.ending.isMarked)
    static let unwritten = carried.filter(\.ending.isUnwritten)

    private static func ends(_ form: RowForm) -> [Kind] {
        EndEnforcement.Means.allCases.flatMap { means in
            [true, false].map { Kind(form: form, ending: .keyturn(means, isMarked: $0)) }
        }
    }

    /// Other digests need names, which bear the marks of Keyturn's rows.
    private static func marks(withServer: Bool) -> [Kind] {
        [RowForm.peppered, .salted, .slow].flatMap { form in
            (withServer ? [Kind(form: form, ending: .server)] : [])
                + EndEnforcement.Means.allCases.map { Kind(form: form, ending: .keyturn($0, isMarked: true)) }
        }
    }
}

/// The seed's story on tables of one kind; everything is looked at in its second environment.
struct Stage {
    let story: Simulation
    let environment: SimulatedEnvironment

    /// After a first apply, so that every environment has a key of its own.
    init(
        _ kind: Kind,
        order: RowOrder = .created,
        change: (inout DeclaredIdentity) -> Void = { _ in },
        isApplied: Bool = true
    ) {
        story = Simulation.story()
        for environment in story.environments {
            // The applications of two environments have the same pepper, the third has its own.
            environment.hold(kind.form, pepper: environment.index / 2)
            environment.ending = kind.ending
            environment.order = order
        }
        for index in story.declarations.environments.indices {
            if kind.ending.isByKeyturn {
                story.declarations.environments[index][0].changeRotation(expires: .some(nil))
            }
            change(&story.declarations.environments[index][0])
        }
        environment = story.environments[1]
        for (environment, identities) in zip(story.environments, story.declarations.environments) {
            // What was delivered stands where it is declared.
            guard let content = environment.files["api.env"]?.content else { continue }
            for path in identities[0].files where environment.files[path] == nil {
                story.save(content, at: path, in: environment, isExcused: false)
            }
        }
        if isApplied {
            story.apply()
            pass(Simulation.overlap + .seconds(3_600))
            story.apply()
        }
    }

    var identity: DeclaredIdentity { story.declarations.environments[1][0] }
    var address: Address { Address(environment.name, identity.name) }

    /// The live keys, oldest first.
    var live: [Fingerprint] {
        environment.rows.filter { identity.owns($0.row) && $0.isAccepted(at: story.now) }
            .sorted { ($0.row.createdAt ?? .distantPast) < ($1.row.createdAt ?? .distantPast) }.map(\.fingerprint)
    }

    /// What stands in the first file.
    var delivered: Fingerprint? { environment.files[identity.files[0]]?.keys[identity.variable] }

    func row(_ key: Fingerprint) -> SimulatedRow? { environment.rows.first { $0.fingerprint == key } }

    func isAccepted(_ key: Fingerprint) -> Bool { environment.isAccepted(key, at: story.now) }

    func pass(_ duration: Duration) { story.advance(to: story.now + duration) }

    @discardableResult
    func rotateNow(aimed: [Effect: Fault] = [:]) -> Run {
        story.apply(
            as: Mandate(scope: .unattended, only: [address], request: .rotate(reason: "by hand")),
            aimed: aimed
        )
    }

    @discardableResult
    func schedule(aimed: [Effect: Fault] = [:]) -> Run { story.apply(as: Mandate(scope: .unattended), aimed: aimed) }

    /// Someone makes a key in the application.
    func addByHand(age: Int64 = 0) -> Fingerprint {
        story.lastKey += 1
        story.insertByHand(story.key(story.lastKey), of: identity, in: environment, createdAt: story.now + -age)
        return environment.rows[environment.rows.count - 1].fingerprint
    }

    /// Runs go on until nothing is left to do, with nothing broken.
    func settles(_ place: Comment = "") {
        for _ in 0..<4 { story.apply() }
        let last = story.apply()
        #expect(last.report?.plan.isEmpty == true, "\(place): \(codes(last)) \(actions(last))")
        #expect(story.violation == nil, "\(place): \(story.violation?.text ?? "")")
    }

    func codes(_ run: Run) -> [String] { run.report?.diagnostics.map(\.code) ?? [] }
    func actions(_ run: Run) -> [Action] { run.report?.plan.changes.map(\.action) ?? [] }
    func reasons(_ run: Run) -> [String] { run.report?.plan.changes.flatMap(\.reasons).map(\.code) ?? [] }
}
