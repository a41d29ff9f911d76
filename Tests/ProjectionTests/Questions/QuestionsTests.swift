import Foundation
import Postgres
import Projection
import TestSupport
import Testing

/// The questions of `sql/README.md`: each query runs as `trueup_reader` and gives the rows that the
/// fixed history makes it give.
@Suite struct QuestionsTests {
    @Test func everyQuestionHasItsAnswer() throws {
        let questions = try Question.all()
        #expect(questions.count >= 15)
        #expect(Set(questions.map(\.title)).count == questions.count)
        let unknown = Set(Self.answers.keys).subtracting(questions.map(\.title))
        #expect(unknown.sorted() == [])
        try ProjectionFixture.with { fixture in
            try fixture.shortenBlocks(to: 4)
            try fixture.appendFixedHistory()
            #expect(try InvariantChecks.run(on: fixture.service) == [])
            let reader = try fixture.database.connect(role: "trueup_reader")
            try reader.execute("SET TimeZone = 'UTC'")
            for question in questions {
                let rows = try reader.queryText(question.query).rows.map { row in
                    row.map { $0 ?? "∅" }.joined(separator: "|")
                }
                guard let answer = Self.answers[question.title] else {
                    Issue.record("no expected rows for: \(question.title)")
                    continue
                }
                #expect(rows == answer, "\(question.title)")
                #expect(!rows.isEmpty, "\(question.title)")
                #expect(!question.reading.isEmpty, "\(question.title) has no word on its answer")
            }
        }
    }

    /// In a time zone of the reader's own the days are the same.
    @Test func noAnswerDependsOnTheTimeZoneOfTheSession() throws {
        try ProjectionFixture.with { fixture in
            try fixture.appendFixedHistory()
            let reader = try fixture.database.connect(role: "trueup_reader")
            func answer(_ question: Question, in zone: String) throws -> [[String?]] {
                try reader.execute("SET TimeZone = '\(zone)'")
                let rows = "SELECT to_jsonb(answer) FROM (\(question.query)) AS answer"
                return try reader.queryText(rows).rows
            }
            for question in try Question.all() where question.query.contains("day") {
                let inUTC = try answer(question, in: "UTC")
                #expect(try answer(question, in: "Asia/Kolkata") == inUTC, "\(question.title)")
            }
        }
    }
}

/// One question of `sql/README.md` with its query, and how to read the answer.
struct Question {
    let title: String
    let query: String
    let reading: String

    /// Under `## Questions …`: a heading of the third level each, one block of SQL, a paragraph.
    static func all() throws -> [Question] {
        let text = try SQLFolder.text("README.md")
        let parts = text.split(separator: "\n### ").dropFirst()
        return try parts.map { part in
            let fences = part.components(separatedBy: "```")
            try #require(fences.count == 3 && fences[1].hasPrefix("sql\n"), "\(part)")
            let title = fences[0].trimmingCharacters(in: .whitespacesAndNewlines)
            let query = fences[1].dropFirst(4).trimmingCharacters(in: .whitespacesAndNewlines)
            try #require(query.hasSuffix(";"), "\(title)")
            return Question(
                title: title, query: String(query.dropLast()),
                reading: fences[2].trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }
}
