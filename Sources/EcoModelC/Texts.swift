#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The bytes of a caller's text; `nil` for NULL and for a length that cannot be.
func bytes(_ start: UnsafePointer<CChar>?, _ length: Int) -> [UInt8]? {
  guard let start = unsafe start, length >= -1 else { return nil }
  // The header asks for so many bytes, or for a NUL.
  let count = unsafe length == -1 ? strlen(start) : length
  return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
}

/// A caller's text; what is not UTF-8 in it is replaced. `nil` as with `bytes`.
func text(_ start: UnsafePointer<CChar>?, _ length: Int) -> String? {
  unsafe bytes(start, length).map { String(decoding: $0, as: UTF8.self) }
}

/// Writes a text with its NUL, cut to a size; returns how long all of it is.
@discardableResult
func write(_ text: String, _ start: UnsafeMutablePointer<CChar>?, _ size: Int) -> Int {
  var text = text
  return text.withUTF8 { bytes in
    if let start = unsafe start, size > 0 {
      let count = min(bytes.count, size - 1)
      if let base = bytes.baseAddress, count > 0 { unsafe memcpy(start, base, count) }
      unsafe start[count] = 0
    }
    return bytes.count
  }
}

/// The start of a text that lives as long as the process.
func constant(_ text: StaticString) -> UnsafePointer<CChar> {
  unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}
