import Faults
import Programs

/// The rates of `--faults`: `drop=0.01,duplicate=0.02`, or `all=0.005`, which stands for those of
/// the API where it is served.
struct FaultArguments {
    private var perMillion: [FaultKind: Int64] = [:]
    private var allPerMillion: Int64?

    /// - Parameter servesAPI: Whether anybody can meet the faults of the API.
    init(_ text: String?, servesAPI: Bool) throws {
        for part in (text ?? "").split(separator: ",") {
            let words = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard words.count == 2, let rate = Self.perMillion(words[1]) else {
                throw UsageError(
                    "--faults takes KIND=RATE with a rate from 0 to 1, such as drop=0.01, not"
                        + " \"\(part)\"")
            }
            if words[0] == "all" {
                allPerMillion = rate
            } else if let kind = FaultKind(rawValue: words[0]) {
                guard servesAPI || !kind.actsOnAPI else {
                    throw UsageError(
                        "--faults: \(kind.rawValue) is a fault of the provider's API; serve it"
                            + " with --api-listen")
                }
                perMillion[kind] = rate
            } else {
                let names = FaultKind.allCases.map(\.rawValue)
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

    func rates(of kind: ProgramKind, servesAPI: Bool) -> FaultRates {
        var rates =
            allPerMillion.map { FaultRates.all($0, for: kind, servesAPI: servesAPI) }
            ?? FaultRates()
        for (fault, rate) in perMillion where fault.applies(to: kind) {
            rates.perMillion[fault] = rate
        }
        return rates
    }
}
