/// Which types of events an endpoint is sent.
package struct EventSubscription: Hashable, Sendable {
    /// Exact names, prefixes that end at a dot (`card.*`), or `*`.
    package let patterns: [String]

    package static let all = EventSubscription(patterns: ["*"])

    package init(patterns: [String]) {
        self.patterns = patterns
    }

    /// `card.*` stands for `card.updated` and not for `cardholder.created`: the prefix ends at the
    /// dot.
    package func matches(_ type: String) -> Bool {
        patterns.contains { pattern in
            guard pattern.hasSuffix("*") else { return pattern == type }
            return type.hasPrefix(pattern.dropLast())
        }
    }

    /// Whether a text is a name or a wildcard that AgentCard takes.
    package static func isPattern(_ text: String) -> Bool {
        guard text != "*" else { return true }
        let name = text.hasSuffix(".*") ? text.dropLast(2) : text[...]
        let steps = name.split(separator: ".", omittingEmptySubsequences: false)
        return (text.hasSuffix(".*") ? 1...4 : 2...4).contains(steps.count)
            && steps.allSatisfy { step in
                !step.isEmpty
                    && step.utf8.allSatisfy {
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                            || $0 == UInt8(ascii: "_")
                    }
            }
    }
}
