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
        .migration("m0002_log_digests", PackageResources.m0002_log_digests_sql),
        .migration("m0003_log_guards", PackageResources.m0003_log_guards_sql),
        .migration("m0004_generations", PackageResources.m0004_generations_sql),
        .migration("m0005_entities", PackageResources.m0005_entities_sql),
        .migration("m0006_entries", PackageResources.m0006_entries_sql),
        .migration("m0007_findings", PackageResources.m0007_findings_sql),
        .migration("m0008_activity", PackageResources.m0008_activity_sql),
        .migration("m0009_views", PackageResources.m0009_views_sql),
        .replaceable("log_register_source", PackageResources.log_register_source_sql),
        .replaceable("log_start_epoch", PackageResources.log_start_epoch_sql),
        .replaceable("log_record_rejections", PackageResources.log_record_rejections_sql),
        .replaceable("log_derived_id", PackageResources.log_derived_id_sql),
        .replaceable("log_count_redelivery", PackageResources.log_count_redelivery_sql),
        .replaceable("log_append_events", PackageResources.log_append_events_sql),
        .replaceable("log_append", PackageResources.log_append_sql),
        .replaceable("log_append_one", PackageResources.log_append_one_sql),
        .replaceable("log_append_fetch", PackageResources.log_append_fetch_sql),
        .replaceable("log_append_statement", PackageResources.log_append_statement_sql),
        .replaceable("log_append_decision", PackageResources.log_append_decision_sql),
        .replaceable("projection_entity_tables", PackageResources.projection_entity_tables_sql),
        .replaceable(
            "projection_create_partitions", PackageResources.projection_create_partitions_sql),
        .replaceable("projection_drop_partitions", PackageResources.projection_drop_partitions_sql),
        .replaceable("projection_settled_head", PackageResources.projection_settled_head_sql),
        .replaceable("projection_entry_changes", PackageResources.projection_entry_changes_sql),
        .replaceable("projection_sum_blocks", PackageResources.projection_sum_blocks_sql),
        .replaceable(
            "projection_position_known_at", PackageResources.projection_position_known_at_sql),
        .replaceable("trueup_balance_at", PackageResources.trueup_balance_at_sql),
        .replaceable("trueup_payload", PackageResources.trueup_payload_sql),
        .replaceable("trueup_events", PackageResources.trueup_events_sql),
        .replaceable("trueup_bodies", PackageResources.trueup_bodies_sql),
        .replaceable("trueup_redeliveries", PackageResources.trueup_redeliveries_sql),
        .replaceable("trueup_rejections", PackageResources.trueup_rejections_sql),
        .replaceable("trueup_cards", PackageResources.trueup_cards_sql),
        .replaceable("trueup_accounts", PackageResources.trueup_accounts_sql),
        .replaceable("trueup_account_balances", PackageResources.trueup_account_balances_sql),
        .replaceable("trueup_transactions", PackageResources.trueup_transactions_sql),
        .replaceable("trueup_entries", PackageResources.trueup_entries_sql),
        .replaceable("trueup_entry_history", PackageResources.trueup_entry_history_sql),
        .replaceable("trueup_running_balances", PackageResources.trueup_running_balances_sql),
        .replaceable("trueup_daily_balances", PackageResources.trueup_daily_balances_sql),
        .replaceable("trueup_activity", PackageResources.trueup_activity_sql),
        .replaceable("trueup_findings", PackageResources.trueup_findings_sql),
        .replaceable("trueup_finding_history", PackageResources.trueup_finding_history_sql),
        .replaceable("trueup_quarantine", PackageResources.trueup_quarantine_sql),
        .replaceable("trueup_projections", PackageResources.trueup_projections_sql),
        .replaceable("trueup_sources", PackageResources.trueup_sources_sql),
    ]

    /// The invariants of the books: queries that return no row.
    package static let checks: [(name: String, sql: String)] = [
        ("entries_sum_to_zero", text(PackageResources.entries_sum_to_zero_sql)),
        ("currencies_sum_to_zero", text(PackageResources.currencies_sum_to_zero_sql)),
        ("history_sums_to_zero", text(PackageResources.history_sums_to_zero_sql)),
        ("accounts_equal_entries", text(PackageResources.accounts_equal_entries_sql)),
        ("hours_equal_entries", text(PackageResources.hours_equal_entries_sql)),
        ("holds_equal_pending", text(PackageResources.holds_equal_pending_sql)),
        ("versions_do_not_overlap", text(PackageResources.versions_do_not_overlap_sql)),
        ("positions_are_covered", text(PackageResources.positions_are_covered_sql)),
        ("findings_follow_their_history", text(PackageResources.findings_follow_their_history_sql)),
    ]

    /// What a database administrator runs once, before the first migration.
    package static let roles = text(PackageResources.trueup_roles_sql)

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
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
