-- The seed's schema as its server's SQL makes it: defaults, indexes and triggers included.
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";

CREATE TABLE users (
    id uuid PRIMARY KEY DEFAULT uuid_generate_v4(),
    email varchar(255) NOT NULL UNIQUE,
    name varchar(255) NOT NULL,
    created_at timestamp DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE user_mcp_api_keys (
    id uuid PRIMARY KEY DEFAULT uuid_generate_v4(),
    user_id uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    api_key varchar(255) NOT NULL UNIQUE,
    name varchar(255),
    last_used_at timestamp,
    expires_at timestamp,
    is_active boolean DEFAULT true,
    created_at timestamp DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_user_mcp_api_keys_user_id ON user_mcp_api_keys(user_id);
CREATE INDEX idx_user_mcp_api_keys_api_key ON user_mcp_api_keys(api_key);

CREATE FUNCTION update_updated_at_column() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at = CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;
CREATE TRIGGER update_users_updated_at BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
CREATE TRIGGER update_user_mcp_api_keys_updated_at BEFORE UPDATE ON user_mcp_api_keys
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
