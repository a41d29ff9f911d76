import Configuration
import Foundation
import Testing

/// The page for operators names every key that there is, and its example is a configuration.
@Suite struct ConfigurationPageTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let file = root.appending(path: "deploy/CONFIGURATION.md")

    private func page() throws -> String {
        try String(contentsOf: Self.file, encoding: .utf8)
    }

    @Test func sectionsAreWhatTheDeclarationsSay() throws {
        try GeneratedSection.expect(ProviderSections.all + RuleSections.all, in: Self.file)
    }

    @Test func theExampleIsRight() throws {
        let page = try page()
        let example = try #require(
            page.split(separator: "```json\n").last?.split(separator: "```").first)
        #expect(problems(String(example)) == [])
        #expect(try configuration(String(example)).sources.count == 4)
    }

    /// A key that nobody can mean makes the reader list those that it knows.
    @Test(arguments: [
        #"{"?": 1}"#, #"{"limits": {"?": 1}}"#, #"{"alerts": [{"?": 1}]}"#,
        #"{"seal": {"?": 1}}"#, #"{"sources": [{"?": 1}]}"#,
        source("nymcard", secrets: #""basicAuth": {"?": 1}"#),
        source("nymcard", secrets: #""customHeaders": [{"?": 1}]"#),
        source("nymcard", secrets: #""credentialSets": [{"?": 1}]"#),
        source("nymcard", #""policies": {"?": 1}"#), source("agentcard", #""policies": {"?": 1}"#),
        source("uphold", #""thresholds": {"?": 1}"#), source("uphold", #""api": {"?": 1}"#),
        source("uphold", #""api": {"credentials": {"?": 1}}"#),
        source("nymcard", #""api": {"credentials": {"?": 1}}"#),
        source("standard-webhooks", #""api": {"credentials": {"?": 1}}"#),
        source("uphold", #""statement": {"?": 1}"#),
        source("uphold", #""statement": {"columns": {"?": 1}}"#),
        source("standard-webhooks", #""eventMappings": {"a": {"?": 1}}"#),
        source("standard-webhooks", #""eventMappings": {"a": {"fieldMap": {"?": 1}}}"#),
        source("nymcard", #""fieldMap": {"?": 1}"#), source("agentcard", #""fieldMap": {"?": 1}"#),
        source("?"),
        source("uphold", #""environment": "?""#).replacing(#""environment": "live", "#, with: ""),
    ])
    func everyKeyIsThere(text: String) throws {
        let page = try page()
        let line = try #require(
            problems(text.replacing("?", with: String(repeating: "?", count: 40)))
                .first { $0.contains("known are ") })
        let names = try #require(line.split(separator: "known are ").last).split(separator: ", ")
        #expect(!names.isEmpty)
        for name in names {
            #expect(page.contains("`\(name)`"), "\(name) is missing")
        }
    }

    @Test func everyOverrideIsThere() throws {
        let page = try page()
        for setting in SettingOverride.allCases {
            #expect(page.contains("`\(setting.flag)`"))
            if let variable = setting.variable { #expect(page.contains("`\(variable)`")) }
        }
    }
}
