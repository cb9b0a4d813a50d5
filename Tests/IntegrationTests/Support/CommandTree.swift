internal import Foundation
internal import TestSupport

/// What the binary says of its own commands, so that no test forgets one.
struct CommandTree: Decodable {
    let command: Command

    struct Command: Decodable {
        let commandName: String
        let arguments: [Argument]?
        let subcommands: [Command]?
    }

    struct Argument: Decodable {
        let kind: String
        let isOptional: Bool
        let names: [Name]?

        struct Name: Decodable {
            let kind: String
            let name: String

            var text: String { (kind == "long" ? "--" : "-") + name }
        }
    }

    /// A place of a command line where a user writes a text.
    struct TextPlace {
        /// Without the binary's name.
        let command: [String]

        /// `--out`; nil for what stands by itself.
        let option: String?

        /// How many arguments that stand by themselves the command asks for.
        let required: Int
    }

    init(_ text: String) throws { self = try JSONDecoder().decode(CommandTree.self, from: Data(text.utf8)) }

    /// Every option of every command that takes a text, each by one of its names, and every argument.
    var textPlaces: [TextPlace] { Self.textPlaces(command, []) }

    /// The commands that have no others below them, each as it is written.
    var leaves: [[String]] { Self.leaves(command, []) }

    private static func leaves(_ command: Command, _ path: [String]) -> [[String]] {
        guard let below = command.subcommands, !below.isEmpty else { return [path] }
        return below.flatMap { leaves($0, path + [$0.commandName]) }
    }

    private static func textPlaces(_ command: Command, _ path: [String]) -> [TextPlace] {
        let arguments = command.arguments ?? []
        let required = arguments.count { $0.kind == "positional" && !$0.isOptional }
        let own = arguments.filter { $0.kind != "flag" }.map {
            TextPlace(command: path, option: $0.kind == "option" ? $0.names?.first?.text : nil, required: required)
        }
        return own + (command.subcommands ?? []).flatMap { textPlaces($0, path + [$0.commandName]) }
    }
}
