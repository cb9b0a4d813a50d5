/// Where compose looks for its files.
package enum ComposeFile {
    /// In a folder, the first one that is there (its own order).
    package static let names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"]

    /// What compose reads besides, if no one names files to it.
    package static let overrides = [
        "compose.override.yaml", "compose.override.yml", "docker-compose.override.yml", "docker-compose.override.yaml",
    ]

    /// Variables of the shell that make compose read other files than it finds.
    package static let variables = ["COMPOSE_FILE", "COMPOSE_ENV_FILES", "COMPOSE_DISABLE_ENV_FILE"]
}
