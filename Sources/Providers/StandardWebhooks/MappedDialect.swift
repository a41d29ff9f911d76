import Events

extension StandardWebhooksDialect {
    /// Bodies of any sender, each type read as the source maps it.
    package static let mapped = StandardWebhooksDialect(
        name: "mapped", about: "the types that `eventMappings` names", takesMappings: true,
        statesAmounts: false, time: JSONPath(steps: ["timestamp"]),
        subject: { _, body in body.identifierIfValid(JSONPath(steps: ["data", "id"])) },
        read: { _, reading in reading.isKnownType = false })
}
