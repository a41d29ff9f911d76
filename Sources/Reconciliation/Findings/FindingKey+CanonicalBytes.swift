extension FindingKey {
    /// The text whose digest is the finding id: source, rule, subject kind, subject id and
    /// discriminator, each as UTF-8 after its length in four bytes, big-endian.
    ///
    /// The lengths keep parts apart whatever they contain. The order and the names are part of the
    /// contract: another text would give every finding of a rebuild another id.
    package func canonicalBytes(source: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in [source, rule.name, subject.kind.rawValue, subject.id, discriminator] {
            let text = Array(part.utf8)
            let length = UInt32(clamping: text.count)
            for shift in [24, 16, 8, 0] as [UInt32] {
                bytes.append(UInt8(truncatingIfNeeded: length >> shift))
            }
            bytes += text
        }
        return bytes
    }
}

extension FindingKey: Comparable {
    /// By rule, subject and discriminator as texts: the order in which equal deadlines fire.
    package static func < (left: FindingKey, right: FindingKey) -> Bool {
        if left.rule != right.rule { return left.rule.name < right.rule.name }
        if left.subject.kind != right.subject.kind {
            return left.subject.kind.rawValue < right.subject.kind.rawValue
        }
        if left.subject.id != right.subject.id { return left.subject.id < right.subject.id }
        return left.discriminator < right.discriminator
    }
}
