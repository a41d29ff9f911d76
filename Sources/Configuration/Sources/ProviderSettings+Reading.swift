import Events
import Providers

extension ProviderSettings {
    /// Reads what a source says about verifying and reading its deliveries.
    init(_ source: SettingObject, provider: Provider) {
        var authentication = AuthenticationSettings()
        authentication.signatureHeader = source["signatureHeader"]?.headerName()
        if let tolerance = source["toleranceSeconds"]?.seconds(in: 1...86_400) {
            authentication.toleranceSeconds = tolerance
        }
        if let accepts = source["acceptSvixHeaderNames"]?.bool() {
            authentication.acceptsSvixHeaderNames = accepts
        }
        let fields = source["fieldMap"]?.fieldMap(FieldMap.mappableFields(of: provider)) ?? [:]
        self.init(
            provider: provider, authentication: authentication,
            notificationIDHeader: source["notificationIdHeader"]?.headerName(),
            fieldMap: FieldMap(provider: provider, overriding: fields),
            eventMappings: source["eventMappings"]?.eventMappings() ?? [:],
            dialect: source["dialect"]?.choice(Dialect.self) ?? .mapped,
            nymcard: source.nymcardPolicies(provider: provider),
            agentcard: source.agentcardPolicies(provider: provider))
        let hasMappings = source["eventMappings"]?.value.members.contains { _ in true } ?? false
        if dialect == .upholdEnterprise, hasMappings {
            source.report(
                "the dialect uphold-enterprise knows its event types; leave eventMappings out")
        }
    }
}

extension SettingValue {
    /// Field names to paths: `{"transaction.id": "data.id", "card.status": ["new", "old"]}`.
    fileprivate func fieldMap(_ mappable: [Field]) -> [Field: [JSONPath]] {
        var map: [Field: [JSONPath]] = [:]
        let names = mappable.map(\.rawValue)
        for (key, value) in dictionary("field names with the path where each stands") {
            guard let field = Field(rawValue: key), mappable.contains(field) else {
                value.report(
                    "unknown field; \(NearestName.suggestion(for: key, among: names))")
                continue
            }
            let paths = value.pathOrPaths()
            if !paths.isEmpty { map[field] = paths }
        }
        return map
    }

    private func pathOrPaths() -> [JSONPath] {
        guard value.kind == .array else { return [jsonPath()].compactMap(\.self) }
        let before = problems.problems.count
        let paths = paths()
        if paths.isEmpty, problems.problems.count == before {
            report("is empty; give a path, or leave the field out")
        }
        return paths
    }

    /// Event types to the way in which each is read.
    fileprivate func eventMappings() -> [String: EventMapping] {
        var mappings: [String: EventMapping] = [:]
        let keys = ["step", "amounts", "opensCard", "closesCard", "fieldMap"]
        for (type, value) in dictionary("event types with the way in which each is read") {
            guard value.isText(type, "an event type"), let object = value.object(keys: keys),
                let fields = object.required("fieldMap", "the paths of this type's values")
            else { continue }
            mappings[type] = EventMapping(
                step: object["step"]?.choice(among: EventMapping.mappableSteps.map(\.rawValue))
                    .flatMap(TransactionStep.Kind.init),
                amounts: object["amounts"]?.choice(EventMapping.AmountNotation.self)
                    ?? .decimalText,
                opensCard: object["opensCard"]?.bool() ?? false,
                closesCard: object["closesCard"]?.bool() ?? false,
                fields: FieldMap(paths: fields.fieldMap(EventMapping.mappableFields)))
        }
        return mappings
    }
}
