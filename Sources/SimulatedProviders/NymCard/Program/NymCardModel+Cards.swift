import Events
import Programs

// Users, their checks, and the life of their cards.

extension NymCardModel {
    /// A new user, who signs up at a time.
    mutating func enrolUser(from time: Int64) {
        let number = journal.number()
        let currencies: [(String, Int)] = [("AED", 2), ("AED", 2), ("USD", 2), ("KWD", 3)]
        let (currency, digits) = journal.random.element(of: currencies)
        let holder = NymCardPayload.Holder(
            userID: "user-\(journal.tag)-\(number)", cardID: "card-\(journal.tag)-\(number)",
            accountID: "acct-\(journal.tag)-\(number)")
        let name = AccountName(id: holder.accountID, currency: currency)
        accounts.append(
            Account(
                holder: holder, truth: AccountTruth(name: name, digits: digits),
                card: newCard(holder), lastStated: journal.start))
        queue.insert(.enrol(.user, account: accounts.count - 1), at: time)
    }

    /// Not created yet: without a status.
    private mutating func newCard(_ holder: NymCardPayload.Holder) -> CardTruth {
        CardTruth(
            id: holder.cardID, status: "", holderID: holder.userID, accountID: holder.accountID,
            last4: journal.random.fourDigits())
    }

    mutating func enrol(_ stage: EnrolmentStage, _ account: Int, at time: Int64) {
        let user = accounts[account].holder.userID
        switch stage {
        case .user:
            tellUser("USER_CREATED", account, at: time) {
                NymCardPayload.userCreated(userID: user, at: $0)
            }
            goOn(.identity, account, within: 900_000, at: time)
        case .identity:
            tellUser("KYC_RESULT", account, at: time) {
                NymCardPayload.identityResult(userID: user, at: $0)
            }
            queue.insert(.enrol(.active, account: account), at: time + 136)
        case .active:
            tellUser("USER_STATUS_CHANGE", account, at: time) {
                NymCardPayload.userStatusChange(userID: user, at: $0)
            }
            goOn(.card, account, within: 60_000, at: time)
        case .card:
            openCard(account, at: time)
            goOn(.activation, account, within: 1_800_000, at: time)
        case .activation:
            // Left, or lost, before it was ever used.
            guard accounts[account].card.status == "INACTIVE" else { return }
            setStatus("ACTIVE", account, at: time)
            if !accounts[account].isFunded {
                goOn(.load, account, within: 3_600_000, at: time)
            }
        case .load:
            move(account, .load, at: time)
            goOn(.issuance, account, within: 12 * 3_600_000, at: time)
        case .issuance: charge(account, "VIRTUAL_CARD_ISSUANCE", at: time)
        }
    }

    private mutating func goOn(
        _ stage: EnrolmentStage, _ account: Int, within milliseconds: Int64, at time: Int64
    ) {
        let wait = journal.random.integer(1_000...milliseconds)
        queue.insert(.enrol(stage, account: account), at: time + wait)
    }

    // MARK: Cards

    private mutating func openCard(_ account: Int, at time: Int64) {
        accounts[account].card.status = "INACTIVE"
        tellCard("SUCCESSFULLY_CREATED", account, .opened, at: time) { holder, card, createdAt in
            NymCardPayload.cardCreated(holder, last4: card.last4, at: createdAt)
        }
    }

    private mutating func setStatus(_ status: String, _ account: Int, at time: Int64) {
        let old = accounts[account].card.status
        accounts[account].card.status = status
        accounts[account].card.isClosed = status == "TERMINATED"
        let role: EventClaims.CardRole = status == "TERMINATED" ? .closed : .active
        tellCard("CARD_STATUS_CHANGE", account, role, at: time) { holder, _, createdAt in
            NymCardPayload.cardStatusChange(holder, from: old, to: status, at: createdAt)
        }
    }

    mutating func suspend(_ account: Int, at time: Int64) {
        setStatus("SUSPENDED", account, at: time)
        let pause = journal.random.integer(3_600_000...48 * 3_600_000)
        queue.insert(.resume(account: account), at: time + pause)
    }

    mutating func resume(_ account: Int, at time: Int64) {
        guard accounts[account].card.status == "SUSPENDED" else { return }
        setStatus("ACTIVE", account, at: time)
    }

