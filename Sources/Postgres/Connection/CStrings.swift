/// A null-terminated list of C strings for C functions.
@safe final class CStrings {
    private let storage: UnsafeMutablePointer<UnsafePointer<CChar>?>
    private let count: Int

    /// Copies every text; all copies are freed together.
    init(_ texts: [String]) {
        count = texts.count
        unsafe storage = .allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() {
            let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: text.utf8.count + 1)
            for (offset, byte) in text.utf8.enumerated() {
                unsafe copy[offset] = CChar(bitPattern: byte)
            }
            unsafe copy[text.utf8.count] = 0
            unsafe (storage + index).initialize(to: UnsafePointer(copy.baseAddress))
        }
        unsafe (storage + texts.count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { unsafe storage[index]?.deallocate() }
        unsafe storage.deallocate()
    }

    /// Valid while this object lives.
    @unsafe var pointers: UnsafePointer<UnsafePointer<CChar>?> { unsafe UnsafePointer(storage) }

    /// The same for functions that take `char *const []` and change nothing.
    @unsafe var mutablePointers: UnsafePointer<UnsafeMutablePointer<CChar>?> {
        unsafe UnsafeRawPointer(storage)
            .assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self)
    }
}
