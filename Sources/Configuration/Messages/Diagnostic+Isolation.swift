internal import Diagnostics
internal import Model

extension Diagnostic {
    static func pepperInFile(_ place: Place) -> Diagnostic {
        Diagnostic(
            .pepperInFile,
            "a pepper is in this file",
            detail: "everyone who may read the repository, now or in its history, could try keys against a manifest",
            fix: "name a variable alone, without a default (${KEYTURN_PEPPER}); then choose another pepper",
            at: place
        )
    }

    static func weakPepper(_ place: Place) -> Diagnostic {
        Diagnostic(
            .weakPepper,
            "the pepper has fewer than \(Pepper.minimumLength) characters",
            fix: "draw one at random: openssl rand -hex 32",
            at: place
        )
    }
}
