/// A Prometheus text (exposition format 0.0.4), read line by line as a scraper does.
struct PrometheusReading {
    /// The kind of each family that has a `TYPE`.
    private(set) var kinds: [String: String] = [:]
    /// The values by the whole name of the sample, labels included.
    private(set) var samples: [String: Double] = [:]
    /// Lines that are nothing a scraper knows, and samples without a family or given twice.
    private(set) var faults: [String] = []

    init(_ text: String) {
        guard text.hasSuffix("\n") else {
            faults.append("the last line does not end")
            return
        }
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            read(line)
        }
    }

    private mutating func read(_ line: Substring) {
        if let type = line.wholeMatch(of: #/# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram)/#) {
            let name = String(type.output.1)
            if kinds[name] != nil { faults.append("\(line): a second time") }
            kinds[name] = String(type.output.2)
        } else if line.wholeMatch(of: #/# HELP [a-zA-Z_:][\w:]* \S.*/#) != nil {
            return
        } else if let sample = line.wholeMatch(
            of: #/([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\]|\\[\\"n])*",?)*\})? (\S+)/#),
            let value = Double(sample.output.3)
        {
            let name = String(sample.output.1)
            let family = name.replacing(#/_(?:bucket|sum|count)$/#, with: "")
            if kinds[name] == nil, kinds[family] != "histogram" {
                faults.append("\(line): of no family")
            }
            let whole = name + String(sample.output.2 ?? "")
            if samples.updateValue(value, forKey: whole) != nil {
                faults.append("\(line): a second time")
            }
        } else {
            faults.append(String(line))
        }
    }
}
