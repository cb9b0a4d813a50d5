internal import Diagnostics
internal import Model

extension FileDecoder {
    /// `isolation.pepper`; nil if there is none or, reported, it is bad.
    mutating func pepper(_ given: GivenField<MapReference>) -> Pepper? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.isolation)
        guard let pepper = read(fields.pepper) else { return nil }
        secretVariables.formUnion(Interpolation.names(in: pepper.written))
        // Where the name stands, since the line with the value is not to be shown.
        let place = place(fields.pepper.key ?? pepper.node)
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
