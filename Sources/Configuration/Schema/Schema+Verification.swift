extension Schema {
    static let consumer = FieldSection(
        "identities.NAME.consumer",
        "What uses the key: exactly one of `docker`, `compose`, `process` and `systemd`.",
        alternatives: ["docker", "compose", "process", "systemd"].map { Section.Alternative($0, with: []) },
        ConsumerFields()
    )

    static let verify = FieldSection(
        "identities.NAME.verify",
        """
        How the server is asked whether it accepts a key: by a GET request with the key in `header` or as `bearer` token. \
        Redirects are not followed, streams are closed once their first bytes have come, keys in answers are not shown.
        """,
        VerifyFields()
    )

    static let refusal = FieldSection(
        "identities.NAME.verify.mustRefuse",
        "An address that is asked without a key, on the host and port of `http`.",
        RefusalFields()
    )

    static let accepted = answer("accepted")
    static let refused = answer("refused")

    /// `field` is the one whose conditions these are.
    static func answer(_ field: String) -> FieldSection<AnswerFields> {
        FieldSection(
            "identities.NAME.verify.\(field)",
            "What an answer must look like: everything that is declared; of several such maps, one is enough.",
            AnswerFields()
        )
    }

    static let log = FieldSection(
        "identities.NAME.logs",
        "One log: exactly one of `file` and `docker`, with `expect`, `reject` or both.",
        alternatives: [Section.Alternative("file", with: []), Section.Alternative("docker", with: [])],
        LogFields()
    )
}

/// See ``Schema/consumer``.
struct ConsumerFields {
    let docker = Field(
        "docker",
        .checked("a container such as pm-backend-api", .name, WellFormed.isName),
        .optional(default: nil),
        "A container of the Docker engine (its Unix socket, or DOCKER_HOST), by name or id."
    )
    let compose = Field(
        "compose",
        .checked("a compose service", .name, WellFormed.isName),
        .optional(default: nil),
        "The containers of a compose service; of the project that uses the output folder, where several have it."
    )
    let process = Field(
        "process",
        .process("a process id, or a file that holds one such as /run/api.pid"),
        .optional(default: nil),
        "A process of this machine, by its id or by a file that holds it, relative to the file that names it."
    )
    let systemd = Field(
        "systemd",
        .checked("a unit such as api.service", .unit, ProbeText.isUnit),
        .optional(default: nil),
        "The main process of a unit of this machine's systemd."
    )
}

/// See ``Schema/verify``.
struct VerifyFields {
    let http = Field(
        "http",
        .checked("an address such as http://localhost:8081/sse", .webAddress, ProbeText.isWebAddress),
        .required,
        "The URL, without user and password: one that needs a key, which health pages usually do not."
    )
    let header = Field(
        "header",
        .checked("a header such as X-MCP-API-Key", .header, ProbeText.isHeader),
        .optional(default: nil),
        "The header that the key is sent in. Either this or `bearer`."
    )
    let bearer = Field(
        "bearer",
        .flag,
        .optional(default: "false"),
        "Send the key as `Authorization: Bearer KEY`."
    )
    let bypassHeaders = Field(
        "bypassHeaders",
        .checkedTexts("a list of headers such as [X-User-ID]", .header, ProbeText.isHeader),
        .optional(default: nil),
        "Headers that claim an identity: sent with the owner's id and without a key, they must be refused."
    )
    let bypassQuery = Field(
        "bypassQuery",
        .checkedTexts("a query such as user_id=anyone, or a list of them", .query, ProbeText.isQuery),
        .optional(default: nil),
        "Queries that claim an identity: added to the address and sent without a key, they must be refused."
    )
    let mustRefuse = Field(
        "mustRefuse",
        .listOrOne(Schema.refusal),
        .optional(default: nil),
        "Further addresses of the server that must refuse a request without a key."
    )
    let ca = Field(
        "ca",
        .text("a file of certificates such as ../tls/ca.pem"),
        .optional(default: nil),
        """
        For `https`: the certificates (PEM) that the server's must come from, relative to the file that names them; \
        those that the machine trusts, if absent.
        """
    )
    let timeout = Field(
        "timeout",
        .duration,
        .optional(default: "10s"),
        "How long one request may take until its answer can be judged; at most 5m."
    )
    let accepted = Field(
        "accepted",
        .listOrOne(Schema.accepted),
        .optional(default: nil),
        "What a response to a request with a valid key looks like. Default: status 200-299."
    )
    let refused = Field(
        "refused",
        .listOrOne(Schema.refused),
        .optional(default: nil),
        """
        What a refusal looks like; status 401 or 403, or 500 with one of these numbers in the body, if absent. An \
        answer that matches neither, or both, is inconclusive.
        """
    )
}

/// See ``Schema/refusal``.
struct RefusalFields {
    let path = Field(
        "path",
        .checked("a path such as /tools/call", .webPath, ProbeText.isWebPath),
        .required,
        "The path, with a query if needed."
    )
    let method = Field(
        "method",
        .checked("a method such as POST", .method, ProbeText.isMethod),
        .optional(default: nil),
        "The method. Default: GET, or POST with a `body`."
    )
    let body = Field(
        "body",
        .text("a JSON text such as '{\"name\": \"list\"}'"),
        .optional(default: nil),
        "What is sent, as `application/json`."
    )
}

/// See ``Schema/log``.
struct LogFields {
    let file = Field(
        "file",
        .localFile("a log such as /var/log/api.log"),
        .optional(default: nil),
        "A file, relative to the file that names it; its last 8 MiB are read."
    )
    let docker = Field(
        "docker",
        .checked("a container such as pm-backend-api", .name, WellFormed.isName),
        .optional(default: nil),
        "What a container of the Docker engine wrote, by name or id."
    )
    let expect = Field(
        "expect",
        .filledTexts("a list of texts such as [Creating user-scoped MCP server]"),
        .optional(default: nil),
        "Texts of which each must be in some line."
    )
    let reject = Field(
        "reject",
        .filledTexts("a list of texts such as [Invalid API key]"),
        .optional(default: nil),
        "Texts that must be in no line."
    )
}

/// See ``Schema/answer(_:)``.
struct AnswerFields {
    let status = Field(
        "status",
        .checkedTexts("a list of status codes such as [401, 403, 500-599]", .statusCodes) {
            ProbeText.statuses($0) != nil
        },
        .optional(default: nil),
        "Any of these status codes."
    )
    let header = Field(
        "header",
        .checkedTexts("a header and a part of its value such as Content-Type: text/event-stream", .headerLine) {
            ProbeText.headerLine($0) != nil
        },
        .optional(default: nil),
        "All of these headers, whose values contain the text, in any case."
    )
    let body = Field(
        "body",
        .filledTexts("a text such as Unauthorized"),
        .optional(default: nil),
        "Any of these texts in the first 64 KiB of the body."
    )
}
