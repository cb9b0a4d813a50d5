extension Schema {
    static let consumer = Section(
        "identities.NAME.consumer",
        "What runs with the key: exactly one of `docker`, `compose`, `process` and `systemd`.",
        alternatives: ConsumerField.allCases.map { Section.Alternative("\($0)", with: []) },
        [
            Field(
                "docker",
                .text("a container such as pm-backend-api", .name),
                .optional(default: nil),
                "A container of the Docker engine (its Unix socket, or DOCKER_HOST), by name or id."
            ),
            Field(
                "compose",
                .text("a compose service", .name),
                .optional(default: nil),
                "The containers of a compose service; of the project that uses the output folder, where several have it."
            ),
            Field(
                "process",
                .text("a process id, or a file that holds one such as /run/api.pid"),
                .optional(default: nil),
                "A process of this machine, by its id or by a file that holds it, relative to the file that names it."
            ),
            Field(
                "systemd",
                .text("a unit such as api.service", .unit),
                .optional(default: nil),
                "The main process of a unit of this machine's systemd."
            ),
        ]
    )

    static let verify = Section(
        "identities.NAME.verify",
        """
        How the server is asked whether it accepts a key: by a GET request with the key in `header` or as `bearer` token. \
        Redirects are not followed, streams are closed once their first bytes have come, keys in answers are not shown.
        """,
        [
            Field(
                "http",
                .text("an address such as http://localhost:8081/sse", .webAddress),
                .required,
                "The address, without user and password: one that needs a key, which health pages mostly do not."
            ),
            Field(
                "header",
                .text("a header such as X-MCP-API-Key", .header),
                .optional(default: nil),
                "The header that the key is sent in. Either this or `bearer`."
            ),
            Field(
                "bearer",
                .flag,
                .optional(default: "false"),
                "Send the key as `Authorization: Bearer KEY`."
            ),
            Field(
                "bypassHeaders",
                .textsOrOne("a list of headers such as [X-User-ID]", .header),
                .optional(default: nil),
                "Headers that name somebody: sent with the owner's id and without a key, they must be refused."
            ),
            Field(
                "bypassQuery",
                .textsOrOne("a query such as user_id=anybody, or a list of them", .query),
                .optional(default: nil),
                "Queries that name somebody: added to the address and sent without a key, they must be refused."
            ),
            Field(
                "mustRefuse",
                .listOrOne(refusal),
                .optional(default: nil),
                "Further addresses of the server that must refuse a request without a key."
            ),
            Field(
                "ca",
                .text("a file of certificates such as ../tls/ca.pem"),
                .optional(default: nil),
                """
                For `https`: the certificates (PEM) that the server's must come from, relative to the file that names them; \
                those that the machine trusts, if absent.
                """
            ),
            Field(
                "timeout",
                .duration,
                .optional(default: "10s"),
                "How long one request may take until its answer can be judged; at most 5m."
            ),
            Field(
                "accepted",
                .listOrOne(answer("accepted")),
                .optional(default: nil),
                "What an answer to a request with a good key looks like; status 200-299, if absent."
            ),
            Field(
                "refused",
                .listOrOne(answer("refused")),
                .optional(default: nil),
                """
                What a refusal looks like; status 401 or 403, or 500 with one of these numbers in the body, if absent. An \
                answer that looks like neither, or like both, tells nothing.
                """
            ),
        ]
    )

    static let refusal = Section(
        "identities.NAME.verify.mustRefuse",
        "An address that is asked without a key, on the host and port of `http`.",
        [
            Field(
                "path",
                .text("a path such as /tools/call", .webPath),
                .required,
                "The path, with a query if need be."
            ),
            Field(
                "method",
                .text("a method such as POST", .method),
                .optional(default: nil),
                "The method: GET, if absent, or POST where there is a `body`."
            ),
            Field(
                "body",
                .text("a JSON text such as '{\"name\": \"list\"}'"),
                .optional(default: nil),
                "What is sent, as `application/json`."
            ),
        ]
    )

    /// `field` is the one whose conditions these are.
    static func answer(_ field: String) -> Section {
        Section(
            "identities.NAME.verify.\(field)",
            "What an answer must look like: everything that is declared; of several such maps one suffices.",
            [
                Field(
                    "status",
                    .textsOrOne("a list of status codes such as [401, 403, 500-599]", .statusCodes),
                    .optional(default: nil),
                    "Any of these status codes."
                ),
                Field(
                    "header",
                    .textsOrOne(
                        "a header and a part of its value such as Content-Type: text/event-stream",
                        .headerLine
                    ),
                    .optional(default: nil),
                    "All of these headers, whose values contain the text, in any case."
                ),
                Field(
                    "body",
                    .textsOrOne("a text such as Unauthorized", .filled),
                    .optional(default: nil),
                    "Any of these texts in the first 64 KiB of the body."
                ),
            ]
        )
    }

    static let log = Section(
        "identities.NAME.logs",
        "One log: exactly one of `file` and `docker`, with `expect`, `reject` or both.",
        alternatives: [Section.Alternative("file", with: []), Section.Alternative("docker", with: [])],
        [
            Field(
                "file",
                .text("a log such as /var/log/api.log"),
                .optional(default: nil),
                "A file, relative to the file that names it; its last 8 MiB are read."
            ),
            Field(
                "docker",
                .text("a container such as pm-backend-api", .name),
                .optional(default: nil),
                "What a container of the Docker engine wrote, by name or id."
            ),
            Field(
                "expect",
                .textsOrOne("a list of texts such as [Creating user-scoped MCP server]", .filled),
                .optional(default: nil),
                "Texts of which each must stand in some line."
            ),
            Field(
                "reject",
                .textsOrOne("a list of texts such as [Invalid API key]", .filled),
                .optional(default: nil),
                "Texts that must stand in no line."
            ),
        ]
    )
}
