internal import Diagnostics
internal import Model
internal import Planning
internal import State

extension UnmanagedKey {
    /// `prod 0123456789ab "Old script" of owner 00000000-…`.
    var words: String {
        "\(environment) \(fingerprint) \(ShownKeyName.words(name)) of owner \(owner)"
    }

    var json: JSONText {
        [
            "environment": .string(environment),
            "owner": .string(owner.text),
            "name": JSONText(name),
            "fingerprint": .string(fingerprint.description),
            "created_at": JSONText(createdAt?.iso8601),
            "ends": JSONText(ends?.iso8601),
            "last_used_at": JSONText(lastUsedAt?.iso8601),
        ]
    }
}
