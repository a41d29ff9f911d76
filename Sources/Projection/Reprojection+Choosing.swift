import Configuration
import Postgres

// Which generation a re-projection builds.

extension Reprojection {
    /// The unfinished generation to continue, or a new one; books of that name, end, settings and
    /// code that are finished are what was asked for.
    func generation(
        for goal: ReprojectionGoal, name: GenerationName?, newNumber: Int32
    ) throws -> Generation {
        var (end, name) = (GenerationEnd?.none, name)
        if case .books(let place, let bookName) = goal { (end, name) = (place, bookName) }
        if let known = try known(end, name) { return known }
        var number = newNumber
        if try store.active(source: source.sourceID) == nil {
            switch goal {
            case .switching: break
            case .comparison: throw ProjectionError.noBooks(source: source.name)
            case .books:
                // The projector makes the first generation under number 1, whenever it begins.
                number = max(newNumber, 2)
            }
        }
        do {
            return try store.create(
                source: source.sourceID, number: number, name: name?.text,
                settings: source.settings.json, settingsDigest: settingsDigest, end: end)
        } catch {
            // Another process may have made it at the same moment.
            guard error.isUniqueViolation, let made = try known(end, name) else { throw error }
            return made
        }
    }

    private func known(_ end: GenerationEnd?, _ name: GenerationName?) throws -> Generation? {
        let all = try store.all(source: source.sourceID)
        let states: [Generation.State] = end == nil ? [.building] : [.building, .kept]
        let alike = all.last { generation in
            guard states.contains(generation.state), generation.end == end,
                generation.settingsDigest == settingsDigest, generation.build == foldVersion
            else { return false }
            guard let name else { return true }
            return generation.name == name.text
        }
        if let alike { return alike }
        if let name, all.contains(where: { $0.name == name.text }) {
            throw ProjectionError.nameTaken(name.text, source: source.name)
        }
        return nil
    }

    private var settingsDigest: [UInt8] {
        source.settings.digest
    }
}
