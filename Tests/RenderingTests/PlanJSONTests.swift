import Testing

@testable import Diagnostics
@testable import Planning
@testable import Rendering

@Suite struct PlanJSONTests {
    @Test func `a plan for programs holds every fact of its text, in a stable order`() {
        #expect(
            PlanJSON.render(plan([replacement])).compact == """
                {"format_version":"1.0","created_at":"2026-11-23T15:40:00Z","changes":[{"action":"replace",\
                "environment":"prod","identity":"backend","reason":"shared with dev/backend, dev:backend.env, staging \
                (a key of another owner); wrong format, expected mcp_ and 64 hex digits","reasons":[{"code":"shared",\
                "text":"shared with dev/backend, dev:backend.env, staging (a key of another owner)","places":\
                [{"environment":"dev","kind":"identity","name":"backend"},{"environment":"dev","kind":"file","name":\
                "backend.env"},{"environment":"staging","kind":"other-owner","name":null}]},{"code":"wrong-format",\
                "text":"wrong format, expected mcp_ and 64 hex digits"}],"from":"cba06b5736fa",\
                "from_last_used_at":null,"to":null,"ends":\
                "2026-11-25T15:40:00Z","ends_first":false,"awaits_adoption":false,"files":[{"path":"backend.env","state":null,"holds":null,"holds_dead_key":\
                false},{"path":"compose.keyturn.yaml","state":null,"holds":null,"holds_dead_key":false}],\
                "declared_at":"environments/prod.yaml:3:5"}],"environments":[{"environment":"prod","identities":1042,\
                "refused":false,"next_rotation":null,"postponed":[],"hooks":[],"unmanaged":[],\
                "connection":{"engine":null,"declared":null,"used":null},"files":[]}],"left_for_review":[],"waiting":[],"ending":[],\
                "orphans":[],"watched":[],"not_compared":[],"isolation":[],"policy":{"findings":[],"exceptions":[],"overrides":[],"held":[]},"diagnostics":[]}
                """
        )
    }
}
