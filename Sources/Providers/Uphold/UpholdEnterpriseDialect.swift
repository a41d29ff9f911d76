import Events

extension StandardWebhooksDialect {
    /// Uphold's enterprise platform: `core.account.…` and `core.transaction.…`.
    package static let upholdEnterprise = StandardWebhooksDialect(
        name: "uphold-enterprise", about: "Uphold's enterprise platform, amounts as decimal text",
        statesAmounts: true, time: JSONPath(steps: ["createdAt"]),
        subject: { type, body in
            guard type.hasPrefix("core.") else {
                return body.identifierIfValid(JSONPath(steps: ["data", "id"]))
            }
            let object = type.hasPrefix("core.account.") ? "account" : "transaction"
            return body.identifierIfValid(JSONPath(steps: ["data", object, "id"]))
        },
        read: { event, reading throws(DecodeError) in
            try UpholdEnterpriseFacts.read(event, &reading)
        })
}
