import Model
import Testing

@testable import Planning

@Suite struct RequireTLSTests {
    private func found(_ minimum: SSLMode, _ transport: Transport?) -> [String] {
        PlanningTests.found(
            RequireTLS.self,
            .choice(minimum.rawValue),
            in: environment("prod", identity(), over: transport)
        )
    }

    @Test(arguments: SSLMode.allCases, SSLMode.allCases)
    func `weaker modes than asked for are objected to`(declared: SSLMode, minimum: SSLMode) {
        let ranks: [SSLMode: Int] = [.disable: 0, .allow: 1, .prefer: 2, .require: 3, .verifyCA: 4, .verifyFull: 5]
        let isWeaker = (ranks[declared] ?? 0) < (ranks[minimum] ?? 0)
        #expect(found(minimum, .network(declared, usesTLS: nil)).isEmpty == !isWeaker)
    }

    @Test func `what stays on the machine, or is not known offline, is not objected to`() {
        #expect(found(.verifyFull, .local) == [])
        #expect(found(.verifyFull, nil) == [])
    }

    private func planned(_ minimum: SSLMode, declared: Transport?, used: Transport) -> [String] {
        var scene = Scene(rows: [row(1, created: -1 * day)], delivered: key(1))
        scene.declaredTransport = declared
        scene.transport = used
        return plan([scene], under: policy(RequireTLS.self, .choice(minimum.rawValue))).objections
    }

    @Test func `what libpq used is judged where nothing was declared`() {
        #expect(
            planned(.require, declared: nil, used: .network(.prefer, usesTLS: true))
                == ["prod: the connection to the database was made with sslmode prefer"]
        )
        #expect(planned(.require, declared: nil, used: .network(.require, usesTLS: true)) == [])
        #expect(planned(.require, declared: nil, used: .local) == [])
    }

    @Test func `a connection that is not encrypted is objected to, whatever its mode`() {
        #expect(
            planned(.require, declared: nil, used: .network(.require, usesTLS: false))
                == ["prod: the connection to the database is not encrypted by TLS"]
        )
        #expect(planned(.prefer, declared: nil, used: .network(.prefer, usesTLS: false)) == [])
    }

    @Test func `what was declared and used is reported once`() {
        let mode = Transport.network(.disable, usesTLS: nil)
        #expect(
            planned(.require, declared: mode, used: .network(.disable, usesTLS: false))
                == ["prod: the connection to the database asks for sslmode disable"]
        )
    }
}
