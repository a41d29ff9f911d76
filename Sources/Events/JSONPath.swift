/// The way from one value to another within it: `context.transaction.id`, `lines.0.amount`.
///
/// Steps are divided by points; a point within a key is written `\.`, a backslash `\\`. A step of
/// digits goes into an array by place, into an object by key.
package struct JSONPath: Hashable, Sendable, CustomStringConvertible {
    package let steps: [String]

    package init(steps: [String]) {
        self.steps = steps
    }

    /// Nil when a step is empty or a backslash stands before anything but a point or a backslash.
    package init?(_ text: String) {
        var steps: [String] = []
        var step = ""
        var isEscaped = false
        for character in text.unicodeScalars {
            if isEscaped {
                guard character == "." || character == "\\" else { return nil }
                step.unicodeScalars.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "." {
                steps.append(step)
                step = ""
            } else {
                step.unicodeScalars.append(character)
            }
        }
        steps.append(step)
        guard !isEscaped, !steps.contains("") else { return nil }
        self.steps = steps
    }

    package var description: String {
        steps.map { step in
            var escaped = ""
            for character in step.unicodeScalars {
                if character == "." || character == "\\" { escaped.append("\\") }
                escaped.unicodeScalars.append(character)
            }
            return escaped
        }.joined(separator: ".")
    }
}

extension JSONValue {
    /// The value at the end of `path`; nil where a step leads nowhere.
    package func value(at path: JSONPath) -> JSONValue? {
        var value = self
        for step in path.steps {
            guard let inner = value.step(step) else { return nil }
            value = inner
        }
        return value
    }

    /// The value at the end of a path that is parsed anew at each call; nil also for a path that
    /// is none.
    package func value(atPath path: String) -> JSONValue? {
        JSONPath(path).flatMap { value(at: $0) }
    }

    private func step(_ step: String) -> JSONValue? {
        switch kind {
        case .object:
            return self[step]
        case .array:
            guard let place = Int(step), place >= 0, String(place) == step else { return nil }
            return elements.dropFirst(place).first { _ in true }
        default:
            return nil
        }
    }
}
