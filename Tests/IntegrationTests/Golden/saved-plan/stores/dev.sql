INSERT INTO users (id, email, name, created_at, updated_at) VALUES
    ('00000000-0000-0000-0000-000000000000', 'system@backend', 'Backend Service', '{{ago 300d}}', '{{ago 300d}}');
INSERT INTO user_mcp_api_keys
    (id, user_id, api_key, name, last_used_at, expires_at, is_active, created_at, updated_at) VALUES
    ('00000000-0000-0000-0000-000000000011', '00000000-0000-0000-0000-000000000000', '{{key own}}', 'Backend Service API Key', '{{ago 36h}}', NULL, 1, '{{ago 200d}}', '{{ago 200d}}');
INSERT INTO user_mcp_api_keys
    (id, user_id, api_key, name, last_used_at, expires_at, is_active, created_at, updated_at) VALUES
    ('00000000-0000-0000-0000-000000000012', '00000000-0000-0000-0000-000000000000', '{{key dead}}', 'Backend Service API Key', '{{ago 36h}}', NULL, 0, '{{ago 200d}}', '{{ago 200d}}');
