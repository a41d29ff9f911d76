import Configuration
import Foundation
import Providers
import Runtime
import Settings
import Testing

/// A directory of its own for one test; gone afterwards.
private final class ScratchDirectory {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "trueup-configuration-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    /// A configuration with one source whose secret is in the file `secret`.
    func writeConfiguration(_ members: String = "", name: String = "cards") throws {
        try write(
            "trueup.json",
            """
            {"sources": [{"name": "\(name)", "provider": "agentcard", "environment": "test",
                          "secrets": ["file:\(path)/secret"]}]\(members)}
            """)
    }

    var source: ConfigurationSource {
        ConfigurationSource(configFlag: "\(path)/trueup.json", environment: [:])
    }
}

private func secrets(_ snapshot: ConfigurationSnapshot) -> [String] {
    guard case .signing(let secrets) = snapshot.credentials["cards"] else { return [] }
    return secrets.map { String(decoding: $0.bytes, as: UTF8.self) }
}

/// The lines of what `body` throws; empty when it throws nothing.
private func refusal(_ body: () throws -> Void) -> [String] {
    do {
        try body()
        return []
    } catch {
        return (error as? ConfigurationError)?.problems.map(\.description) ?? ["\(error)"]
    }
}

@Suite struct ConfigurationStoreTests {
    @Test func readsFileAndSecrets() throws {
        let directory = try ScratchDirectory()
        try directory.write("secret", "whsec_one\n")
        try directory.writeConfiguration()
        let store = try ConfigurationStore(loading: directory.source)
        #expect(store.current.revision == 1)
        #expect(secrets(store.current) == ["whsec_one"])
        #expect(!store.filesHaveChanged())
    }

    @Test func aChangedSecretIsSeenAndTaken() throws {
        let directory = try ScratchDirectory()
        try directory.write("secret", "one")
        try directory.writeConfiguration()
        let store = try ConfigurationStore(loading: directory.source)
        try directory.write("secret", "another")
        #expect(store.filesHaveChanged())
        guard case .accepted(let snapshot, let restart) = store.reload() else {
            Issue.record("the reload was refused")
            return
        }
        #expect(secrets(snapshot) == ["another"] && snapshot.revision == 2 && restart.isEmpty)
        #expect(secrets(store.current) == ["another"])
        #expect(!store.filesHaveChanged())
    }

    /// A replaced file of the same size and time counts too: secrets are often turned by a rename.
    @Test func aReplacedFileIsSeen() throws {
        let directory = try ScratchDirectory()
        let time: [FileAttributeKey: Any] = [.modificationDate: Date(timeIntervalSince1970: 1)]
        for (name, text) in [("secret", "aaa"), ("next", "bbb")] {
            try directory.write(name, text)
            try FileManager.default.setAttributes(time, ofItemAtPath: "\(directory.path)/\(name)")
        }
        try directory.writeConfiguration()
        let store = try ConfigurationStore(loading: directory.source)
        // The strings live for the length of the call.
        let renamed = unsafe rename("\(directory.path)/next", "\(directory.path)/secret")
        #expect(renamed == 0)
        #expect(store.filesHaveChanged())
    }

