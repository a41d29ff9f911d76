// swift-tools-version: 6.2
// Trueup has no package dependencies: the toolchain's libraries and three system libraries
// (libpq, libcrypto, libmicrohttpd) through the shims below. Floors: see Sources/README.md.
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let package = Package(
    name: "trueup",
    products: [
        .executable(name: "trueup", targets: ["trueup"]),
        .executable(name: "trueup-bench", targets: ["trueup-bench"]),
    ],
    targets: [
        // Floor 0: shims over system libraries.
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CMicrohttpd", pkgConfig: "libmicrohttpd",
            providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CLinux"),
        // Floor 1
        room("Money"),
        room("Cryptography", ["COpenSSL"]),
        // Floor 2
        room("Events", ["Money"]),
        // Floor 3
        room("Settings", ["Events"]),
        room("Ledger", ["Events", "Money"]),
        room("Programs", ["Events"]),
        // Floor 4
        room("Providers", ["Settings", "Ledger", "Events", "Money"]),
        room("Reconciliation", ["Ledger", "Events", "Money"]),
        room("Runtime"),
        room("Faults", ["Programs", "Events", "Cryptography"]),
        // Floor 5
        room(
            "Configuration",
            [
                "Settings", "Providers", "Ledger", "Reconciliation", "Events", "Money",
                "Cryptography", "Runtime",
            ]),
        room("Postgres", ["CPostgres", "Events", "Money", "Runtime"]),
        room("HTTPClient", ["Providers", "Runtime"]),
        // Floor 6
        .target(
            name: "Schema", path: "sql", exclude: ["README.md"],
            resources: [
                .embedInCode("roles/trueup_roles.sql"),
                .embedInCode("migrations/m0001_log.sql"),
                .embedInCode("migrations/m0002_log_digests.sql"),
                .embedInCode("migrations/m0003_log_guards.sql"),
                .embedInCode("migrations/m0004_generations.sql"),
                .embedInCode("migrations/m0005_entities.sql"),
                .embedInCode("migrations/m0006_entries.sql"),
                .embedInCode("migrations/m0007_findings.sql"),
                .embedInCode("migrations/m0008_activity.sql"),
                .embedInCode("migrations/m0009_views.sql"),
                .embedInCode("views/trueup_events.sql"),
                .embedInCode("views/trueup_bodies.sql"),
                .embedInCode("views/trueup_redeliveries.sql"),
                .embedInCode("views/trueup_rejections.sql"),
                .embedInCode("views/trueup_cards.sql"),
                .embedInCode("views/trueup_accounts.sql"),
                .embedInCode("views/trueup_account_balances.sql"),
                .embedInCode("views/trueup_transactions.sql"),
                .embedInCode("views/trueup_entries.sql"),
                .embedInCode("views/trueup_entry_history.sql"),
                .embedInCode("views/trueup_running_balances.sql"),
                .embedInCode("views/trueup_daily_balances.sql"),
                .embedInCode("views/trueup_activity.sql"),
                .embedInCode("views/trueup_findings.sql"),
                .embedInCode("views/trueup_finding_history.sql"),
                .embedInCode("views/trueup_quarantine.sql"),
                .embedInCode("views/trueup_projections.sql"),
                .embedInCode("views/trueup_sources.sql"),
                .embedInCode("functions/log_register_source.sql"),
                .embedInCode("functions/log_start_epoch.sql"),
                .embedInCode("functions/log_record_rejections.sql"),
                .embedInCode("functions/log_derived_id.sql"),
                .embedInCode("functions/log_count_redelivery.sql"),
                .embedInCode("functions/log_append_events.sql"),
                .embedInCode("functions/log_append.sql"),
                .embedInCode("functions/log_append_one.sql"),
                .embedInCode("functions/log_append_fetch.sql"),
                .embedInCode("functions/log_append_statement.sql"),
                .embedInCode("functions/log_append_decision.sql"),
                .embedInCode("functions/projection_entity_tables.sql"),
                .embedInCode("functions/projection_create_partitions.sql"),
                .embedInCode("functions/projection_drop_partitions.sql"),
                .embedInCode("functions/projection_settled_head.sql"),
                .embedInCode("functions/projection_entry_changes.sql"),
                .embedInCode("functions/projection_sum_blocks.sql"),
                .embedInCode("functions/projection_position_known_at.sql"),
                .embedInCode("functions/trueup_balance_at.sql"),
                .embedInCode("functions/trueup_payload.sql"),
                .embedInCode("checks/entries_sum_to_zero.sql"),
                .embedInCode("checks/currencies_sum_to_zero.sql"),
                .embedInCode("checks/history_sums_to_zero.sql"),
                .embedInCode("checks/accounts_equal_entries.sql"),
                .embedInCode("checks/hours_equal_entries.sql"),
                .embedInCode("checks/holds_equal_pending.sql"),
                .embedInCode("checks/versions_do_not_overlap.sql"),
                .embedInCode("checks/positions_are_covered.sql"),
                .embedInCode("checks/findings_follow_their_history.sql"),
            ],
            swiftSettings: strict),
        room("EventLog", ["Schema", "Postgres", "Events", "Cryptography", "Runtime"]),
        room("Delivery", ["HTTPClient", "Providers", "Events", "Runtime"]),
        // Floor 7
        room(
            "Projection",
            [
                "EventLog", "Schema", "Postgres", "Configuration", "Providers", "Ledger",
                "Reconciliation", "Events", "Money", "Cryptography", "Runtime",
            ]),
        room("HTTPServer", ["CMicrohttpd", "Runtime"]),
        room("Recording", ["Delivery", "Providers", "Runtime"]),
        room("Demonstration", ["Delivery", "Programs", "Providers", "Events"]),
        // Floor 8
        room(
            "Intake",
            [
                "HTTPServer", "EventLog", "Configuration", "Providers", "Events", "Cryptography",
                "Runtime",
            ]),
        room("Console", ["HTTPServer", "Events", "Postgres", "Runtime"]),
        room("ProviderAPI", ["HTTPServer", "Programs", "Events", "Runtime"]),
        // Floor 9
        room("Simulator", ["ProviderAPI", "Delivery", "Faults", "Programs", "Events"]),
        room(
            "SimulatedProviders",
            [
                "ProviderAPI", "Demonstration", "Delivery", "HTTPServer", "Programs", "Providers",
                "Events", "Cryptography", "Runtime",
            ]),
        // Floor 10
        .executableTarget(
            name: "trueup",
            dependencies: [
                "Intake", "Console", "SimulatedProviders", "Simulator", "ProviderAPI",
                "Demonstration", "Recording", "Delivery", "Faults", "HTTPClient", "Programs",
                "Projection", "EventLog", "Configuration", "HTTPServer", "Postgres", "Settings",
                "Providers", "Ledger", "Reconciliation", "Events", "Money", "Cryptography",
                "Runtime",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "trueup-bench",
            dependencies: [
                "CLinux", "Intake", "SimulatedProviders", "Simulator", "Delivery", "Faults",
                "HTTPClient", "Programs", "Projection", "EventLog", "Configuration",
                "HTTPServer",
                "Postgres", "Providers", "Ledger", "Reconciliation", "Events", "Money",
                "Cryptography", "Runtime",
            ],
            swiftSettings: strict),
        // Tests mirror the rooms.
        .target(
            name: "TestSupport", dependencies: ["EventLog", "Postgres", "Runtime"],
            path: "Tests/TestSupport", swiftSettings: strict),
        tests("MoneyTests", ["Money"]),
        tests("CryptographyTests", ["Cryptography"]),
        tests("EventsTests", ["Events", "Money"]),
        tests("SettingsTests", ["Settings", "Events"]),
        tests(
            "ProvidersTests", ["Settings", "Providers", "Events", "Money", "Cryptography"],
            resources: [.copy("Fixtures")]),
        tests(
            "LedgerTests",
            [
                "SimulatedProviders", "Programs", "Providers", "Reconciliation", "Ledger", "Events",
                "Money",
            ]),
        tests("ReconciliationTests", ["Reconciliation", "Ledger", "Events", "Money"]),
        tests("RuntimeTests", ["Runtime"]),
        tests(
            "ConfigurationTests",
            [
                "Configuration", "Settings", "Providers", "Ledger", "Reconciliation", "Events",
                "Runtime",
            ]),
        tests("PostgresTests", ["TestSupport", "Postgres", "Events", "Money", "Runtime"]),
        tests(
            "EventLogTests",
            ["TestSupport", "EventLog", "Schema", "Postgres", "Events", "Cryptography", "Runtime"],
            resources: [.copy("Fixtures")]),
        tests(
            "ProjectionTests",
            [
                "TestSupport", "Projection", "EventLog", "Schema", "Postgres", "Configuration",
                "Providers", "Ledger", "Reconciliation", "Events", "Money", "Cryptography",
                "Runtime", "SimulatedProviders", "Programs",
            ]),
        tests("HTTPServerTests", ["TestSupport", "HTTPServer", "Runtime"]),
        tests(
            "IntakeTests",
            [
                "TestSupport", "Intake", "HTTPServer", "EventLog", "Postgres", "Configuration",
                "Providers", "Events", "SimulatedProviders", "Delivery", "HTTPClient", "Programs",
                "Cryptography", "Runtime",
            ]),
        tests(
            "ConsoleTests",
            ["Console", "HTTPServer", "HTTPClient", "Postgres", "TestSupport", "Runtime"]),
        tests(
            "ServiceTests",
            [
                "TestSupport", "SimulatedProviders", "Demonstration", "Delivery", "HTTPClient",
                "Programs", "EventLog", "Postgres", "Providers", "Events", "Runtime",
            ]),
        tests(
            "SimulatorTests",
            [
                "TestSupport", "SimulatedProviders", "Simulator", "ProviderAPI", "Demonstration",
                "Recording",
                "Delivery", "Faults", "HTTPClient", "Programs",
                "HTTPServer", "Reconciliation", "Ledger", "Providers", "Events", "Cryptography",
                "Money", "Runtime",
            ]),
        tests("TidyTests", []),
    ]
)
