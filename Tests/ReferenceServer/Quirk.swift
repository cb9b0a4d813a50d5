/// A way in which servers differ from what one would wish.
///
/// Each is a switch of ``ReferenceServer``; a server without any refuses with a plain 401, trusts keys alone, and ends
/// sessions only when a client hangs up.
package enum Quirk: String, CaseIterable, Sendable {
    /// A refusal on `/sse` is HTTP 500 with "401" in its JSON body.
    case refusesStreamsWith500

    /// Without any key, whoever names a user in `X-User-ID` is let in.
    case trustsUserHeader

    /// The same by `user_id` in the query.
    case trustsUserQuery

    /// `POST /tools/call` and the like ask for no key.
    case opensTools

    /// Log lines are those of the seed's version: they show nothing of a key.
    case logsAsEarlier

    /// Without its database the server refuses as if the key were bad, and not with 503.
    case refusesWithoutDatabase

    /// `last_used_at` is never written.
    case keepsNoLastUse

    /// `expires_at` is stored, and not looked at.
    case acceptsEndedKeys

    /// `is_active` is stored, and not looked at.
    case acceptsInactiveKeys

    /// Any key will do, whatever is in the database; none will not.
    case acceptsAnyKey

    /// No one is refused, with or without a key.
    case acceptsEverybody

    /// Open streams end when their key is refused, and not only when the client hangs up.
    case endsSessionsOnRevocation

    /// `/sse` sends its first event and then ends.
    case endsStreams

    /// `/sse` says 200, and then nothing.
    case sendsNoEvent

    /// Every path leads elsewhere first, by 307: see ``ReferenceServer/Configuration/redirectBase``.
    case redirects

    /// Refusals repeat the key that was sent, in the body and in the log.
    case repeatsKeys

    /// What the seed's server was seen to do.
    package static let observed: Set<Quirk> = [
        .refusesStreamsWith500, .trustsUserHeader, .trustsUserQuery, .opensTools, .refusesWithoutDatabase,
    ]
}
