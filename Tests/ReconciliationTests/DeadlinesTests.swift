import Events
import Testing

@testable import Reconciliation

/// Reviews fall due in order, once.
@Suite struct DeadlinesTests {
    func key(_ id: String, _ discriminator: String = "") -> FindingKey {
        Given.key(.transactionUnresolved, .transaction, id, discriminator)
    }

    @Test func firesInOrderOfTimeThenKey() {
        var deadlines = Deadlines()
        deadlines.set(key("c"), at: Given.time(1))
        deadlines.set(key("b", "2"), at: Given.time(2))
        deadlines.set(key("b", "1"), at: Given.time(2))
        deadlines.set(Given.key(.balanceGap, .account, "z"), at: Given.time(2))
        deadlines.set(key("a"), at: Given.time(3))
        var fired: [String] = []
        while let review = deadlines.fire(upTo: Given.time(2)) {
            fired.append(review.key.subject.id + review.key.discriminator)
        }
        #expect(fired == ["c", "z", "b1", "b2"])
        #expect(deadlines.next() == Review(key: key("a"), at: Given.time(3)))
        #expect(deadlines.count == 1)
    }

    @Test func replacedAndClearedReviewsDoNotFire() {
        var deadlines = Deadlines()
        deadlines.set(key("a"), at: Given.time(1))
        deadlines.set(key("a"), at: Given.time(5))
        deadlines.set(key("b"), at: Given.time(2))
        deadlines.set(key("b"), at: nil)
        #expect(deadlines.fire(upTo: Given.time(4)) == nil)
        #expect(deadlines.fire(upTo: Given.time(5))?.key == key("a"))
        #expect(deadlines.next() == nil && deadlines.count == 0)
    }

    @Test func tellsWhatToStoreOnce() {
        var deadlines = Deadlines()
        deadlines.load(Review(key: key("stored"), at: Given.time(1)))
        #expect(deadlines.takeChanges().isEmpty)
        deadlines.set(key("stored"), at: Given.time(1))
        #expect(deadlines.takeChanges().isEmpty)
        deadlines.set(key("b"), at: Given.time(2))
        _ = deadlines.fire(upTo: Given.time(1))
        let changes = deadlines.takeChanges()
        #expect(changes.map(\.key) == [key("b"), key("stored")])
        #expect(changes.map(\.at) == [Given.time(2), nil])
        #expect(deadlines.takeChanges().isEmpty)
    }

    @Test func takesOverWhatAJudgementSaysOfItsExtent() {
        var deadlines = Deadlines()
        for discriminator in ["a", "b", "c"] {
            deadlines.set(key("t", discriminator), at: Given.time(1))
        }
        deadlines.apply(
            Judgement(
                scope: key("t").scope, extent: .only(["a", "b"]), reviews: ["b": Given.time(9)]))
        let times = ["a", "b", "c"].map { deadlines[key("t", $0)] }
        #expect(times == [nil, Given.time(9), Given.time(1)])
        deadlines.apply(Judgement(scope: key("t").scope))
        #expect(deadlines.count == 0)
    }

    @Test(arguments: Array(1...20) as [UInt64]) func agreesWithASortedList(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var deadlines = Deadlines()
        var model: [FindingKey: Timestamp] = [:]
        for _ in 0..<2_000 {
            let key = key("\(Int.random(in: 0...30, using: &random))")
            if Int.random(in: 0...9, using: &random) == 0 {
                let expected = model.map { Review(key: $0.key, at: $0.value) }.min()
                #expect(deadlines.fire(upTo: .latest) == expected)
                if let expected { model[expected.key] = nil }
            } else {
                let isSet = Int.random(in: 0...4, using: &random) > 0
                let at =
                    isSet ? Given.time(Double(Int.random(in: 0...50, using: &random))) : nil
                deadlines.set(key, at: at)
                model[key] = at
            }
            #expect(deadlines.count == model.count)
        }
    }
}

extension Deadlines {
    /// What falls due next, if it does so by then, as whoever fires it takes it.
    fileprivate mutating func fire(upTo time: Timestamp) -> Review? {
        #expect(Set(due(upTo: time)) == Set(allDue(upTo: time)))
        guard let review = next(), review.at <= time else { return nil }
        remove(review)
        return review
    }

    private func allDue(upTo time: Timestamp) -> [Review] {
        var rest = self
        var due: [Review] = []
        while let review = rest.next(), review.at <= time {
            rest.remove(review)
            due.append(review)
        }
        return due
    }
}
