/// Key tables of applications as their own migrations make them, with the rows of owners that they need.
package enum ApplicationTables {
    /// The statements of one application, for each engine.
    package struct Schema: Sendable {
        package let postgreSQL: String
        package let sqlite: String

        package func statements(_ kind: SeedDatabase.Kind) -> String { kind.isPostgreSQL ? postgreSQL : sqlite }
    }

    /// Removes the seed's own tables, of which another application has none.
    package static func clear(_ kind: SeedDatabase.Kind) -> String {
        "DROP TABLE user_mcp_api_keys; DROP TABLE users" + (kind.isPostgreSQL ? " CASCADE" : "")
    }

    /// An owner of Outline's.
    package static let outlineOwner = "11111111-1111-4111-8111-111111111111"

    /// LiteLLM's: the digest is the primary key, a flag that is null for live rows, no one owns rows.
    package static let liteLLM = Schema(
        postgreSQL: """
            CREATE TABLE "LiteLLM_VerificationToken" (
                token text PRIMARY KEY, key_name text, key_alias text, user_id text, team_id text, expires timestamp(3),
                created_at timestamp(3) DEFAULT CURRENT_TIMESTAMP, updated_at timestamp(3) DEFAULT CURRENT_TIMESTAMP,
                last_active timestamp(3), blocked boolean, models text[], aliases jsonb NOT NULL DEFAULT '{}',
                config jsonb NOT NULL DEFAULT '{}', permissions jsonb NOT NULL DEFAULT '{}',
                metadata jsonb NOT NULL DEFAULT '{}', spend double precision NOT NULL DEFAULT 0,
                max_budget double precision)
            """,
        sqlite: """
            CREATE TABLE "LiteLLM_VerificationToken" (
                token TEXT PRIMARY KEY, key_name TEXT, key_alias TEXT, user_id TEXT, team_id TEXT, expires DATETIME,
                created_at DATETIME, updated_at DATETIME, last_active DATETIME, blocked BOOLEAN, models TEXT,
                aliases TEXT NOT NULL, config TEXT NOT NULL, permissions TEXT NOT NULL, metadata TEXT NOT NULL,
                spend REAL NOT NULL, max_budget REAL)
            """
    )

    /// Outline's: mixed case, UUIDs, a null time for live rows.
    package static let outline = Schema(
        postgreSQL: """
            CREATE TABLE users (id uuid PRIMARY KEY); INSERT INTO users VALUES ('\(outlineOwner)');
            CREATE TABLE "apiKeys" (
                id uuid PRIMARY KEY, name varchar(255), secret varchar(255), hash varchar(255) UNIQUE, last4 varchar(4),
                scope varchar(255)[], "userId" uuid REFERENCES users, "expiresAt" timestamptz,
                "lastActiveAt" timestamptz, "createdAt" timestamptz NOT NULL, "updatedAt" timestamptz NOT NULL,
                "deletedAt" timestamptz)
            """,
        sqlite: """
            CREATE TABLE users (id TEXT PRIMARY KEY); INSERT INTO users VALUES ('\(outlineOwner)');
            CREATE TABLE "apiKeys" (
                id TEXT PRIMARY KEY, name TEXT, secret TEXT, hash TEXT UNIQUE, last4 TEXT, scope TEXT,
                "userId" TEXT REFERENCES users, "expiresAt" DATETIME, "lastActiveAt" DATETIME,
                "createdAt" DATETIME NOT NULL, "updatedAt" DATETIME NOT NULL, "deletedAt" DATETIME)
            """
    )

    /// djangorestframework-api-key's.
    package static let restFramework = Schema(
        postgreSQL: """
            CREATE TABLE rest_framework_api_key_apikey (
                id varchar(150) PRIMARY KEY, prefix varchar(8) NOT NULL UNIQUE, hashed_key varchar(150) NOT NULL,
                created timestamptz NOT NULL, name varchar(50) NOT NULL, revoked boolean NOT NULL, expiry_date timestamptz)
            """,
        sqlite: """
            CREATE TABLE rest_framework_api_key_apikey (
                id varchar(150) PRIMARY KEY, prefix varchar(8) NOT NULL UNIQUE, hashed_key varchar(150) NOT NULL,
                created datetime NOT NULL, name varchar(50) NOT NULL, revoked bool NOT NULL, expiry_date datetime)
            """
    )

    /// Strapi's.
    package static let strapi = Schema(
        postgreSQL: """
            CREATE TABLE strapi_api_tokens (
                id serial PRIMARY KEY, document_id varchar(255), name varchar(255), description varchar(255),
                type varchar(255), access_key varchar(255), last_used_at timestamp(6), expires_at timestamp(6),
                created_at timestamp(6))
            """,
        sqlite: """
            CREATE TABLE strapi_api_tokens (
                id INTEGER PRIMARY KEY, document_id varchar(255), name varchar(255), description varchar(255),
                type varchar(255), access_key varchar(255), last_used_at datetime, expires_at datetime,
                created_at datetime)
            """
    )

    /// Numbers for owners, 3 and 17, in a table that is called `table`.
    private static func owners(_ table: String) -> String {
        "CREATE TABLE \(table) (id integer PRIMARY KEY); INSERT INTO \(table) VALUES (3), (17);\n"
    }

    /// n8n's: a column of the owners' table says whose keys are refused.
    package static let n8n = Schema(
        postgreSQL: """
            CREATE TABLE "user" (id uuid PRIMARY KEY, disabled boolean NOT NULL DEFAULT false);
            INSERT INTO "user" (id) VALUES ('\(outlineOwner)');
            CREATE TABLE user_api_keys (
                id varchar(36) PRIMARY KEY, "userId" uuid NOT NULL REFERENCES "user", label varchar(100) NOT NULL,
                "apiKey" varchar NOT NULL UNIQUE, scopes json NOT NULL, audience varchar NOT NULL DEFAULT 'public-api',
                "createdAt" timestamptz(3) NOT NULL, "updatedAt" timestamptz(3) NOT NULL, UNIQUE ("userId", label))
            """,
        sqlite: """
            CREATE TABLE "user" (id varchar PRIMARY KEY, disabled boolean NOT NULL DEFAULT (0));
            INSERT INTO "user" (id) VALUES ('\(outlineOwner)');
            CREATE TABLE user_api_keys (
                id varchar(36) PRIMARY KEY, "userId" varchar NOT NULL REFERENCES "user", label varchar(100) NOT NULL,
                "apiKey" varchar NOT NULL UNIQUE, scopes text NOT NULL, audience varchar NOT NULL DEFAULT 'public-api',
                "createdAt" datetime(3) NOT NULL, "updatedAt" datetime(3) NOT NULL, UNIQUE ("userId", label))
            """
    )

    /// Laravel Sanctum's.
    package static let sanctum = Schema(
        postgreSQL: owners("users")
            + """
            CREATE TABLE personal_access_tokens (
                id bigserial PRIMARY KEY, tokenable_type varchar(255) NOT NULL, tokenable_id bigint NOT NULL,
                name varchar(255) NOT NULL, token varchar(64) NOT NULL UNIQUE, abilities text, last_used_at timestamp(0),
                expires_at timestamp(0), created_at timestamp(0), updated_at timestamp(0))
            """,
        sqlite: owners("users")
            + """
            CREATE TABLE personal_access_tokens (
                id INTEGER PRIMARY KEY, tokenable_type varchar NOT NULL, tokenable_id integer NOT NULL,
                name varchar NOT NULL, token varchar NOT NULL UNIQUE, abilities text, last_used_at datetime,
                expires_at datetime, created_at datetime, updated_at datetime)
            """
    )

    /// Django OAuth Toolkit's access tokens: no names, and an end that must be there.
    package static let oauthToolkit = Schema(
        postgreSQL: owners("auth_user")
            + """
            CREATE TABLE oauth2_provider_accesstoken (
                id bigserial PRIMARY KEY, token text NOT NULL, token_checksum varchar(64) NOT NULL UNIQUE,
                expires timestamptz NOT NULL, scope text NOT NULL, application_id bigint, user_id bigint,
                created timestamptz NOT NULL, updated timestamptz NOT NULL, resource jsonb NOT NULL)
            """,
        sqlite: owners("auth_user")
            + """
            CREATE TABLE oauth2_provider_accesstoken (
                id INTEGER PRIMARY KEY, token text NOT NULL, token_checksum varchar(64) NOT NULL UNIQUE,
                expires datetime NOT NULL, scope text NOT NULL, application_id bigint, user_id bigint,
                created datetime NOT NULL, updated datetime NOT NULL, resource text NOT NULL)
            """
    )

    /// Gitea's.
    package static let gitea = Schema(
        postgreSQL: owners("\"user\"")
            + """
            CREATE TABLE access_token (
                id bigserial PRIMARY KEY, uid bigint, name varchar(255), token_hash varchar(255) UNIQUE,
                token_salt varchar(255), token_last_eight varchar(255), scope varchar(255), created_unix bigint,
                updated_unix bigint)
            """,
        sqlite: owners("\"user\"")
            + """
            CREATE TABLE access_token (
                id INTEGER PRIMARY KEY, uid INTEGER, name TEXT, token_hash TEXT UNIQUE, token_salt TEXT,
                token_last_eight TEXT, scope TEXT, created_unix INTEGER, updated_unix INTEGER)
            """
    )

    /// Plausible's.
    package static let plausible = Schema(
        postgreSQL: owners("users")
            + """
            CREATE TABLE api_keys (
                id bigserial PRIMARY KEY, user_id bigint NOT NULL, name varchar(255) NOT NULL, key_prefix varchar(255),
                key_hash varchar(255) NOT NULL, scopes text[] NOT NULL DEFAULT '{stats:read:*}',
                hourly_request_limit integer NOT NULL DEFAULT 600, inserted_at timestamp(0) NOT NULL,
                updated_at timestamp(0) NOT NULL)
            """,
        sqlite: owners("users")
            + """
            CREATE TABLE api_keys (
                id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, name TEXT NOT NULL, key_prefix TEXT,
                key_hash TEXT NOT NULL, scopes TEXT NOT NULL DEFAULT '[]',
                hourly_request_limit INTEGER NOT NULL DEFAULT 600, inserted_at TEXT NOT NULL, updated_at TEXT NOT NULL)
            """
    )

    /// Langfuse's: two parts of a credential, and a second digest that is filled with anything.
    package static let langfuse = Schema(
        postgreSQL: """
            CREATE TYPE "ApiKeyScope" AS ENUM ('ORGANIZATION', 'PROJECT');
            CREATE TABLE projects (id text PRIMARY KEY); INSERT INTO projects VALUES ('north'), ('south');
            CREATE TABLE api_keys (
                id text PRIMARY KEY, created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, note text,
                public_key text NOT NULL, hashed_secret_key text NOT NULL, fast_hashed_secret_key text,
                display_secret_key text NOT NULL, last_used_at timestamp(3), expires_at timestamp(3),
                is_in_app_agent_key boolean NOT NULL DEFAULT false,
                project_id text REFERENCES projects ON UPDATE CASCADE ON DELETE CASCADE, organization_id text,
                scope "ApiKeyScope" NOT NULL DEFAULT 'PROJECT', created_by_user_id text, created_by_api_key_id text);
            CREATE UNIQUE INDEX api_keys_public_key_key ON api_keys (public_key);
            CREATE UNIQUE INDEX api_keys_hashed_secret_key_key ON api_keys (hashed_secret_key);
            CREATE UNIQUE INDEX api_keys_fast_hashed_secret_key_key ON api_keys (fast_hashed_secret_key)
            """,
        sqlite: """
            CREATE TABLE projects (id TEXT PRIMARY KEY); INSERT INTO projects VALUES ('north'), ('south');
            CREATE TABLE api_keys (
                id TEXT PRIMARY KEY, created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, note TEXT,
                public_key TEXT NOT NULL UNIQUE, hashed_secret_key TEXT NOT NULL UNIQUE,
                fast_hashed_secret_key TEXT UNIQUE, display_secret_key TEXT NOT NULL, last_used_at DATETIME,
                expires_at DATETIME, is_in_app_agent_key BOOLEAN NOT NULL DEFAULT false,
                project_id TEXT REFERENCES projects ON UPDATE CASCADE ON DELETE CASCADE, organization_id TEXT,
                scope TEXT NOT NULL DEFAULT 'PROJECT', created_by_user_id TEXT, created_by_api_key_id TEXT)
            """
    )

    /// Unleash's first table.
    package static let unleash = Schema(
        postgreSQL: """
            CREATE TABLE api_tokens (
                secret text PRIMARY KEY, username text NOT NULL, type text NOT NULL, created_at timestamptz DEFAULT now(),
                expires_at timestamptz, seen_at timestamptz, environment text, alias text, token_name text,
                created_by_user_id integer)
            """,
        sqlite: """
            CREATE TABLE api_tokens (
                secret TEXT PRIMARY KEY, username TEXT NOT NULL, type TEXT NOT NULL, created_at DATETIME,
                expires_at DATETIME, seen_at DATETIME, environment TEXT, alias TEXT, token_name TEXT,
                created_by_user_id INTEGER)
            """
    )
}
