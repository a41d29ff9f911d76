import Events
import Glibc
import HTTPClient
import Postgres
import TestSupport
import Testing

extension ServiceTests {
    /// Commands and views beside a running service with the demonstration's events.
    @Suite(.serialized, .sharedService) struct RunningServiceTests {
        let service: ServiceUnderTest

        init() throws {
            service = try ServiceUnderTest.shared()
        }

        @Test func anAcknowledgedEventBecomesVisible() throws {
            let answer = try service.post(.authorization("visible"), as: .agentcard)
            #expect(answer.status == 200)
            let connection = try service.connect(as: "trueup_reader")
            try eventually(deadlineSeconds: 10, "the transaction") {
                try connection.query(
                    """
                    SELECT count(*) FROM trueup.transactions
                    WHERE transaction_id = 'txn_visible' AND state = 'authorized' AND held = 1.00
                    """
                ).onlyRow().int64(0) == 1
            }
        }

        @Test(
            arguments: [
                (["status"], "head"), (["events", "--limit", "5"], "position"),
                (["findings"], "rule"), (["findings", "--status", "all"], "severity"),
                (["sources"], "provider"), (["quarantine"], "reason"), (["verify"], "intact"),
            ] as [([String], String)])
        func jsonIsOneObjectALine(words: [String], key: String) throws {
            let answer = try service.run(words + ["--json"])
            #expect(answer.exitCode == 0, "\(answer.errors)")
            #expect(answer.errors == "")
            let objects = try answer.objects()
            #expect(!objects.isEmpty)
            #expect(objects.allSatisfy { $0[key] != nil && $0["source"]?.string != nil })
        }

        @Test(
            arguments: [
                (["status"], "uphold-test"), (["events"], "POSITION"),
                (["findings"], "balance-gap"),
                (["sources"], "/hooks/nymcard-test"), (["quarantine", "list"], "nymcard-test"),
                (["verify"], "intact"),
            ] as [([String], String)])
        func peopleGetATable(words: [String], part: String) throws {
            let answer = try service.run(words)
            #expect(answer.exitCode == 0, "\(answer.errors)")
            #expect(answer.output.contains(part))
            // Colour is for terminals.
            #expect(!answer.output.contains("\u{1B}"))
        }

        @Test func statusShowsEverySourceCaughtUp() throws {
            try service.waitUntilFolded()
            let objects = try service.run("status", "--json").objects()
            #expect(
                objects.compactMap { $0["source"]?.string } == [
                    "agentcard-test", "nymcard-test", "uphold-test",
                ])
            #expect(objects.allSatisfy { $0["lag_events"]?.integer == 0 })
        }

        @Test func findingsFailOnWhatIsAtLeastAsSevere() throws {
            let errors = try service.run("findings", "--fail-on", "error", "--json")
            #expect(errors.exitCode == 1)
            #expect(try !errors.objects().isEmpty)
            #expect(try service.run("findings", "--fail-on", "critical").exitCode == 0)
            let other = try service.run("findings", "--rule", "none", "--fail-on", "info")
            #expect(other.exitCode == 0)
        }