    /// A lost card is ended at once; a new one follows.
    mutating func lose(_ account: Int, at time: Int64) {
        setStatus("TERMINATED", account, at: time)
        queue.insert(
            .replace(account: account), at: time + journal.random.integer(60_000...600_000))
    }

    mutating func replaceCard(_ account: Int, at time: Int64) {
        let number = journal.number()
        accounts[account].holder.cardID = "card-\(journal.tag)-\(number)"
        accounts[account].card.replacementID = accounts[account].holder.cardID
        retiredCards.append(accounts[account].card)
        accounts[account].card = newCard(accounts[account].holder)
        openCard(account, at: time)
        goOn(.activation, account, within: 1_800_000, at: time)
        let day = journal.random.integer(3_600_000...86_400_000)
        queue.insert(.charge(account: account, type: "VIRTUAL_CARD_REPLACEMENT"), at: time + day)
    }

    /// A user goes and another comes.
    mutating func leave(_ account: Int, at time: Int64) {
        setStatus("TERMINATED", account, at: time)
        accounts[account].isLeft = true
        enrolUser(from: time + journal.random.integer(60_000...86_400_000))
    }

    // MARK: Telling

    /// Something without money, of one of the types whose payload is not published.
    mutating func tellActivity(_ account: Int, at time: Int64) {
        let holder = accounts[account].holder
        let kinds: [(type: String, isOfCard: Bool)] = [
            ("PIN_CHANGE", true), ("CARD_PROVISIONING", true), ("TOKEN_NOTIFICATION", true),
            ("CARD_DELIVERY_PARTNER_ASSIGNED", true), ("CARD_DELIVERY_STATUS_CHANGED", true),
            ("IDENTITY_VERIFICATION", false), ("USER_DOCUMENT_ALERT", false),
        ]
        guard !journal.chance(100) else { return tellAccount(account, at: time) }
        let (type, isOfCard) = journal.random.element(of: kinds)
        if isOfCard {
            tellCard(type, account, nil, at: time) { _, _, createdAt in
                NymCardPayload.activity(
                    type, userID: holder.userID, cardID: holder.cardID, status: "ACTIVE",
                    at: createdAt)
            }
        } else {
            tellUser(type, account, at: time) {
                NymCardPayload.activity(
                    type, userID: holder.userID, cardID: nil, status: nil, at: $0)
            }
        }
    }

    private mutating func tellAccount(_ account: Int, at time: Int64) {
        let holder = accounts[account].holder
        let createdAt = stated(account, at: time)
        var claims = EventClaims()
        claims.stream = ProgramSubject(.account, holder.accountID)
        journal.emit(
            ProgramJournal.Draft(
                type: "ACCOUNT_STATUS_CHANGE", subject: ProgramSubject(.account, holder.accountID),
                body: NymCardPayload.accountStatusChange(holder, to: "ACTIVE", at: createdAt),
                createdAt: createdAt, claims: claims),
            at: time)
    }

    private mutating func tellUser(
        _ type: String, _ account: Int, at time: Int64, body: (Timestamp) -> JSONBody
    ) {
        let createdAt = stated(account, at: time)
        let user = ProgramSubject(.user, accounts[account].holder.userID)
        var claims = EventClaims()
        claims.stream = user
        journal.emit(
            ProgramJournal.Draft(
                type: type, subject: user, body: body(createdAt), createdAt: createdAt,
                claims: claims),
            at: time)
    }

    /// `role` nil: nothing of the card itself.
    private mutating func tellCard(
        _ type: String, _ account: Int, _ role: EventClaims.CardRole?, at time: Int64,
        body: (NymCardPayload.Holder, CardTruth, Timestamp) -> JSONBody
    ) {
        let createdAt = stated(account, at: time)
        let (holder, card) = (accounts[account].holder, accounts[account].card)
        var claims = EventClaims()
        claims.stream = ProgramSubject(.card, card.id)
        if let role {
            claims.cardID = card.id
            claims.cardRole = role
        }
        var draft = ProgramJournal.Draft(
            type: type, subject: ProgramSubject(.card, card.id),
            body: body(holder, card, createdAt), createdAt: createdAt, claims: claims)
        draft.truth.card = card
        journal.emit(draft, at: time)
    }
}