    @Test(arguments: ["{", #"{"sourcez": []}"#, #"{"log": "loud"}"#, ""])
    func aWrongFileKeepsTheOld(text: String) throws {
        let directory = try ScratchDirectory()
        try directory.write("secret", "one")
        try directory.writeConfiguration()
        let store = try ConfigurationStore(loading: directory.source)
        try directory.write("trueup.json", text)
        #expect(store.filesHaveChanged())
        guard case .refused(let error) = store.reload() else {
            Issue.record("the reload was accepted")
            return
        }
        #expect(error.description.hasPrefix("\(directory.path)/trueup.json: "))
        #expect(store.current.revision == 1 && secrets(store.current) == ["one"])
        // Not tried again until something changes, and then taken.
        #expect(!store.filesHaveChanged())
        try directory.write("secret", "second")
        #expect(store.filesHaveChanged())
        try directory.writeConfiguration()
        guard case .accepted = store.reload() else {
            Issue.record("the reload was refused")
            return
        }
        #expect(store.current.revision == 2 && secrets(store.current) == ["second"])
    }

    @Test func aMissingSecretKeepsTheOld() throws {
        let directory = try ScratchDirectory()
        try directory.write("secret", "one")
        try directory.writeConfiguration()
        let store = try ConfigurationStore(loading: directory.source)
        try FileManager.default.removeItem(atPath: "\(directory.path)/secret")
        #expect(store.filesHaveChanged())
        guard case .refused(let error) = store.reload() else {
            Issue.record("the reload was accepted")
            return
        }
        #expect(error.description.contains("sources[0] (cards): file:\(directory.path)/secret"))
        #expect(secrets(store.current) == ["one"])
        try directory.write("secret", "two")
        #expect(store.filesHaveChanged())
    }

    @Test func theCheckHasTheLastWord() throws {
        let directory = try ScratchDirectory()
        try directory.write("secret", "one")
        try directory.writeConfiguration()
        let store = try ConfigurationStore(loading: directory.source) { snapshot in
            secrets(snapshot) == ["bad"] ? [ConfigurationProblem(.file("x"), "unusable")] : []
        }
        try directory.write("secret", "bad")
        guard case .refused(let error) = store.reload() else {
            Issue.record("the reload was accepted")
            return
        }
        #expect(error.description == "x: unusable")
        #expect(secrets(store.current) == ["one"])
    }

    @Test func saysWhatNeedsARestart() throws {
        let directory = try ScratchDirectory()
        try directory.write("secret", "one")
        try directory.writeConfiguration()
        let store = try ConfigurationStore(loading: directory.source)
        try directory.writeConfiguration(#", "listen": "127.0.0.1:1", "log": "debug""#)
        guard case .accepted(let snapshot, let restart) = store.reload() else {
            Issue.record("the reload was refused")
            return
        }
        #expect(restart == ["listen"])
        #expect(snapshot.configuration.logLevel == .debug)
    }

    @Test func startingNeedsEverything() throws {
        let directory = try ScratchDirectory()
        let missing = refusal { _ = try ConfigurationStore(loading: directory.source) }
        #expect(
            missing == [
                "\(directory.path)/trueup.json: cannot be read (No such file or directory): check "
                    + "the path of --config or TRUEUP_CONFIG and that the service's user may read it"
            ])
        try directory.writeConfiguration()
        let secretless = refusal { _ = try ConfigurationStore(loading: directory.source) }
        #expect(secretless.count == 1)
        #expect(secretless[0].contains("secret: cannot be read"))
        // Commands that need no secret do without.
        #expect(try directory.source.load().sources.count == 1)
    }

    @Test func theFileIsNamedByFlagOverVariable() throws {
        let environment = ["TRUEUP_CONFIG": "/b"]
        #expect(ConfigurationSource(configFlag: "/a", environment: environment).file == "/a")
        #expect(ConfigurationSource(configFlag: nil, environment: environment).file == "/b")
        #expect(
            ConfigurationSource(configFlag: nil, environment: ["TRUEUP_CONFIG": ""]).file == nil)
        let none = ConfigurationSource(
            configFlag: nil, flags: [.log: "debug"], environment: [:])
        #expect(try none.load().logLevel == .debug)
        #expect(try none.load().file == nil)
    }

    @Test func aDirectoryIsNoConfiguration() throws {
        let directory = try ScratchDirectory()
        let source = ConfigurationSource(configFlag: directory.path, environment: [:])
        let lines = refusal { _ = try source.load() }
        #expect(lines.count == 1 && lines[0].contains("cannot be read (Is a directory)"))
    }

    /// Readers see whole snapshots while reloads go on.
    @Test func readersAndReloadsDoNotMix() async throws {
        let directory = try ScratchDirectory()
        try directory.write("secret", "0")
        try directory.writeConfiguration()
        let store = try ConfigurationStore(loading: directory.source)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    (0..<200).allSatisfy { _ in
                        let snapshot = store.current
                        return snapshot.configuration.sources.map(\.name)
                            == Array(snapshot.credentials.keys)
                    }
                }
            }
            for round in 0..<20 {
                try? directory.writeConfiguration(name: "cards-\(round)")
                _ = store.reload()
            }
            for await isWhole in group { #expect(isWhole) }
        }
        #expect(store.current.revision == 21)
    }
}
