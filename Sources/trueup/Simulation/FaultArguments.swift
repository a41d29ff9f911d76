import Simulator

/// The rates of `--faults`: `drop=0.01,duplicate=0.02`, or `all=0.005`.
struct FaultArguments {
    private var perMillion: [FaultKind: Int64] = [:]
    private var allPerMillion: Int64?

    /// Those that the sender or the API makes; the command has no schedule for them.
    private static let offered = FaultKind.allCases.filter { !$0.isLeftToOthers }

    init(_ text: String?) throws {
        for part in (text ?? "").split(separator: ",") {
            let words = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard words.count == 2, let rate = Self.perMillion(words[1]) else {
                throw UsageError(
                    "--faults takes KIND=RATE with a rate from 0 to 1, such as drop=0.01, not"
                        + " \"\(part)\"")
            }
            if words[0] == "all" {
                allPerMillion = rate
            } else if let kind = Self.offered.first(where: { $0.rawValue == words[0] }) {
                perMillion[kind] = rate
            } else {
                let names = Self.offered.map(\.rawValue)
                let hint = nearest(to: words[0], among: names).map { "; did you mean \($0)?" } ?? ""
                throw UsageError(
                    "--faults: \"\(words[0])\" is no fault\(hint) (all, "
                        + names.joined(separator: ", ") + ")")
            }
        }
    }

    /// A decimal fraction of at most six digits, in millionths.
    private static func perMillion(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let digits = parts.count == 2 ? String(parts[1]) : ""
        guard (1...2).contains(parts.count), let whole = Int64(parts[0]), (0...1).contains(whole),
            digits.utf8.count <= 6, digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let fraction = Int64(digits + String(repeating: "0", count: 6 - digits.utf8.count))
        else { return nil }
        let rate = whole * 1_000_000 + fraction
        return rate <= 1_000_000 ? rate : nil
    }

    func rates(of kind: ProgramKind) -> FaultRates {
        var rates = allPerMillion.map { FaultRates.all($0, for: kind) } ?? FaultRates()
        for (fault, rate) in perMillion where fault.applies(to: kind) {
            rates.perMillion[fault] = rate
        }
        return rates
    }
}
