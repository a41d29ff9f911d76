/// A mistake in how a command was called; exits with 2.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    fileprivate static func tooManyWords(
        _ command: String, firstTooMany word: String
    ) -> UsageError {
        UsageError("\(command) does not take \"\(word)\" (`trueup \(command) --help`)")
    }
}

/// What was typed after the command's name, checked against its description.
struct ParsedArguments: Sendable {
    /// The command's name.
    let command: String
    let positionals: [String]
    let rest: [String]
    private let values: [String: String]
    private let flags: Set<String>

    init(_ words: [String], for command: CommandDescription) throws(UsageError) {
        var parser = ArgumentParser(command: command)
        try parser.read(words)
        self.command = command.name
        positionals = parser.positionals
        rest = parser.rest
        values = parser.values
        flags = parser.flags
    }

    func isSet(_ name: String) -> Bool { flags.contains(name) }

    subscript(name: String) -> String? { values[name] }

    /// For a form of the command that takes fewer words than another.
    func requireWords(atMost count: Int) throws(UsageError) {
        guard positionals.count > count else { return }
        throw .tooManyWords(command, firstTooMany: positionals[count])
    }

    /// A whole number of at least `minimum`.
    func integer(_ name: String, atLeast minimum: Int64) throws(UsageError) -> Int64? {
        guard let text = values[name] else { return nil }
        guard let number = Int64(text), number >= minimum else {
            throw UsageError("\(name) takes a whole number of at least \(minimum), not \"\(text)\"")
        }
        return number
    }

    /// One of a closed set of words.
    func choice(_ name: String, of words: [String]) throws(UsageError) -> String? {
        guard let text = values[name] else { return nil }
        guard words.contains(text) else {
            throw UsageError(
                "\(name) takes one of \(words.joined(separator: ", ")), not \"\(text)\"")
        }
        return text
    }
}

private struct ArgumentParser {
    let command: CommandDescription
    var positionals: [String] = []
    var rest: [String] = []
    var values: [String: String] = [:]
    var flags: Set<String> = []

    init(command: CommandDescription) {
        self.command = command
    }

    mutating func read(_ words: [String]) throws(UsageError) {
        var remaining = words[...]
        while let word = remaining.popFirst() {
            if word == "--" {
                guard command.passesRest else {
                    throw UsageError("\(command.name) takes nothing after \"--\"")
                }
                rest = Array(remaining)
                break
            }
            if word.hasPrefix("-"), word != "-" {
                try readOption(word == "-h" ? "--help" : word, &remaining)
            } else {
                positionals.append(word)
            }
        }
        guard !flags.contains("--help") else { return }
        try checkPositionals()
    }

    private mutating func readOption(
        _ word: String, _ remaining: inout ArraySlice<String>
    ) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = command.allOptions.first(where: { $0.name == name }) else {
            throw UsageError(unknown(name))
        }
        guard let placeholder = option.value else {
            guard parts.count == 1 else { throw UsageError("\(name) takes no value") }
            flags.insert(name)
            return
        }
        guard values[name] == nil else { throw UsageError("\(name) is given twice") }
        if parts.count == 2 {
            values[name] = String(parts[1])
        } else if let next = remaining.first, next == "-" || !next.hasPrefix("--") {
            values[name] = remaining.removeFirst()
        } else {
            throw UsageError("\(name) needs a value: \(name) \(placeholder)")
        }
    }

    private func unknown(_ name: String) -> String {
        let names = command.allOptions.map(\.name)
        let hint = nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
        return "\(command.name) has no option \(name)\(hint)"
            + " (`trueup \(command.name) --help` lists them)"
    }

    private func checkPositionals() throws(UsageError) {
        let required = command.positionals.filter(\.isRequired)
        if positionals.count < required.count {
            throw UsageError(
                "\(command.name) needs \(required[positionals.count].name)"
                    + " (`trueup \(command.name) --help`)")
        }
        if positionals.count > command.positionals.count {
            throw .tooManyWords(
                command.name, firstTooMany: positionals[command.positionals.count])
        }
    }
}
