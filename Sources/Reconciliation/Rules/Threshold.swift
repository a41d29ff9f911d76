/// A duration that a rule waits for or tolerates, and that a source can set.
///
/// There is one object a threshold, so that thresholds are compared by identity.
package final class Threshold: Sendable {
    package enum Default: Hashable, Sendable {
        case seconds(Int64)
        /// For as long as the provider sends a delivery again.
        case deliveryRetries
    }

    /// Its key in the configuration: the rule's name.
    package let name: String
    package let defaultValue: Default
    /// What passes, in half a sentence: "how long a referenced transaction may stay unknown".
    package let meaning: String

    init(_ name: String, _ defaultValue: Default, _ meaning: String) {
        self.name = name
        self.defaultValue = defaultValue
        self.meaning = meaning
    }

    /// The longest that anything may be waited for, in seconds.
    package static let range: ClosedRange<Int64> = 0...366 * 86_400

    /// The thresholds of all rules, in the order of the list.
    package static let all: [Threshold] = Rule.all.flatMap(\.thresholds)
}

extension Threshold: Hashable {
    package static func == (left: Threshold, right: Threshold) -> Bool { left === right }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A source's thresholds, in seconds.
package struct Thresholds: Hashable, Sendable {
    private var seconds: [Threshold: Int64]

    /// The defaults for a provider that sends a delivery again for so long.
    package init(deliveryRetrySeconds: Int64 = 7_200) {
        seconds = [:]
        for threshold in Threshold.all {
            switch threshold.defaultValue {
            case .seconds(let value): seconds[threshold] = value
            case .deliveryRetries: seconds[threshold] = deliveryRetrySeconds
            }
        }
    }

    package subscript(_ threshold: Threshold) -> Int64 {
        get {
            guard let value = seconds[threshold] else {
                preconditionFailure("no rule of the list has the threshold \(threshold.name)")
            }
            return value
        }
        set { seconds[threshold] = newValue }
    }
}
