/// The seed's tables as they are found in the wild.
package enum SeedSchema {
    /// Made by the server's SQL: defaults for everything, and a trigger that bumps `updated_at` in the session's zone.
    package static let postgreSQLBySQL = """
        CREATE FUNCTION uuid_generate_v4() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()';
        CREATE FUNCTION update_updated_at_column() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN NEW.updated_at = CURRENT_TIMESTAMP; RETURN NEW; END';
        CREATE TABLE users (
            id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
            email VARCHAR(255) UNIQUE NOT NULL,
            name VARCHAR(255) NOT NULL,
            created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
            updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
        CREATE TABLE user_mcp_api_keys (
            id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
            user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
            api_key VARCHAR(255) NOT NULL UNIQUE,
            name VARCHAR(255),
            last_used_at TIMESTAMP,
            expires_at TIMESTAMP,
            is_active BOOLEAN DEFAULT TRUE,
            created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
            updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
        CREATE INDEX idx_keys_user_id ON user_mcp_api_keys(user_id);
        CREATE INDEX idx_keys_api_key ON user_mcp_api_keys(api_key);
        CREATE TABLE pm_provider_connections (
            id UUID PRIMARY KEY DEFAULT uuid_generate_v4(),
            name VARCHAR(255) NOT NULL,
            provider_type VARCHAR(255) NOT NULL,
            base_url VARCHAR(255),
            api_key VARCHAR(255),
            api_token VARCHAR(255),
            created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
        CREATE TRIGGER update_keys_updated_at BEFORE UPDATE ON user_mcp_api_keys
            FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
        """

    /// Made by an ORM: no defaults at all.
    package static let postgreSQLByORM = """
        CREATE TABLE users (
            id UUID NOT NULL, email VARCHAR(255) NOT NULL, name VARCHAR(255) NOT NULL,
            created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, updated_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
            PRIMARY KEY (id), UNIQUE (email));
        CREATE TABLE user_mcp_api_keys (
            id UUID NOT NULL, user_id UUID NOT NULL, api_key VARCHAR(255) NOT NULL, name VARCHAR(255),
            last_used_at TIMESTAMP WITHOUT TIME ZONE, expires_at TIMESTAMP WITHOUT TIME ZONE, is_active BOOLEAN,
            created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, updated_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
            PRIMARY KEY (id), FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE);
        CREATE INDEX ix_keys_user_id ON user_mcp_api_keys (user_id);
        CREATE UNIQUE INDEX ix_keys_api_key ON user_mcp_api_keys (api_key);
        CREATE TABLE pm_provider_connections (
            id UUID NOT NULL, name VARCHAR(255) NOT NULL, provider_type VARCHAR(255) NOT NULL, base_url VARCHAR(255),
            api_key VARCHAR(255), api_token VARCHAR(255), created_at TIMESTAMP WITHOUT TIME ZONE, PRIMARY KEY (id));
        """

    /// Newer servers' columns: `timestamptz` and `text`.
    package static let postgreSQLWithZones =
        postgreSQLBySQL
        .replacing("_at TIMESTAMP", with: "_at TIMESTAMPTZ")
        .replacing("VARCHAR(255)", with: "TEXT")

    /// For both ways of writing a UUID: SQLAlchemy's `CHAR(32)` holds digits alone.
    package static func sqlite(dashes: Bool) -> String {
        let uuid = dashes ? "TEXT" : "CHAR(32)"
        return """
            CREATE TABLE users (
                id \(uuid) NOT NULL, email VARCHAR(255) NOT NULL, name VARCHAR(255) NOT NULL,
                created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL, PRIMARY KEY (id), UNIQUE (email));
            CREATE TABLE user_mcp_api_keys (
                id \(uuid) NOT NULL, user_id \(uuid) NOT NULL, api_key VARCHAR(255) NOT NULL, name VARCHAR(255),
                last_used_at DATETIME, expires_at DATETIME, is_active BOOLEAN, created_at DATETIME NOT NULL,
                updated_at DATETIME NOT NULL, PRIMARY KEY (id),
                FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE);
            CREATE INDEX ix_keys_user_id ON user_mcp_api_keys (user_id);
            CREATE UNIQUE INDEX ix_keys_api_key ON user_mcp_api_keys (api_key);
            CREATE TABLE pm_provider_connections (
                id \(uuid) NOT NULL, name VARCHAR(255) NOT NULL, provider_type VARCHAR(255) NOT NULL,
                base_url VARCHAR(255), api_key VARCHAR(255), api_token VARCHAR(255), created_at DATETIME,
                PRIMARY KEY (id));
            """
    }
}
