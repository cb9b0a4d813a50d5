package import ArgumentParser

/// The command line.
///
/// One file for each verb, in `Verbs/`.
package struct Keyturn: AsyncParsableCommand {
    package static let version = "0.1.0"

    package static let configuration = CommandConfiguration(
        commandName: "keyturn",
        abstract: "Keeps the API keys of services declared, distinct per environment, rotated and delivered.",
        discussion: """
            Environments are declared in YAML files, one for each of dev, staging, prod…; keys live in the database of \
            the server that checks them and in the fragments (.env, compose override, secret file, template) that \
            consumers read. A key is never shown: a fingerprint stands for it.

            Start with `keyturn init`, then `keyturn plan`. `keyturn explain NAME` explains a code or a field.

            EXIT CODES
              0   done, or nothing to do
              1   an error
              2   changes are pending (plan --detailed-exitcode only)
              3   refused by policy
              4   another run holds the lock
              64  wrong usage
            """,
        version: BuildInfo.own.text,
        subcommands: [
            InitCommand.self, InventoryCommand.self, FindCommand.self, WhoseCommand.self, ValidateCommand.self,
            PlanCommand.self, ShowCommand.self, ApplyCommand.self,
            RotateCommand.self, RevokeCommand.self, StatusCommand.self, VerifyCommand.self, DoctorCommand.self,
            AuditCommand.self,
            ScheduleCommand.self,
            ForecastCommand.self,
            IsolationCommand.self, HookCommand.self, PolicyCommand.self, ProfileCommand.self, SchemaCommand.self,
            ExplainCommand.self, CompletionCommand.self, VersionCommand.self, ReferenceCommand.self,
        ]
    )

    package init() {}
}
