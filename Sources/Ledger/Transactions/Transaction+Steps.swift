import Events

extension Transaction {
    /// Steps beyond this are refused: no payment has so many, and deriving costs in proportion.
    package static let maximumSteps = 1_000
    /// References kept, the first in canonical order: they are evidence, not money.
    ///
    /// The one that was received first is kept besides: deadlines run from it.
    package static let maximumReferences = 16

    /// Adds a step at its canonical place; false when it is there already.
    @discardableResult
    package mutating func add(_ record: StepRecord) throws(FoldError) -> Bool {
        guard !steps.contains(where: { $0.key == record.key }) else { return false }
        guard steps.count < Transaction.maximumSteps else {
            throw .tooManySteps(transactionID: id)
        }
        // Most steps come last.
        if let last = steps.last, record.precedes(last) {
            steps.insert(record, at: steps.partitionPoint { $0.precedes(record) })
        } else {
            steps.append(record)
        }
        return true
    }

    /// Adds a reference at its canonical place; false when it is there already or goes beyond the
    /// bound.
    @discardableResult
    package mutating func add(_ record: ReferenceRecord) -> Bool {
        guard !references.contains(where: { $0.key == record.key }) else { return false }
        var kept = references
        kept.insert(record, at: kept.partitionPoint { $0.precedes(record) })
        let first = kept.min(by: { $0.wasReceived(before: $1) })?.key
        let beyond = kept.dropFirst(Transaction.maximumReferences).filter { $0.key == first }
        kept = kept.prefix(Transaction.maximumReferences) + beyond
        guard kept != references else { return false }
        references = kept
        return true
    }
}

extension ReferenceRecord {
    fileprivate func wasReceived(before other: ReferenceRecord) -> Bool {
        (receivedAt, position) < (other.receivedAt, other.position)
    }
}
