internal import Diagnostics
internal import Redaction

/// The run of a CI system that keyturn is part of, as the system's own variables tell it.
///
/// Whoever starts keyturn sets variables: they say who claims to run it, no more.
package struct CIRun: Hashable, Sendable {
    /// `github`, `gitlab`…; `ci` for one that is not known.
    package let system: String
    package let run: String?
    package let actor: String?
    package let url: String?

    /// Nil if no variable reports one.
    package init?(variables: [String: String]) {
        guard let known = Self.systems.first(where: { variables[$0.sign].map { !$0.isEmpty } ?? false }) else {
            return nil
        }
        if known.sign == "CI", variables["CI"] == "false" { return nil }
        func value(_ names: [String]) -> String? {
            names.lazy.compactMap { variables[$0] }.first { !$0.isEmpty }.map(Self.shown)
        }
        system = known.name
        run = value(known.run)
        actor = value(known.actor)
        if known.name == "github", let server = variables["GITHUB_SERVER_URL"],
            let repository = variables["GITHUB_REPOSITORY"], let run = variables["GITHUB_RUN_ID"]
        {
            url = Self.shown("\(server)/\(repository)/actions/runs/\(run)")
        } else {
            url = value(known.url)
        }
    }

    /// A variable may hold anything: one line, not too long, nothing that looks like a secret.
    private static func shown(_ text: String) -> String { String(SecretMask.masked(PlainText.line(text)).prefix(300)) }

    private struct System {
        let name: String
        let sign: String
        let run: [String]
        let actor: [String]
        let url: [String]
    }

    /// `CI` last: most of the others set it too.
    private static let systems = [
        System(name: "github", sign: "GITHUB_ACTIONS", run: ["GITHUB_RUN_ID"], actor: ["GITHUB_ACTOR"], url: []),
        System(
            name: "gitlab",
            sign: "GITLAB_CI",
            run: ["CI_JOB_ID", "CI_PIPELINE_ID"],
            actor: ["GITLAB_USER_LOGIN"],
            url: ["CI_JOB_URL", "CI_PIPELINE_URL"]
        ),
        System(
            name: "jenkins",
            sign: "JENKINS_URL",
            run: ["BUILD_TAG", "BUILD_NUMBER"],
            actor: ["BUILD_USER_ID"],
            url: ["BUILD_URL"]
        ),
        System(
            name: "buildkite",
            sign: "BUILDKITE",
            run: ["BUILDKITE_BUILD_ID"],
            actor: ["BUILDKITE_BUILD_CREATOR"],
            url: ["BUILDKITE_BUILD_URL"]
        ),
        System(
            name: "circleci",
            sign: "CIRCLECI",
            run: ["CIRCLE_WORKFLOW_ID", "CIRCLE_BUILD_NUM"],
            actor: ["CIRCLE_USERNAME"],
            url: ["CIRCLE_BUILD_URL"]
        ),
        System(name: "azure", sign: "TF_BUILD", run: ["BUILD_BUILDID"], actor: ["BUILD_REQUESTEDFOR"], url: []),
        System(name: "bitbucket", sign: "BITBUCKET_BUILD_NUMBER", run: ["BITBUCKET_BUILD_NUMBER"], actor: [], url: []),
        System(name: "teamcity", sign: "TEAMCITY_VERSION", run: ["BUILD_NUMBER"], actor: [], url: ["BUILD_URL"]),
        System(
            name: "drone",
            sign: "DRONE",
            run: ["DRONE_BUILD_NUMBER"],
            actor: ["DRONE_BUILD_TRIGGER"],
            url: ["DRONE_BUILD_LINK"]
        ),
        System(name: "ci", sign: "CI", run: [], actor: [], url: []),
    ]
}
