internal import Model

extension Schema {
    static let identity = FieldSection(
        "identities.NAME",
        "One service identity and its keys.",
        IdentityFields()
    )

    static let owner = FieldSection(
        "identities.NAME.owner",
        "One row of the users table. Created if it is missing, never changed.",
        OwnerFields()
    )

    static let key = FieldSection(
        "identities.NAME.key",
        "The identity's keys.",
        KeyFields()
    )
}

/// See ``Schema/identity``.
struct IdentityFields {
    enum State: String, CaseIterable {
        case present, absent
    }

    let owner = Field(
        "owner",
        .ownerOrID("an owner's id", Schema.owner),
        .optional(default: nil),
        """
        The row of the users table that the keys belong to; required if the profile has an `owner`. Only an id \
        where the profile creates no owners.
        """
    )
    let key = Field("key", .map(Schema.key), .required, "What the identity's keys are called and look like.")
    let rotation = Field("rotation", .map(Schema.rotation), .optional(default: nil), "When a key is replaced, and how.")
    let deliver = Field(
        "deliver",
        .list(Schema.delivery),
        .required,
        "Where the current key is delivered; `[]` for nowhere yet, allowed if no rotation is declared."
    )
    let onChange = Field(
        "onChange",
        .texts("a list such as [docker, compose, up, -d, api]"),
        .optional(default: nil),
        """
        The program and its arguments that are run after a change of this identity's fragments, instead of the \
        environment's; null for none.
        """
    )
    let onChangeTimeout = Field(
        "onChangeTimeout",
        .duration,
        .optional(default: nil),
        "How long it may take. Default: the environment's value."
    )
    let state = Field(
        "state",
        .choice(IdentityFields.State.self),
        .optional(default: "present"),
        "`absent`: its live keys are deactivated and its variables leave the fragments."
    )
    let consumer = Field(
        "consumer",
        .listOrOne(Schema.consumer),
        .optional(default: nil),
        "What uses the key: `keyturn verify` looks up which key it really has."
    )
    let verify = Field(
        "verify",
        .map(Schema.verify),
        .optional(default: nil),
        """
        How to ask the server whether it accepts a key. `keyturn verify` asks, and so does every rotation: the old key \
        gets no expiry before the server has accepted the new one.
        """
    )
    let logs = Field(
        "logs",
        .listOrOne(Schema.log),
        .optional(default: nil),
        "Logs that `keyturn verify` searches, from the last delivery on."
    )
}

/// See ``Schema/owner``.
struct OwnerFields {
    let id = Field(
        "id",
        .text("an owner's id such as 00000000-0000-0000-0000-000000000000"),
        .required,
        "The row's primary key: a UUID, unless the profile says otherwise."
    )
    let email = Field(
        "email",
        .column("an e-mail address such as system@backend"),
        .optional(default: nil),
        "At most 255 characters; unique in the database. Required if the profile creates owners, otherwise not allowed."
    )
    let name = Field(
        "name",
        .column("a name such as Backend Service"),
        .optional(default: nil),
        "At most 255 characters. Required if the profile creates owners, otherwise not allowed."
    )
}

/// See ``Schema/key``.
struct KeyFields {
    let name = Field(
        "name",
        .column("a name such as Backend Service API Key"),
        .optional(default: nil),
        """
        The name column of the key's rows: with the owner's id it says which rows are the identity's. Required where \
        the profile has a `name`, else not allowed.
        """
    )
    let prefix = Field(
        "prefix",
        .prefix("a prefix such as mcp_"),
        .optional(default: "\"\""),
        "What every key begins with: letters, digits, `_` and `-`. The default is the profile's."
    )
    let bytes = Field(
        "bytes",
        .keyBytes("a number of random bytes such as 32"),
        .optional(default: "32"),
        "How many random bytes a key has; at least 16."
    )
    let encoding = Field(
        "encoding",
        .choice(KeyFormat.Encoding.self),
        .optional(default: "hex"),
        "How the random bytes are written."
    )
    let form = Field(
        "form",
        .keyPattern("a form such as \"{alphanumeric:8}.{secret=hex:64}\""),
        .optional(default: nil),
        "Instead of `prefix`, `bytes` and `encoding`: random pieces in braces, as `key.form` of a profile."
    )
    let values = Field(
        "values",
        .columns("a map from columns to values such as { team_id: platform }"),
        .optional(default: nil),
        "What is written into the columns that the profile lists as `perIdentity`."
    )
}
