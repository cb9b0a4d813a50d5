internal import Diagnostics
internal import Model

extension FileDecoder {
    /// `isolation.pepper`; nil where there is none or, reported, it is bad.
    mutating func pepper(_ fields: FieldSlots) -> Pepper? {
        let field = Schema.environment[EnvironmentField.isolation]
        guard let map = map(fields[EnvironmentField.isolation], field) else { return nil }
        let slots = self.fields(of: map, Schema.isolation)
        let pepperField = Schema.isolation[IsolationField.pepper]
        let slot = slots[IsolationField.pepper]
        guard let pepper = filledText(slot, pepperField) else { return nil }
        secretVariables.formUnion(Interpolation.names(in: pepper.written))
        // Where the name stands, since the line with the value is not to be shown.
        let place = place(slot.key ?? pepper.node)
        // Whoever reads the repository must not be able to try keys against a manifest.
        guard pepper.isInterpolated, Interpolation.literalPart(of: pepper.written).isEmpty else {
            report(.pepperInFile(place))
            return nil
        }
        guard pepper.text.unicodeScalars.count >= Pepper.minimumLength else {
            report(.weakPepper(place))
            return nil
        }
        return Pepper(Secret(text: pepper.text))
    }
}
