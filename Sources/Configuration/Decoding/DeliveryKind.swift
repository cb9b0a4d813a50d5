/// The four ways to deliver a key, named as the field that chooses them.
enum DeliveryKind: String, CaseIterable {
    case compose, dotenv, secret, template

    var field: FieldDescription {
        switch self {
        case .compose: Schema.delivery.compose
        case .dotenv: Schema.delivery.dotenv
        case .secret: Schema.delivery.secret
        case .template: Schema.delivery.template
        }
    }

    /// The fields that must stand beside ``field``.
    ///
    /// `mode`, `owner` and `group` may.
    var companions: [String] {
        switch self {
        case .compose, .dotenv: ["variable"]
        case .secret: ["service", "variable"]
        case .template: ["file"]
        }
    }

    /// All that must stand beside one kind or another.
    static let companions: [FieldDescription] = [
        Schema.delivery.service, Schema.delivery.variable, Schema.delivery.file,
    ]
}