        @Test func aFindingIsShownWithItsEvidence() throws {
            let found = try #require(
                try service.run("findings", "--rule", "balance-gap", "--json").objects().first)
            let id = try #require(found["finding_id"]?.string)
            let shown = try service.run("findings", "show", String(id.prefix(8)))
            #expect(shown.exitCode == 0, "\(shown.errors)")
            for part in [id, "balance-gap", "EVIDENCE", "HISTORY", "(new)"] {
                #expect(shown.output.contains(part))
            }
            let object = try #require(
                try service.run("findings", "show", id, "--json").objects().first)
            #expect(object["finding_id"]?.string == id)
            #expect(object["history"]?.kind == .array)
            let unknown = try service.run("findings", "show", "00000000-0000-0000-0000")
            #expect(unknown.exitCode == 1)
            #expect(unknown.errors.count { $0 == "\n" } == 1)
        }

        @Test func anEventIsShownWithWhatItBecame() throws {
            let events = try service.run(
                "events", "--type", "transaction.authorized", "--source", "agentcard-test",
                "--limit", "1", "--json"
            ).objects()
            let position = try #require(events.first?["position"]?.integer)
            let shown = try service.run("events", "show", "agentcard-test", "\(position)")
            #expect(shown.exitCode == 0, "\(shown.errors)")
            for part in ["transaction.authorized", "ENTRIES", "pending"] {
                #expect(shown.output.contains(part))
            }
            let object = try #require(
                try service.run("events", "show", "agentcard-test", "\(position)", "--json")
                    .objects().first)
            #expect(object["payload"]?.kind == .object)
            #expect(object["entries"]?.kind == .array)
        }

        @Test func whatIsNotThereIsToldInOneLine() throws {
            let answers = [
                (1, try service.run("events", "show", "agentcard-test", "999999")),
                (2, try service.run("events", "show", "agentcart-test", "1")),
                (2, try service.run("events", "--source", "agentcart-test")),
                (2, try service.run("verify", "--source", "agentcart-test")),
                (2, try service.run("quarantine", "--source", "agentcart-test")),
            ]
            for (code, answer) in answers {
                #expect(answer.exitCode == code, "\(answer.errors)")
                #expect(answer.output == "")
                #expect(answer.errors.count { $0 == "\n" } == 1)
            }
        }

        @Test func quarantineShowsTheBodyAndWhy() throws {
            let kept = try #require(
                try service.run("quarantine", "--json").objects()
                    .first { $0["source"]?.string == "nymcard-test" })
            let position = try #require(kept["position"]?.integer)
            let shown = try service.run("quarantine", "show", "nymcard-test", "\(position)")
            #expect(shown.exitCode == 0)
            #expect(shown.output.contains("QUARANTINE"))
            #expect(shown.output.contains("not valid JSON"))
        }

        @Test func followPrintsWhatArrives() throws {
            let follower = try TrueupProcess(
                ["events", "--follow", "--json", "--limit", "1", "--data", service.dataDirectory],
                in: service.directory)
            try eventually("the first events") { !follower.output.isEmpty }
            #expect(try service.post(.authorization("followed"), as: .agentcard).status == 200)
            try eventually("the new event") { follower.output.contains("evt_followed") }
            #expect(follower.isRunning)
            for line in follower.output.split(separator: "\n") {
                #expect(try JSONDocument(parsing: Array(line.utf8)).root.kind == .object)
            }
            follower.send(signal: SIGTERM)
            _ = try follower.wait()
        }

        @Test func psqlAsReaderReadsTheViewsAlone() throws {
            let views = try service.run(
                ["psql", "--", "-At", "-c", "SELECT count(*) > 0 FROM trueup.accounts"])
            #expect(views.exitCode == 0, "\(views.errors)")
            #expect(views.output == "t\n")
            for table in ["log.event", "log.rejection_sample", "trueup.bodies"] {
                let refused = try service.run(["psql", "--", "-c", "SELECT * FROM \(table)"])
                #expect(refused.exitCode == 1)
                #expect(refused.errors.contains("permission denied"))
            }
            let auditor = try service.run([
                "psql", "--role", "auditor", "--", "-At", "-c",
                "SELECT count(*) > 0 FROM trueup.bodies",
            ])
            #expect(auditor.output == "t\n")
            let owner = try service.run(
                ["psql", "--role", "owner", "--", "-At", "-c", "SELECT current_user"])
            #expect(owner.output == "postgres\n")
        }

        @Test func reconcileStoresASweepAndPreviewsALaterOne() throws {
            let later = try service.run("reconcile", "--now", "2099-01-01T00:00:00Z", "--json")
            #expect(later.exitCode == 0, "\(later.errors)")
            let previewed = try later.objects()
            #expect(!previewed.isEmpty)
            #expect(previewed.allSatisfy { $0["to_status"]?.string != nil })
            // Nothing was stored: the same is still to come.
            let again = try service.run("reconcile", "--now", "2099-01-01T00:00:00Z", "--json")
            #expect(try again.objects().count == previewed.count)
            #expect(try service.run("reconcile").exitCode == 0)
            // The service takes its projection back after the command's sweep.
            #expect(try service.post(.authorization("swept"), as: .agentcard).status == 200)
            try service.waitUntilFolded()
            #expect(try service.run("verify").exitCode == 0)
        }

        @Test func sourcesAreChecked() throws {
            let answer = try service.run("sources", "check")
            #expect(answer.exitCode == 0, "\(answer.errors)")
            for source in service.sources { #expect(answer.output.contains(source.path)) }
            let objects = try service.run("sources", "check", "--json").objects()
            #expect(objects.compactMap { $0["source"]?.string } == service.sources.map(\.name))
        }

        @Test func commandsAtOnceDoNotDisturbEachOther() throws {
            let all = try (0..<6).map { _ in
                try TrueupProcess(
                    ["status", "--json", "--data", service.dataDirectory], in: service.directory)
            }
            for process in all {
                #expect(try process.wait() == .exited(0), "\(process.errors)")
            }
        }

        @Test func healthReadinessAndMetricsAnswer() throws {
            #expect(try service.get("/healthz").status == 200)
            try eventually("readiness") { try service.get("/readyz").status == 200 }
            let metrics = try service.get("/metrics")
            #expect(metrics.status == 200)
            #expect(metrics.text.contains("trueup_appender_batches"))
            #expect(!ProviderSecrets.all.contains { metrics.text.contains($0) })
        }
    }
}
