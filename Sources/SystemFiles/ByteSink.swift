/// Something that bytes are written to, in order, and that is complete only when it is committed.
package protocol ByteSink: AnyObject {
  /// Writes all bytes.
  func write(_ bytes: Span<UInt8>) throws(FileError)

  /// Flushes the bytes: nothing is written after it.
  func finish() throws(FileError)

  /// Puts what was written in its place, atomically.
  func commit() throws(FileError)
}

extension ByteSink {
  /// Writes text.
  package func write(_ text: String) throws(FileError) {
    let bytes = Array(text.utf8)
    try write(bytes.span)
  }
}
