import Postgres
import Projection

extension ProjectionFixture {
    func rebuild(
        _ source: TestSource, limits: ProjectionLimits = ProjectionLimits(),
        mustStop: @escaping () -> Bool = { false }
    ) -> Reprojection {
        Reprojection(
            of: source.projected, connection: service, owner: "rebuild", limits: limits,
            mustStop: mustStop)
    }

    /// The comparison of a rebuild with the active generation, and every difference.
    func compare(
        _ meeting: GenerationMeeting
    ) throws -> (GenerationComparison, [GenerationDifference]) {
        var differences: [GenerationDifference] = []
        let comparison = try meeting.compare(
            open: { try database.connect(role: "trueup_service") }
        ) { differences.append($0) }
        return (comparison, differences)
    }

    /// Builds generation 2, or goes on with it, and compares it without a switch.
    func rehearse(
        _ rebuild: Reprojection
    ) throws -> (GenerationComparison, [GenerationDifference]) {
        var outcome: (GenerationComparison, [GenerationDifference])?
        _ = try rebuild.run(
            .comparison, newNumber: 2, compare: { outcome = try compare($0) }) { _ in }
        guard let outcome else { throw ProjectionError.inconsistent("nothing was compared") }
        return outcome
    }

    /// Gives generation 1 the entities of another back.
    func restoreActive(from generation: Int32, of source: TestSource) throws {
        for table in ["account", "transaction", "card", "finding"] {
            try withoutGuards(
                """
                DELETE FROM projection.\(table)
                WHERE source_id = \(source.sourceID) AND generation = 1;
                CREATE TEMP TABLE copied AS SELECT * FROM projection.\(table)
                    WHERE source_id = \(source.sourceID) AND generation = \(generation);
                UPDATE copied SET generation = 1;
                INSERT INTO projection.\(table) SELECT * FROM copied;
                DROP TABLE copied
                """)
        }
    }
}
