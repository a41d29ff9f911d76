/// The `--help` of a command, and of the whole tool.
enum HelpText {
    static func of(_ command: CommandDescription) -> String {
        var lines = ["trueup \(usage(command))", "", command.summary]
        if !command.discussion.isEmpty { lines += ["", command.discussion] }
        if !command.positionals.isEmpty {
            lines += ["", "ARGUMENTS"]
            lines += aligned(command.positionals.map { ($0.name, $0.summary) })
        }
        lines += ["", "OPTIONS"]
        lines += aligned(
            command.allOptions.map { option in
                (option.value.map { "\(option.name) \($0)" } ?? option.name, option.summary)
            })
        if !command.examples.isEmpty {
            lines += ["", "EXAMPLES"] + command.examples.map { "  \($0)" }
        }
        return lines.joined(separator: "\n")
    }

    static func overview(_ commands: [CommandDescription]) -> String {
        var lines = [
            "trueup COMMAND [OPTIONS]", "",
            "Verifies card and wallet providers' webhooks, keeps them in an immutable log, folds",
            "them into double-entry ledgers and flags what does not add up.", "", "COMMANDS",
        ]
        lines += aligned(commands.map { ($0.name, $0.summary) })
        lines += [
            "",
            "`trueup COMMAND --help` shows options and examples; `trueup --version` the version.",
            "",
            "EXIT CODES",
            "  0 done; 1 done, and the answer is \"no\"; 2 wrong usage; 3 configuration wrong;",
            "  4 database out of reach or schema wrong; 5 provider out of reach",
        ]
        return lines.joined(separator: "\n")
    }

    private static func usage(_ command: CommandDescription) -> String {
        var words = [command.name]
        words += command.positionals.map { $0.isRequired ? $0.name : "[\($0.name)]" }
        words.append("[OPTIONS]")
        if command.passesRest { words.append("[-- ARGUMENTS]") }
        return words.joined(separator: " ")
    }

    private static func aligned(_ pairs: [(String, String)]) -> [String] {
        let width = min(28, pairs.map(\.0.count).max() ?? 0)
        return pairs.map { name, summary in
            let padding = String(repeating: " ", count: max(2, width - name.count + 2))
            return "  \(name)\(padding)\(summary)"
        }
    }
}
