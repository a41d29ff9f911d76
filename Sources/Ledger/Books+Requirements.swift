package import Events
import Money

extension Books {
    /// The transactions and cards that events name; `upcoming` are the facts of each.
    package static func requirements(of upcoming: some Sequence<[Fact]>) -> FoldRequirements {
        var requirements = FoldRequirements()
        for facts in upcoming {
            for fact in facts {
                switch fact {
                case .transactionStep(let step):
                    requirements.transactionIDs.insert(step.transactionID)
                    if let id = step.cardID { requirements.cardIDs.insert(id) }
                case .reference(let reference):
                    requirements.transactionIDs.insert(reference.transactionID)
                    if let id = reference.cardID { requirements.cardIDs.insert(id) }
                case .card(let card):
                    requirements.cardIDs.insert(card.cardID)
                case .balanceReported, .accessRevoked, .activity: break
                }
            }
        }
        return requirements
    }

    /// Every provider account that folding these events can touch, once the transactions that they
    /// name are loaded: all their parties in all their currencies.
    package func accountRequirements(
        of upcoming: some Sequence<[Fact]>
    ) -> FoldRequirements {
        var reach: [String: AccountReach] = [:]
        var requirements = FoldRequirements()
        for facts in upcoming {
            for fact in facts {
                switch fact {
                case .transactionStep(let step):
                    reach[step.transactionID, default: AccountReach()].take(step)
                case .balanceReported(let report):
                    requirements.accountKeys.insert(
                        AccountKey(providerID: report.accountID, currency: report.currency))
                case .card, .reference, .accessRevoked, .activity: break
                }
            }
        }
        for (id, upcoming) in reach {
            var all = upcoming
            for record in transactions[id]?.value.value.transaction.steps ?? [] {
                all.take(record.step)
            }
            all.insertKeys(into: &requirements.accountKeys)
        }
        return requirements
    }
}

/// The accounts and currencies that a transaction's steps name.
private struct AccountReach {
    // Few of either: lists are faster than tables.
    private var ids: [String] = []
    private var currencies: [Currency] = []

    mutating func take(_ step: TransactionStep) {
        take(step.accountID)
        take(step.cardID)
        take(step.counterpartyAccountID)
        take(step.amount)
        take(step.counterpartyAmount)
    }

    private mutating func take(_ id: String?) {
        if let id, !ids.contains(id) { ids.append(id) }
    }

    private mutating func take(_ money: MonetaryAmount?) {
        if let currency = money?.currency, !currencies.contains(currency) {
            currencies.append(currency)
        }
    }

    func insertKeys(into keys: inout Set<AccountKey>) {
        for id in ids {
            for currency in currencies {
                keys.insert(AccountKey(providerID: id, currency: currency))
            }
        }
    }
}
