#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
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
  /// Its size; `nil` for a pipe.
  package let size: Int?
  /// How much has been read.
  package private(set) var bytesRead = 0
  private let descriptor: Int32
  private var hash: SHA256?

  /// Opens a file for reading; `-` is standard input.
  ///
  /// - Parameter hashes: whether its SHA-256 is wanted.
  package init(path: String, hashes: Bool = false) throws(FileError) {
    hash = hashes ? SHA256() : nil
    name = path == "-" ? "<stdin>" : path
    if path == "-" {
      descriptor = STDIN_FILENO
    } else {
      let opened = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
      guard opened >= 0 else { throw FileError(path, "open") }
      descriptor = opened
    }
    var status = stat()
    let known = unsafe fstat(descriptor, &status) == 0
    if known, status.st_mode & S_IFMT == S_IFDIR {
      throw FileError(path, "read", reason: "it is a directory; name the files in it")
    }
    size = known && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  package func read(into buffer: inout [UInt8], at offset: Int, limit: Int) throws(FileError) -> Int
  {
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe Self.read(descriptor, UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<limit]))
      }
      if count >= 0 {
        bytesRead += count
        hash?.update(buffer.span.extracting(offset..<(offset + count)))
        return count
      }
      guard errno == EINTR else { throw FileError(name, "read") }
    }
  }

  /// The SHA-256 of what has been read, where it was asked for. The file is read no more.
  package func finishHash() -> String? { hash?.finish() }

  private static func read(_ descriptor: Int32, _ target: UnsafeMutableRawBufferPointer) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.read(descriptor, target.baseAddress, target.count)
    #else
      unsafe Darwin.read(descriptor, target.baseAddress, target.count)
    #endif
  }
}

extension InputFile {
  /// All bytes of a small file.
  package static func contents(_ path: String) throws(FileError) -> [UInt8] {
    let file = try InputFile(path: path)
    var bytes = [UInt8](repeating: 0, count: max(1 << 16, (file.size ?? 0) + 1))
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

  /// Whether there is such a file.
  static func exists(_ path: String) -> Bool {
    unsafe path.withCString { unsafe access($0, F_OK) } == 0
  }

  /// Whether there is such a directory.
  package static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return unsafe path.withCString { unsafe stat($0, &status) } == 0
      && status.st_mode & S_IFMT == S_IFDIR
  }
}
