// The places of the fields in their sections, in the order of `Schema`; a test holds the two together.

enum EnvironmentField: Int, CaseIterable {
    case environment, database, output, identities, onChange, onChangeTimeout, watch, isolation, audit, forgotten
}

enum AuditField: Int, CaseIterable {
    case path, syslog
}

enum IsolationField: Int, CaseIterable {
    case pepper
}

enum DatabaseField: Int, CaseIterable {
    case url
}

enum IdentityField: Int, CaseIterable {
    case owner, key, rotation, deliver, onChange, onChangeTimeout, state, consumer, verify, logs
}

enum OwnerField: Int, CaseIterable {
    case id, email, name
}

enum KeyField: Int, CaseIterable {
    case name, prefix, bytes, encoding
}

enum RotationField: Int, CaseIterable {
    case every, cron, timezone, jitter, window, overlap, expires, adoption, quiet, adoptionDeadline, afterDeadline
    case retain
}

enum WindowField: Int, CaseIterable {
    case days, from, to, timezone
}

enum RevocationsField: Int, CaseIterable {
    case revoked
}

enum RevocationField: Int, CaseIterable {
    case fingerprint, date, reason
}

enum PolicyField: Int, CaseIterable {
    case rules, exceptions
}

enum ExceptionField: Int, CaseIterable {
    case rule, address, until, reason, approvedBy
}

enum DeliveryField: Int, CaseIterable {
    case compose, dotenv, secret, template, service, variable, file, mode, owner, group
}

/// Names in camel case stand for names with dashes.
enum WatchField: Int, CaseIterable {
    case table, columns, label, ageColumn, file, variables, maxAge
}

enum ConsumerField: Int, CaseIterable {
    case docker, compose, process, systemd
}

enum VerifyField: Int, CaseIterable {
    case http, header, bearer, bypassHeaders, bypassQuery, mustRefuse, ca, timeout, accepted, refused
}

enum RefusalField: Int, CaseIterable {
    case path, method, body
}

enum AnswerField: Int, CaseIterable {
    case status, header, body
}

enum LogField: Int, CaseIterable {
    case file, docker, expect, reject
}

/// The four ways to deliver a key, named by the field that chooses them.
enum DeliveryKind: CaseIterable {
    case compose, dotenv, secret, template

    var field: DeliveryField {
        switch self {
        case .compose: .compose
        case .dotenv: .dotenv
        case .secret: .secret
        case .template: .template
        }
    }

    /// The fields that must stand beside ``field``.
    ///
    /// `mode`, `owner` and `group` may.
    var companions: [DeliveryField] {
        switch self {
        case .compose, .dotenv: [.variable]
        case .secret: [.service, .variable]
        case .template: [.file]
        }
    }
}
