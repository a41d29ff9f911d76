import Events
import Settings
import Testing

/// What follows from a declaration: reading, checking, storing.
@Suite struct SettingTests {
    enum Colour: String, CaseIterable { case red, green }

    struct Lamp: Hashable, Sendable {
        var isOn = false
        var level: Int64 = 3
        var fade: Int64 = 60
        var colour = Colour.red
        var header: String?
        var codes: Set<String> = ["b", "a"]
        var shades: [String: Shade] = [:]
    }

    struct Shade: Hashable, Sendable {
        var isDark = false
        var width: Int64 = 0
    }

    private static let shades: [Setting<Shade>] = [
        Setting(
            "width", \.width, .integer(in: 0...9), required: "a width", about: "width",
            origin: "none"),
        Setting("isDark", \.isDark, .bool, about: "dark", origin: "none"),
    ]

    private static let settings: [Setting<Lamp>] = [
        Setting("isOn", \.isOn, .bool, about: "on", origin: "off saves power"),
        Setting("level", \.level, .integer(in: 1...9), about: "level", origin: "the middle"),
        Setting(
            "fade", \.fade, .seconds(in: 0...3_600), changes: .intake, about: "fade",
            origin: "a minute"),
        Setting("colour", \.colour, .choice(), in: .policies, about: "colour", origin: "habit"),
        Setting("header", \.header, .optional(.headerName), about: "header", origin: "nobody"),
        Setting("codes", \.codes, .texts("a list of codes"), about: "codes", origin: "the law"),
        Setting(
            "shades", \.shades,
            .dictionary(of: shades, blank: Shade(), name: "a name", about: "shades by name"),
            about: "shades", origin: "none"),
    ]

    /// What `text` gives, and what is wrong with it.
    private func read(_ text: String) throws -> (lamp: Lamp, problems: [String]) {
        let problems = ProblemList()
        let object = SettingObject(
            try JSONDocument(parsing: Array(text.utf8)).root, .file("lamp.json"), path: "",
            keys: Self.settings.map(\.key), problems: problems)
        var lamp = Lamp()
        Self.settings.read(object, into: &lamp)
        return (lamp, problems.problems.map { "\($0)" })
    }

    private func written(_ lamp: Lamp) -> String {
        JSONWriter.object { Self.settings.write(lamp, to: &$0) }
    }

    private static let other = Lamp(
        isOn: true, level: 9, fade: 0, colour: .green, header: "X-Lamp", codes: [],
        shades: ["b": Shade(width: 1), "a": Shade(isDark: true, width: 2)])

    @Test func everythingIsWrittenInTheOrderOfDeclaration() {
        #expect(
            written(Lamp())
                == #"{"isOn":false,"level":3,"fade":60,"colour":"red","codes":["a","b"],"shades":{}}"#
        )
        #expect(
            written(Self.other)
                == #"{"isOn":true,"level":9,"fade":0,"colour":"green","header":"X-Lamp","codes":[],"#
                + #""shades":{"a":{"width":2,"isDark":true},"b":{"width":1,"isDark":false}}}"#)
    }

    @Test(arguments: [Lamp(), other])
    func whatIsWrittenIsReadTheSame(lamp: Lamp) throws {
        let (read, problems) = try read(written(lamp))
        #expect(read == lamp)
        #expect(problems.isEmpty)
    }

    @Test func whatIsNotSaidKeepsItsDefault() throws {
        let (lamp, problems) = try read(#"{"fade": "2m", "level": 4}"#)
        #expect(lamp == Lamp(level: 4, fade: 120))
        #expect(problems.isEmpty)
    }

    @Test(
        arguments: [
            (#"{"leval": 1}"#, ["leval: unknown key; did you mean level?"]),
            (#"{"level": 10}"#, [#"level: must be a whole number from 1 to 9, not "10""#]),
            (#"{"colour": "gren"}"#, [#"colour: "gren" is unknown; did you mean green?"#]),
            (#"{"isOn": 1}"#, ["isOn: expected true or false, found a number"]),
            (#"{"codes": ["a", "a"]}"#, [#"codes[1]: "a" is repeated; give it once"#]),
            (
                #"{"shades": {"a": {"isDark": 1, "wide": 1}}}"#,
                [
                    "shades.a.wide: unknown key; did you mean width?",
                    "shades.a: width is missing; give a width",
                    "shades.a.isDark: expected true or false, found a number",
                ]
            ),
        ] as [(String, [String])])
    func whatCannotBeTakenIsTold(text: String, expected: [String]) throws {
        #expect(try read(text).problems == expected.map { "lamp.json: \($0)" })
    }

    @Test func onlyWhatChangesTheBooksIsKept() {
        var expected = Self.other
        expected.fade = 60
        #expect(Self.settings.onlyBooks(of: Self.other, over: Lamp()) == expected)
    }

    @Test func descriptionsSayTheDefault() {
        let described = Self.settings.map { $0.described(default: Lamp()) }
        #expect(
            described.map(\.defaultText) == [
                "`false`", "`3`", "`60`", #"`"red"`"#, nil, #"`["a","b"]`"#, "`{}`",
            ])
        #expect(described.map(\.place).count { $0 == .policies } == 1)
        #expect(described[2].values == "a duration, 0s to 1h")
        #expect(described[3].values == #"`"red"`, `"green"`"#)
    }
}
