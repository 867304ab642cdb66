/// What came through a pipe, kept in a file without a name so that it can be read more than once; the
/// file is gone with the process.
package final class KeptBytes: ByteSource {
  private let descriptor: Descriptor
  private var position = 0

  package init() throws(FileError) {
    let directory = Environment.value("TMPDIR") ?? "/tmp"
    guard let descriptor = Descriptor.nameless(in: directory) else {
      throw FileError(directory, "write")
    }
    self.descriptor = descriptor
  }

  deinit { _ = descriptor.close() }

  /// Keeps more bytes.
  package func write(_ bytes: Span<UInt8>) throws(FileError) {
    var start = 0
    while start < bytes.count {
      let count = descriptor.write(bytes.extracting(start..<bytes.count))
      if count > 0 {
        start += count
      } else if Errno.last != .interrupted {
        throw FileError("<stdin>", "keep")
      }
    }
  }

  /// Goes back to the start.
  package func rewind() { position = 0 }

  package func read(
    into buffer: inout [UInt8], at offset: Int, limit: Int
  ) throws(FileError) -> Int {
    while true {
      let count = descriptor.read(into: &buffer, offset..<limit, at: position)
      if count >= 0 {
        position += count
        return count
      }
      guard Errno.last == .interrupted else { throw FileError("<stdin>", "read") }
    }
  }
}
