-- The seed's two tables, as its server's ORM makes them in SQLite: no defaults, no triggers.
CREATE TABLE users (
    id char(36) NOT NULL PRIMARY KEY,
    email varchar(255) NOT NULL UNIQUE,
    name varchar(255) NOT NULL,
    created_at timestamp,
    updated_at timestamp
);
CREATE TABLE user_mcp_api_keys (
    id char(36) NOT NULL PRIMARY KEY,
    user_id char(36) NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    api_key varchar(255) NOT NULL UNIQUE,
    name varchar(255),
    last_used_at timestamp,
    expires_at timestamp,
    is_active boolean,
    created_at timestamp,
    updated_at timestamp
);
CREATE INDEX ix_user_mcp_api_keys_user_id ON user_mcp_api_keys(user_id);
