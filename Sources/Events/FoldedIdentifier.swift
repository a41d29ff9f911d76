/// Ids in the one form in which the fold compares them.
///
/// Swift holds texts for equal that differ only in Unicode normalization, PostgreSQL compares their
/// bytes. An id that is surely in normal form C is left as it is, byte for byte: among such ids
/// both agree. Any other is written with its doubtful bytes as `%HH` after `%utf8:`, so that it
/// keeps every byte and equals nothing else. That costs one look at each byte where an id is
/// decoded, and no room above has to know.
///
/// An id of the provider's that begins like one of ours (`%`, `adjust:`, `@opening/`) is written so
/// as well: no event can pass for another kind's, no payment for an adjustment.
package enum FoldedIdentifier {
    private static let prefix = "%utf8:"
    private static let reservedPrefixes = ["%", "adjust:", "@opening/"]

    /// An id as a provider states it.
    package static func of(_ stated: String) -> String {
        if isPlain(stated) { return stated }
        let isReserved = reservedPrefixes.contains { stated.utf8.starts(with: $0.utf8) }
        guard isReserved || !stated.unicodeScalars.allSatisfy(isSettled) else { return stated }
        return prefix + escaped(stated)
    }

    /// The id of an event of any kind: webhooks, reads, statements and decisions name theirs
    /// independently of each other.
    package static func of(event id: String, kind: EventKind) -> String {
        kind == .webhook ? of(id) : "%\(kind.rawValue):\(of(id))"
    }

    /// An id as the views show it, which may be folded already: what an operator types.
    package static func of(shown id: String) -> String {
        id.utf8.starts(with: prefix.utf8) ? id : of(id)
    }

    /// Below U+0300 nothing combines; and no id of ours begins like it.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        switch first {
        case UInt8(ascii: "%"), UInt8(ascii: "@"): return false
        case UInt8(ascii: "a") where text.utf8.starts(with: "adjust:".utf8): return false
        default: return text.utf8.allSatisfy { $0 < 0xCC }
        }
    }

    /// A scalar that is in normal form C whatever stands beside it.
    ///
    /// Those that normal form C never contains are "full composition exclusions"; those that may
    /// combine with what stands before them are marks, conjoining jamo and a few vowels of Kirat
    /// Rai. Marks that would combine with nothing are escaped too, which harms nothing.
    private static func isSettled(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x300 { return true }
        switch scalar.value {
        case 0x1100...0x11FF, 0x16D63...0x16D6A: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .unassigned: return false
        default: return !scalar.properties.isFullCompositionExclusion
        }
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            if isSettled(scalar), scalar != "%" {
                escaped.unicodeScalars.append(scalar)
                continue
            }
            for byte in String(scalar).utf8 {
                escaped += byte < 16 ? "%0" : "%"
                escaped += String(byte, radix: 16, uppercase: true)
            }
        }
        return escaped
    }
}

extension LoggedEvent {
    /// The event under the id by which the fold knows it: events of two kinds, and ids of two
    /// normalizations, are never taken for one.
    package var folded: LoggedEvent {
        var event = self
        event.eventID = FoldedIdentifier.of(event: eventID, kind: kind)
        return event
    }
}
