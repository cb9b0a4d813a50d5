internal import Model

extension FileDecoder {
    /// Takes the profile that `database.profile` names, if there is one; reports one that is not known or not usable.
    mutating func chooseProfile(_ given: GivenField<ScalarText>) {
        guard let name = read(given) else {
            knowsProfile = !given.isGiven
            return
        }
        profileLocation = location(name.node)
        switch context.profiles.find(name.text) {
        case .known(let found):
            profile = found
            storedPepper = found.stored.pepper.flatMap { pepper($0, name.node) }
        // What is wrong with it has been told where it stands.
        case .bad:
            knowsProfile = false
            diagnostics.countSilently()
        case .unknown(let names):
            knowsProfile = false
            report(.unknownProfile(name, names, place(name.node)))
        }
    }

    private mutating func pepper(_ pepper: StoredPepper, _ node: NodeReference) -> Secret? {
        secretVariables.formUnion(Interpolation.names(in: pepper.variables))
        let interpolation = Interpolation.run(pepper.variables, variables: context.variables)
        for case (_, .missing(let variable)) in interpolation.problems {
            report(.missingPepper(variable, profile.name, isEmpty: false, place(node)))
        }
        guard interpolation.problems.isEmpty else { return nil }
        guard !interpolation.result.isEmpty else {
            report(.missingPepper(interpolation.names.sorted()[0], profile.name, isEmpty: true, place(node)))
            return nil
        }
        return Secret(interpolation.result)
    }
}
