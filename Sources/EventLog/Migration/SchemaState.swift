internal import Cryptography
internal import Schema

/// How a database's schema stands with the migrations that are built into this binary.
package enum SchemaState: Hashable, Sendable {
    case upToDate
    /// The database lacks these steps: run `trueup migrate`.
    case behind([String])
    /// The database has these steps, which this binary does not know: use a newer binary.
    case ahead([String])
    /// These migrations were applied with another text than this binary's.
    case altered([String])

    package var isUpToDate: Bool { self == .upToDate }

    /// Judges what the database recorded, oldest first, against the steps of the binary.
    ///
    /// An object that was replaced by a text which the binary does not know, after the binary's own
    /// text had been applied, is ahead: only a newer binary can have done that.
    static func judge(applied: [AppliedStep], steps: [SchemaStep]) -> SchemaState {
        let history = Dictionary(grouping: applied, by: \.name)
        let known = Set(steps.map(\.name))
        var newer = history.keys.filter { !known.contains($0) }.sorted()
        var missing: [String] = []
        var altered: [String] = []
        for step in steps {
            let digest = SHA256.digest(of: step.sql)
            guard let texts = history[step.name], let latest = texts.last else {
                missing.append(step.name)
                continue
            }
            if latest.digest == digest { continue }
            switch step.kind {
            case .migration: altered.append(step.name)
            case .replaceable:
                let isOutdated = texts.contains { $0.digest == digest }
                if isOutdated { newer.append(step.name) } else { missing.append(step.name) }
            }
        }
        if !altered.isEmpty { return .altered(altered) }
        if !newer.isEmpty { return .ahead(newer) }
        return missing.isEmpty ? .upToDate : .behind(missing)
    }
}

/// A step as the database recorded it.
struct AppliedStep: Hashable, Sendable {
    let name: String
    let digest: [UInt8]
}

extension SchemaState: CustomStringConvertible {
    /// One line with what to do about it.
    package var description: String {
        switch self {
        case .upToDate:
            "the schema is up to date"
        case .behind(let steps):
            "the schema lacks \(Self.words(steps)): run trueup migrate"
        case .ahead(let steps):
            "the schema is newer than this trueup, which does not know"
                + " \(Self.words(steps)): run the newer version"
        case .altered(let steps):
            "the database was migrated with another text of \(steps.joined(separator: ", ")):"
                + " it belongs to another build of trueup"
        }
    }

    /// A few names, or how many there are.
    private static func words(_ steps: [String]) -> String {
        guard steps.count > 3, let first = steps.first, let last = steps.last else {
            return steps.joined(separator: ", ")
        }
        return "\(steps.count) steps, from \(first) to \(last)"
    }
}
