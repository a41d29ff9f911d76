extension QuestionsTests {
    /// By question: the rows, columns divided by `|`, ∅ for null.
    static let answers: [String: [String]] = [
        "What did an account hold at the end of each day?": [
            "2026-03-02|USD|1000.00|-240.00|760.00",
            "2026-03-03|USD|957.50|-200.00|757.50",
            "2026-03-04|USD|957.50|-200.00|757.50",
            "2026-03-05|USD|955.50|-200.00|755.50",
            "2026-03-06|USD|925.50|-200.00|725.50",
            "2026-03-07|USD|925.50|-200.00|725.50",
        ],
        "What did an account hold at a moment?": [
            "USD|1000.00|-40.00|960.00"
        ],
        "What did we believe last Monday, and what do we know now?": [
            "acct-ann|USD|955.50|925.50",
            "acct-bob|USD|430.00|430.00",
            "acct-eve|EUR|255.00|255.00",
        ],
        "Which late events changed what we believed?": [
            "25|TRANSACTION|2026-03-06 20:00:00+00|2026-03-09 10:00:00+00|acct-ann|pending|30.00",
            "25|TRANSACTION|2026-03-06 20:00:00+00|2026-03-09 10:00:00+00|acct-ann|posted|-30.00",
        ],
        "Which event moved this balance?": [
            "2026-03-02 09:10:00+00|4|TRANSACTION|load-ann|credited|posted|1000.00|1000.00|1000.00",
            "2026-03-02 12:00:00+00|7|TRANSACTION|pay-1|authorized|pending|-40.00|1000.00|960.00",
            "2026-03-02 18:00:00+00|8|TRANSACTION|pay-2|authorized|pending|-200.00|1000.00|760.00",
            "2026-03-03 08:00:00+00|9|TRANSACTION|pay-1|cleared|pending|40.00|1000.00|800.00",
            "2026-03-03 08:00:00+00|9|TRANSACTION|pay-1|cleared|posted|-42.50|957.50|757.50",
        ],
        "Which holds are open, and how old are they?": [
            "pay-2|acct-ann|Grand Hotel|200.00|USD|6 days 18:00:00",
            "pay-7|acct-bob|Fresh Market|10.00|USD|2 days 19:00:00",
            "pay-8|acct-bob|Fresh Market|20.00|USD|2 days 02:00:00",
        ],
        "How much is held, by age?": [
            "cards|USD|to 3 days|2|30.00",
            "cards|USD|to 7 days|1|200.00",
        ],
        "How long does clearing take?": [
            "agents|1|1 day|1 day",
            "cards|4|20:00:00|1 day 09:00:00",
        ],
        "Which fees were charged?": [
            "cards|2026-03-01|USD|2.00|1"
        ],
        "Which transactions were authorized and never cleared?": [
            "cards|pay-2|authorized|Grand Hotel|200.00|USD|2026-03-02 18:00:00+00",
            "cards|pay-4|expired|Corner Fuel|80.00|USD|2026-03-04 13:00:00+00",
            "cards|pay-7|authorized|Fresh Market|10.00|USD|2026-03-06 17:00:00+00",
            "cards|pay-8|authorized|Fresh Market|20.00|USD|2026-03-07 10:00:00+00",
        ],
        "Which transactions were cleared without an authorization?": [
            "cards|pay-5|Night Taxi|25.00|USD|2026-03-06 02:00:00+00"
        ],
        "What was refunded, by merchant?": [
            "Fresh Market|USD|1|15.00"
        ],
        "What was spent, by merchant category?": [
            "5814|USD|3|107.50",
            "5411|USD|1|60.00",
            "4111|EUR|1|45.00",
            "4121|USD|1|25.00",
        ],
        "What do we owe the networks, day by day?": [
            "2026-03-02|USD|0.00|0.00|240.00",
            "2026-03-03|EUR|0.00|0.00|45.00",
            "2026-03-03|USD|42.50|42.50|260.00",
            "2026-03-04|EUR|45.00|45.00|0.00",
            "2026-03-04|USD|60.00|102.50|280.00",
            "2026-03-05|USD|-15.00|87.50|280.00",
            "2026-03-06|USD|55.00|142.50|210.00",
            "2026-03-07|USD|0.00|142.50|230.00",
        ],
        "Does the trial balance hold?": [
            "agents|USD|165.00|-165.00|0.00|0.00",
            "cards|EUR|255.00|-255.00|0.00|0.00",
            "cards|USD|1455.50|-1455.50|0.00|0.00",
        ],
        "Where do our books differ from the provider's, and why?": [
            "cards|acct-bob|USD|2026-03-07 10:00:00+00|-12.50|balance-gap|error|-12.50"
        ],
        "Which findings put the most money at risk for the longest?": [
            "cards|lifecycle-gap|pay-5|-25.00|USD|85.42",
            "cards|balance-gap|acct-bob|-12.50|USD|26.04",
        ],
        "What was left unreconciled, by day?": [
            "2026-03-06|error|1|1",
            "2026-03-06|warning|1|1",
            "2026-03-07|error|1|1",
        ],
        "How did a finding come about, and how did it end?": [
            "2026-03-04 08:15:02+00|∅|open|reconciler|∅"
        ],
        "What is in the log but not in the books?": [
            "cards|not valid JSON at byte 28: the text ends too early|1|2026-03-06",
            "cards|the type LOYALTY_POINTS is not known to this version|1|2026-03-06",
        ],
        "Which events came late?": [
            "cards|25|TRANSACTION|pay-6|2026-03-06 20:00:00+00|2 days 14:00:00"
        ],
        "Which events did a provider send more than once?": [
            "cards|26|t|TRANSACTION|1|00:04:00"
        ],
        "Are the books up to date?": [
            "agents|g1|4|4|0|0",
            "cards|g1|27|27|0|0",
            "wallets|g1|2|2|0|0",
        ],
    ]
}
