internal import ArgumentParser
internal import Model
internal import Planning

/// How someone goes on where delivered keys are unknown to their database: `--reissue prod/backend`, or `--reissue` alone.
struct ReissueOption: ParsableArguments {
    @Option(
        name: .customLong("reissue"),
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Issue new keys although the database has never seen the delivered ones (unknown-key-delivered): for these "
                + "environments and identities, or for all in the plan.",
            valueName: "address"
        )
    )
    var addresses: [AddressArgument] = []

    private static let all = "all"

    /// The arguments with what `--reissue` alone stands for, since an option cannot go without a value.
    static func completed(_ arguments: [String]) -> [String] {
        var completed: [String] = []
        for (index, argument) in arguments.enumerated() {
            completed.append(argument)
            guard argument == "--reissue" else { continue }
            let next = arguments.dropFirst(index + 1).first
            if next?.hasPrefix("-") ?? true { completed.append(all) }
        }
        return completed
    }

    /// Nil if nothing was asked for.
    var value: Reissue? {
        if addresses.isEmpty { return nil }
        let named = addresses.map(\.address)
        return named.contains(Address(Self.all)) ? .all : .some(Set(named))
    }

    /// What must be declared: environments and identities.
    var named: [Address] { addresses.map(\.address).filter { $0 != Address(Self.all) } }
}
