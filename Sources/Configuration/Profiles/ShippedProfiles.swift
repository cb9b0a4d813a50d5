package import Model

/// The profiles that Keyturn knows by name: a YAML file each, read as a team's own are.
package enum ShippedProfiles {
    /// One of them.
    package struct Shipped: Sendable {
        package let name: String

        /// What it is, in a few words.
        package let application: String

        /// How it is known to be right.
        package var proof = Proof.source

        /// Its file, as a starting point for another one.
        package let text: [UInt8]
    }

    /// How a profile is known to be right.
    package enum Proof: String, Sendable {
        /// The application's own code accepted and refused keys in tests.
        case ownCode = "own code"
        /// It was written by the application's schema and source.
        case source
    }

    /// What an environment has that names none.
    package static let standard = "pm-mcp-server"

    /// In the order of names, but for the first.
    package static let all: [Shipped] = [
        Shipped(
            name: standard,
            application: "PM MCP Server",
            proof: .ownCode,
            text: PackageResources.pm_mcp_server_yaml
        ),
        Shipped(
            name: "django-oauth-toolkit",
            application: "Django OAuth Toolkit, access tokens",
            proof: .ownCode,
            text: PackageResources.django_oauth_toolkit_yaml
        ),
        Shipped(
            name: "drf-api-key",
            application: "djangorestframework-api-key",
            proof: .ownCode,
            text: PackageResources.drf_api_key_yaml
        ),
        Shipped(name: "gitea", application: "Gitea, access tokens", text: PackageResources.gitea_yaml),
        Shipped(name: "langfuse", application: "Langfuse, project keys", text: PackageResources.langfuse_yaml),
        Shipped(name: "litellm", application: "LiteLLM proxy, virtual keys", text: PackageResources.litellm_yaml),
        Shipped(name: "n8n", application: "n8n, API keys", text: PackageResources.n8n_yaml),
        Shipped(name: "outline", application: "Outline, API keys", text: PackageResources.outline_yaml),
        Shipped(name: "plausible", application: "Plausible, API keys", text: PackageResources.plausible_yaml),
        Shipped(name: "sanctum", application: "Laravel Sanctum", text: PackageResources.sanctum_yaml),
        Shipped(name: "strapi", application: "Strapi, API tokens", text: PackageResources.strapi_yaml),
        Shipped(name: "unleash", application: "Unleash, API tokens", text: PackageResources.unleash_yaml),
    ]

    /// The one with this name.
    package static func named(_ name: String) -> Shipped? { all.first { $0.name == name } }

    /// The one with this name as it is read where no variable is set; nil where there is none.
    package static func profile(_ name: String) -> Profile? {
        let files = DiskFiles()
        let reader = ProfileReader(folder: "/", variables: [:], files: files, calendars: CalendarTable(files))
        return reader.shipped(name).profile
    }
}
