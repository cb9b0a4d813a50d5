INSERT INTO users (id, email, name, created_at, updated_at) VALUES
    ('00000000-0000-0000-0000-000000000000', 'system@backend', 'Backend Service', '{{ago 300d}}', '{{ago 300d}}');
INSERT INTO user_mcp_api_keys
    (id, user_id, api_key, name, last_used_at, expires_at, is_active, created_at, updated_at) VALUES
    ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000000', '{{key dev}}', 'Backend Service API Key', '{{ago 36h}}', NULL, 1, '{{ago 60h}}', '{{ago 60h}}');
INSERT INTO pm_provider_connections (id, name, provider_type, api_key, api_token, created_at) VALUES
    ('1', 'Jira Cloud', 'jira', NULL, '{{token jira}}', '{{ago 30d}}'),
    ('2', 'ClickUp', 'clickup', '{{token clickup}}', '', NULL);
