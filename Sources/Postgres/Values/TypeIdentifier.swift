/// The object id of a PostgreSQL type; built-in types have fixed ids (`pg_type.dat`).
package struct TypeIdentifier: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
}

extension TypeIdentifier {
    package static let bool = TypeIdentifier(rawValue: 16)
    package static let bytea = TypeIdentifier(rawValue: 17)
    package static let name = TypeIdentifier(rawValue: 19)
    package static let int8 = TypeIdentifier(rawValue: 20)
    package static let int2 = TypeIdentifier(rawValue: 21)
    package static let int4 = TypeIdentifier(rawValue: 23)
    package static let text = TypeIdentifier(rawValue: 25)
    package static let oid = TypeIdentifier(rawValue: 26)
    package static let json = TypeIdentifier(rawValue: 114)
    package static let unknown = TypeIdentifier(rawValue: 705)
    package static let character = TypeIdentifier(rawValue: 1042)
    package static let varchar = TypeIdentifier(rawValue: 1043)
    package static let timestamptz = TypeIdentifier(rawValue: 1184)
    package static let numeric = TypeIdentifier(rawValue: 1700)
    package static let uuid = TypeIdentifier(rawValue: 2950)
    package static let jsonb = TypeIdentifier(rawValue: 3802)

    package static let boolArray = TypeIdentifier(rawValue: 1000)
    package static let byteaArray = TypeIdentifier(rawValue: 1001)
    package static let int4Array = TypeIdentifier(rawValue: 1007)
    package static let textArray = TypeIdentifier(rawValue: 1009)
    package static let varcharArray = TypeIdentifier(rawValue: 1015)
    package static let nameArray = TypeIdentifier(rawValue: 1003)
    package static let int8Array = TypeIdentifier(rawValue: 1016)
    package static let timestamptzArray = TypeIdentifier(rawValue: 1185)
    package static let numericArray = TypeIdentifier(rawValue: 1231)
    package static let uuidArray = TypeIdentifier(rawValue: 2951)
    package static let jsonbArray = TypeIdentifier(rawValue: 3807)

    /// The first id that PostgreSQL gives to types made by users (enums, for example).
    static let firstUserDefined: UInt32 = 16_384
}
