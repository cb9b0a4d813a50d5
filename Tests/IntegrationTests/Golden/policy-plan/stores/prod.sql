INSERT INTO users (id, email, name, created_at, updated_at) VALUES
    ('00000000-0000-0000-0000-000000000000', 'system@backend', 'Backend Service', '{{ago 300d}}', '{{ago 300d}}'),
    ('00000000-0000-0000-0000-000000000002', 'system@legacy', 'Legacy', '{{ago 300d}}', '{{ago 300d}}');
INSERT INTO user_mcp_api_keys
    (id, user_id, api_key, name, last_used_at, expires_at, is_active, created_at, updated_at) VALUES
    ('00000000-0000-0000-0000-000000000010', '00000000-0000-0000-0000-000000000000', '{{key one}}', 'Backend Service API Key', NULL, '{{in 50d}}', 1, '{{ago 252h}}', '{{ago 252h}}'),
    ('00000000-0000-0000-0000-000000000011', '00000000-0000-0000-0000-000000000000', '{{key hand}}', 'made by hand', NULL, NULL, 1, '{{ago 252h}}', '{{ago 252h}}'),
    ('00000000-0000-0000-0000-000000000012', '00000000-0000-0000-0000-000000000002', '{{key two}}', 'Legacy API Key', NULL, NULL, 1, '{{ago 996h}}', '{{ago 996h}}');
