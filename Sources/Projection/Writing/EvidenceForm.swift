import Events
import Reconciliation

/// Evidence as the `evidence` column holds it: `[{"position": 17, "role": "this event"}, …]`.
enum EvidenceForm {
    static func json(_ evidence: [Evidence]) -> String {
        JSONWriter.array(nullCharacter: .replaced) { array in
            for item in evidence {
                array.object { object in
                    object.integer("position", item.position)
                    object.string("role", item.role)
                }
            }
        }
    }

    static func evidence(_ json: String) throws -> [Evidence] {
        let root = try JSONDocument(parsing: Array(json.utf8)).root
        return try root.elements.map { item in
            guard let position = item["position"]?.numberText.flatMap({ Int64($0) }),
                let role = item["role"]?.string
            else {
                throw ProjectionError.inconsistent("evidence without a position or a role")
            }
            return Evidence(position: position, role: role)
        }
    }
}
