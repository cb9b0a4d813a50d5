internal import Diagnostics
internal import Model
internal import Planning
internal import State

extension WatchedStatus {
    func json(placeJSON: (Place) -> JSONText) -> JSONText {
        [
            "environment": .string(environment),
            "place": .string(credential.source.description),
            // Others choose these secrets: of one that can be guessed a fingerprint confirms the guess.
            "fingerprint": .null,
            "since": JSONText(credential.since?.iso8601),
            "shared_with": .array(shared?.places.map(placeJSON) ?? []),
            "shared_places": .int(Int64(shared?.count ?? 0)),
            "too_old": isTooOld.map(JSONText.bool) ?? .null,
        ]
    }
}

extension NotCompared {
    /// `prod: the database cannot be reached`, `prod pm_provider_connections: the database has no such table`.
    var words: String { PlainText.line("\(environment)\(what.map { " \($0)" } ?? ""): \(reason)") }

    var json: JSONText {
        ["environment": .string(environment), "what": JSONText(what), "reason": .string(reason)]
    }
}
