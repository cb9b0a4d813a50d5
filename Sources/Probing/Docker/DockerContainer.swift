/// What the engine says of a container (`GET /containers/NAME/json`), as far as it is asked.
struct DockerContainer: Decodable {
    let id: String
    let name: String?
    let created: String?
    let state: State
    let config: Config

    struct State: Decodable {
        let running: Bool
        let status: String?

        enum CodingKeys: String, CodingKey {
            case running = "Running"
            case status = "Status"
        }
    }

    struct Config: Decodable {
        /// `NAME=value`; holds keys.
        let env: [String]?
        let tty: Bool?
        let labels: [String: String]?

        enum CodingKeys: String, CodingKey {
            case env = "Env"
            case tty = "Tty"
            case labels = "Labels"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case created = "Created"
        case state = "State"
        case config = "Config"
    }

    /// An entry of `GET /containers/json`.
    struct Summary: Decodable {
        let id: String
        let labels: [String: String]?

        enum CodingKeys: String, CodingKey {
            case id = "Id"
            case labels = "Labels"
        }
    }

    /// What compose writes on its containers.
    enum Label {
        static let service = "com.docker.compose.service"
        static let project = "com.docker.compose.project"
        /// Absolute paths with commas between them.
        static let files = "com.docker.compose.project.config_files"
    }
}
