internal import EcoModel

/// Something to read bytes from, in order, once.
package protocol ByteSource {
  /// Reads up to as many bytes as there is room for; 0 at the end.
  mutating func read(
    into buffer: inout [UInt8], at offset: Int, limit: Int
  ) async throws(FileError) -> Int
}

/// A file or standard input. It has one reader at a time, which makes handing it on safe.
package final class InputFile: ByteSource, @unchecked Sendable {
  /// How it is called in messages.
  package let name: String
  /// What there was to read when it was opened; `nil` for a pipe.
  package let size: Int?
  /// How much has been read.
  package private(set) var bytesRead = 0
  private let descriptor: Descriptor
  /// How much of it is read at most.
  private let limit: Int
  private var hash: SHA256?

  /// Opens a file for reading; `-` is standard input.
  ///
  /// - Parameters:
  ///   - hashes: whether its SHA-256 is wanted.
  ///   - most: how much of it is read at most.
  package init(path: String, hashes: Bool = false, upTo most: Int? = nil) throws(FileError) {
    limit = most ?? .max
    hash = hashes ? SHA256() : nil
    name = path == "-" ? "<stdin>" : path
    if path == "-" {
      descriptor = .standardInput
    } else {
      guard let opened = Descriptor.reading(path) else { throw FileError(path, "open") }
      descriptor = opened
    }
    let status = descriptor.status
    if status?.kind == .directory {
      throw FileError(path, "read", reason: "it is a directory, and what is wanted is a file in it")
    }
    let position = descriptor.position
    size = status.flatMap { $0.kind == .file ? max(0, $0.size - position) : nil }
  }

  deinit {
    if descriptor != .standardInput { _ = descriptor.close() }
  }

  package func read(into buffer: inout [UInt8], at offset: Int, limit: Int) throws(FileError) -> Int
  {
    let end = min(limit - offset, self.limit - bytesRead) + offset
    while true {
      let count = descriptor.read(into: &buffer, offset..<end)
      if count >= 0 {
        // Else a cut between two records would go unnoticed.
        guard count > 0 || end == offset || bytesRead >= size ?? 0 else {
          throw FileError(
            name, "read",
            reason: "it was cut while it was read: \(size ?? 0) bytes are now \(bytesRead)")
        }
        bytesRead += count
        hash?.update(buffer.span.extracting(offset..<(offset + count)))
        return count
      }
      guard Errno.last == .interrupted else { throw FileError(name, "read") }
    }
  }

  /// The SHA-256 of what has been read, where it was asked for. The file is read no more.
  package func finishHash() -> String? { hash?.finish() }
}

extension InputFile {
  /// All bytes of a small file.
  package static func contents(_ path: String) throws(FileError) -> [UInt8] {
    let file = try InputFile(path: path)
    var bytes = [UInt8](repeating: 0, count: max(1 << 12, (file.size ?? 0) + 1))
    var count = 0
    while true {
      if count == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
      let read = try file.read(into: &bytes, at: count, limit: bytes.count)
      if read == 0 { break }
      count += read
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Whether standard input is a terminal.
  package static var isTerminal: Bool { Descriptor.standardInput.isTerminal }

  /// Whether there is such a directory.
  package static func isDirectory(_ path: String) -> Bool {
    FileStatus(of: path)?.kind == .directory
  }
}
