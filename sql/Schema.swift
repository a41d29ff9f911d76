/// The SQL of the product, built into the binary.
///
/// A new file takes two lines: `.embedInCode(…)` in Package.swift, and its step in this list.
package enum Schema {
    /// Everything that makes the schema, in the order of application.
    ///
    /// Migrations come first to last and are never edited once released. A function or view may be
    /// edited at any time; its line may move down when it comes to need a later migration. The
    /// migration that drops one also deletes its rows from `migration.applied`.
    package static let steps: [SchemaStep] = [
        .migration("m0001_log", PackageResources.m0001_log_sql),
        .migration("m0002_log_guards", PackageResources.m0002_log_guards_sql),
        .replaceable("log_register_source", PackageResources.log_register_source_sql),
        .replaceable("log_start_epoch", PackageResources.log_start_epoch_sql),
        .replaceable("log_append_events", PackageResources.log_append_events_sql),
        .replaceable("log_append", PackageResources.log_append_sql),
        .replaceable("log_record_rejections", PackageResources.log_record_rejections_sql),
        .migration("m0003_projection", PackageResources.m0003_projection_sql),
        .migration("m0004_projection_functions", PackageResources.m0004_projection_functions_sql),
        .migration("m0005_view_selection", PackageResources.m0005_view_selection_sql),
        .migration("m0006_view_events", PackageResources.m0006_view_events_sql),
        .migration("m0007_view_bodies", PackageResources.m0007_view_bodies_sql),
        .migration("m0008_view_redeliveries", PackageResources.m0008_view_redeliveries_sql),
        .migration("m0009_view_cards", PackageResources.m0009_view_cards_sql),
        .migration("m0010_view_accounts", PackageResources.m0010_view_accounts_sql),
        .migration("m0011_view_transactions", PackageResources.m0011_view_transactions_sql),
        .migration("m0012_view_entries", PackageResources.m0012_view_entries_sql),
        .migration("m0013_view_activity", PackageResources.m0013_view_activity_sql),
        .migration("m0014_view_findings", PackageResources.m0014_view_findings_sql),
        .migration("m0015_view_quarantine", PackageResources.m0015_view_quarantine_sql),
        .migration("m0016_view_rejections", PackageResources.m0016_view_rejections_sql),
        .migration("m0017_view_projections", PackageResources.m0017_view_projections_sql),
        .migration("m0018_view_sources", PackageResources.m0018_view_sources_sql),
    ]

    /// What a database administrator runs once, before the first migration.
    package static let roles = String(decoding: PackageResources.trueup_roles_sql, as: UTF8.self)
}

/// One file of SQL, applied in a transaction of its own.
package struct SchemaStep: Sendable {
    package enum Kind: Sendable {
        /// Applied once; an edited text is an error.
        case migration
        /// `CREATE OR REPLACE …` of one object: an edited text is applied again.
        case replaceable
    }

    package let name: String
    package let kind: Kind
    package let sql: [UInt8]

    package static func migration(_ name: String, _ sql: [UInt8]) -> SchemaStep {
        SchemaStep(name: name, kind: .migration, sql: sql)
    }

    package static func replaceable(_ name: String, _ sql: [UInt8]) -> SchemaStep {
        SchemaStep(name: name, kind: .replaceable, sql: sql)
    }
}
