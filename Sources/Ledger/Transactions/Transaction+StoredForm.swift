import Events
import Money

// How a transaction's steps and references are stored, and shown in the `steps` column of the
// `transactions` view. Absent fields are left out. A transaction is read back from them alone.

extension Transaction {
    /// The steps in canonical order, as a JSON array.
    package var stepsJSON: String {
        JSONWriter.array(nullCharacter: .replaced) { array in
            for record in steps { array.object { record.write(to: &$0) } }
        }
    }

    /// The references in canonical order, as a JSON array.
    package var referencesJSON: String {
        JSONWriter.array(nullCharacter: .replaced) { array in
            for record in references { array.object { record.write(to: &$0) } }
        }
    }

    /// A transaction as `stepsJSON` and `referencesJSON` tell it; keys in any order.
    package init(id: String, stepsJSON: String, referencesJSON: String) throws(StoredFormError) {
        var steps: [StepRecord] = []
        var references: [ReferenceRecord] = []
        do throws(StoredFormError) {
            for element in try Transaction.elements(stepsJSON) {
                steps.append(try StepRecord(StoredObject(value: element), transactionID: id))
            }
            for element in try Transaction.elements(referencesJSON) {
                references.append(try ReferenceRecord(StoredObject(value: element)))
            }
        } catch {
            throw StoredFormError("stored transaction \(id): \(error)")
        }
        self.init(id: id, steps: steps, references: references)
    }

    private static func elements(_ text: String) throws(StoredFormError) -> JSONElements {
        do throws(JSONError) {
            return try JSONDocument(parsing: Array(text.utf8)).root.elements
        } catch {
            throw StoredFormError("\(error)")
        }
    }
}

extension StepRecord {
    fileprivate func write(to object: inout JSONObjectWriter) {
        object.string("step", step.kind.rawValue)
        object.present("amount", "currency", step.amount)
        object.present("transaction_amount", "transaction_currency", step.transactionAmount)
        object.present("created_at", createdAt)
        object.timestamp("received_at", receivedAt)
        object.integer("position", position)
        object.factKey(key)
        object.present("card_id", step.cardID)
        object.present("account_id", step.accountID)
        object.present("counterparty_account_id", step.counterpartyAccountID)
        object.present("counterparty_amount", "counterparty_currency", step.counterpartyAmount)
        object.present("rate", step.rate)
        object.present("original_transaction_id", step.originalTransactionID)
        object.present("merchant", step.merchant)
        object.present("mcc", step.mcc)
        object.present("network_reference", step.networkReference)
        object.present("status_code", step.statusCode)
        object.present("reason", step.reason)
        object.present("status", step.status)
    }

    fileprivate init(_ stored: StoredObject, transactionID: String) throws(StoredFormError) {
        let word = try stored.required(stored.string("step"), "step")
        guard let kind = TransactionStep.Kind(rawValue: word) else {
            throw StoredFormError("\"step\" is \(word), which this version does not know")
        }
        var step = TransactionStep(
            transactionID: transactionID, kind: kind,
            amount: try stored.money("amount", "currency"))
        step.transactionAmount = try stored.money("transaction_amount", "transaction_currency")
        step.cardID = try stored.string("card_id")
        step.accountID = try stored.string("account_id")
        step.counterpartyAccountID = try stored.string("counterparty_account_id")
        step.counterpartyAmount = try stored.money("counterparty_amount", "counterparty_currency")
        step.rate = try stored.string("rate")
        step.originalTransactionID = try stored.string("original_transaction_id")
        step.merchant = try stored.string("merchant")
        step.mcc = try stored.string("mcc")
        step.networkReference = try stored.string("network_reference")
        step.statusCode = try stored.string("status_code")
        step.reason = try stored.string("reason")
        step.status = try stored.string("status")
        self.init(
            step: step, key: try stored.factKey(), createdAt: try stored.timestamp("created_at"),
            receivedAt: try stored.required(stored.timestamp("received_at"), "received_at"),
            position: try stored.required(stored.integer("position"), "position"))
    }
}

extension ReferenceRecord {
    fileprivate func write(to object: inout JSONObjectWriter) {
        object.present("created_at", createdAt)
        object.timestamp("received_at", receivedAt)
        object.integer("position", position)
        object.factKey(key)
        object.present("card_id", cardID)
    }

    fileprivate init(_ stored: StoredObject) throws(StoredFormError) {
        self.init(
            key: try stored.factKey(), cardID: try stored.string("card_id"),
            createdAt: try stored.timestamp("created_at"),
            receivedAt: try stored.required(stored.timestamp("received_at"), "received_at"),
            position: try stored.required(stored.integer("position"), "position"))
    }
}
