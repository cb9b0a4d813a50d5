INSERT INTO users (id, email, name, created_at, updated_at) VALUES
    ('11111111-1111-1111-1111-111111111111', 'system@backend', 'Somebody', '{{ago 300d}}', '{{ago 300d}}');
