import Events

extension ProviderSettings {
    /// What the facts depend on, as one text.
    ///
    /// Equal settings give equal texts, and settings that
    /// could read an event differently give different ones. Authentication is no part of it.
    package var canonicalText: String {
        var lines = [line("provider", [provider.rawValue])]
        lines += fieldLines("field", fieldMap)
        switch provider {
        case .nymcard: lines += nymcardLines
        case .agentcard:
            lines.append(
                line("negative-clearing-is-refund", ["\(agentcard.negativeClearingIsRefund)"]))
        case .standardWebhooks:
            lines.append(line("dialect", [dialect.rawValue]))
            for (type, mapping) in eventMappings.sorted(by: { $0.key < $1.key }) {
                lines.append(
                    line(
                        "mapping",
                        [
                            type, mapping.step?.rawValue ?? "", mapping.amounts.rawValue,
                            "\(mapping.opensCard)", "\(mapping.closesCard)",
                        ]))
                lines += fieldLines("mapped", mapping.fields)
            }
        case .uphold: break
        }
        return lines.joined()
    }

    private var nymcardLines: [String] {
        [
            line("notification-id-header", [notificationIDHeader ?? ""]),
            line("approved", nymcard.approvedStatusCodes.sorted()),
            line("partial-approval", nymcard.partialApprovalStatusCodes.sorted()),
            line("authorization", nymcard.authorizationMessageTypes.sorted()),
            line("final", nymcard.finalMessageTypes.sorted()),
            line("increment", nymcard.incrementMessageTypes.sorted()),
            line("books-on-original", ["\(nymcard.booksOnOriginal)"]),
            line("api", nymcard.apiMessageTypes.sorted()),
            line("reversal-message", nymcard.reversalMessageTypes.sorted()),
            line("reversal-transaction", nymcard.reversalTransactionTypes.sorted()),
            line("single-message", nymcard.singleMessageTransactionTypes.sorted()),
            line("final-card", nymcard.finalCardStatuses.sorted()),
        ]
    }

    private func fieldLines(_ name: String, _ map: FieldMap) -> [String] {
        map.paths.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { line(name, [$0.key.rawValue] + $0.value.map(\.description)) }
    }

    /// Each part with its length before it, so that no value can pass for two.
    private func line(_ name: String, _ values: [String]) -> String {
        name + values.map { " \($0.utf8.count):\($0)" }.joined() + "\n"
    }
}
