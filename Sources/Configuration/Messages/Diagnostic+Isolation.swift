internal import Diagnostics
internal import Model

extension Diagnostic {
    static func pepperInFile(_ place: Place) -> Diagnostic {
        Diagnostic(
            .pepperInFile,
            "a pepper is in this file",
            detail: "everyone who can read the repository or its history could try keys against a manifest",
            fix: "name a variable alone, without a default (${KEYTURN_PEPPER}); then choose another pepper",
            at: place
        )
    }

    static func weakPepper(_ place: Place) -> Diagnostic {
        Diagnostic(
            .weakPepper,
            "the pepper has fewer than \(Pepper.minimumLength) characters",
            fix: "generate one at random: openssl rand -hex 32",
            at: place
        )
    }
}
