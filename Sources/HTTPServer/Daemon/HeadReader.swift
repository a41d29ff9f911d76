import CMicrohttpd
import Glibc

/// Reads a request's header fields out of libmicrohttpd and checks that nothing was hidden.
///
/// The library is lenient: it takes bare line feeds, folded lines and white space in odd places,
/// and cuts a line at a NUL byte. All of these leave a gap: it writes a NUL over each separator and
/// hands out pointers into the one buffer that holds the head, so a head in which request line,
/// names and values follow each other without a gap up to its known size was written strictly as
/// RFC 9112 says. A head with a gap is malformed.
struct HeadReader {
    /// A field as the library hands it out.
    private struct Field {
        let name: UInt
        let nameLength: Int
        let value: UInt
        let valueLength: Int
    }

    /// Collected by the library's callback; kept to use its capacity again.
    private final class Fields {
        var all: [Field] = []
    }

    private let fields = Fields()

    /// The header fields; nil when the head is malformed.
    ///
    /// - Parameters:
    ///   - method: Where the request line begins.
    ///   - version: `HTTP/1.1` or `HTTP/1.0`, the end of the request line.
    func read(
        _ connection: MicrohttpdConnection, method: UnsafePointer<CChar>,
        version: UnsafePointer<CChar>, target: RequestTarget
    ) -> HeaderFields? {
        let start = UInt(bitPattern: method)
        let end = unsafe start + UInt(trueup_http_head_size(connection.pointer))
        let versionStart = UInt(bitPattern: version)
        // One space after the method, one after the target.
        guard unsafe target.address == start + UInt(strlen(method)) + 1,
            versionStart == target.address + UInt(target.length) + 1, unsafe strlen(version) == 8
        else { return nil }
        collect(connection)
        guard let places = places(from: versionStart + 8 + 2, to: end) else { return nil }
        return block(places)
    }

    private func collect(_ connection: MicrohttpdConnection) {
        fields.all.removeAll(keepingCapacity: true)
        // The object outlives the call, which calls back before it returns and keeps nothing.
        let context = unsafe Unmanaged.passUnretained(fields).toOpaque()
        unsafe MHD_get_connection_values_n(
            connection.pointer, .HEADER_KIND,
            { context, _, name, nameLength, value, valueLength in
                guard let context = unsafe context else { return .NO }
                let fields = unsafe Unmanaged<Fields>.fromOpaque(context).takeUnretainedValue()
                fields.all.append(
                    Field(
                        name: UInt(bitPattern: name), nameLength: nameLength,
                        value: UInt(bitPattern: value), valueLength: valueLength))
                return .YES
            }, context)
    }

    /// Checks that the fields lie side by side from `start` to the empty line before `end`.
    private func places(from start: UInt, to end: UInt) -> [HeaderFields.Place]? {
        var places: [HeaderFields.Place] = []
        places.reserveCapacity(fields.all.count)
        var next = start
        for field in fields.all {
            let nameEnd = field.name + UInt(field.nameLength)
            guard field.name == next, field.value > nameEnd, field.value < end else { return nil }
            for address in (nameEnd + 1)..<field.value {
                // Within the head, which the library keeps until the request is answered.
                let byte = unsafe UnsafePointer<UInt8>(bitPattern: address)?.pointee
                guard byte == 0x20 || byte == 0x09 else { return nil }
            }
            let name = Int(field.name - start)..<Int(nameEnd - start)
            let value = Int(field.value - start)..<Int(field.value - start) + field.valueLength
            places.append(HeaderFields.Place(name: name, value: value))
            // The line's end: two bytes.
            next = field.value + UInt(field.valueLength) + 2
        }
        guard next + 2 == end else { return nil }
        return places
    }

    /// Copies the fields' block, and leaves out white space after the values.
    private func block(_ places: [HeaderFields.Place]) -> HeaderFields {
        guard let first = fields.all.first, let last = places.last,
            // The block from the first name to the last value was just found to be without gaps.
            let start = unsafe UnsafePointer<UInt8>(bitPattern: first.name)
        else { return HeaderFields(bytes: [], places: []) }
        let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: last.value.upperBound))
        var trimmed = places
        for index in trimmed.indices {
            var value = trimmed[index].value
            while let end = value.last, bytes[end] == 0x20 || bytes[end] == 0x09 {
                value.removeLast()
            }
            trimmed[index].value = value
        }
        return HeaderFields(bytes: bytes, places: trimmed)
    }
}
