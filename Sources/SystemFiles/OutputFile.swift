internal import EcoModel

/// Where output goes: standard output, or a file that appears under its name only when it is complete.
///
/// Until `commit` the bytes are in a temporary file; the old file stays as it is.
package final class OutputFile: ByteSink {
  /// The target; `nil` for standard output.
  package let path: String?
  package private(set) var bytesWritten = 0
  /// Whether the reader of standard output has gone: what follows is thrown away.
  private(set) var isClosed = false
  /// How far the disk has been told to begin, and how many bytes more before it is told again.
  private var bytesStarted = 0
  private static let startedAtOnce = 8 << 20
  private let descriptor: Descriptor
  private let temporary: TemporaryFile?
  private var isOpen = true
  private var isCommitted = false
  private var hash: SHA256?
  /// What stands between the bytes and a terminal.
  private var terminal: TerminalText?

  /// Standard output.
  init(hashes: Bool = false) {
    hash = hashes ? SHA256() : nil
    path = nil
    temporary = nil
    descriptor = .standardOutput
    terminal = descriptor.isTerminal ? TerminalText() : nil
  }

  /// A file.
  ///
  /// - Parameter hashes: whether its SHA-256 is wanted.
  package init(path: String, hashes: Bool = false) throws(FileError) {
    hash = hashes ? SHA256() : nil
    self.path = path
    guard Self.isSpecial(path) else {
      let file = try TemporaryFile(for: path)
      (temporary, descriptor) = (file, file.descriptor)
      return
    }
    // A device or a named pipe is written to as it is; there is nothing to keep intact.
    guard let opened = Descriptor.writing(path) else { throw FileError(path, "write") }
    (temporary, descriptor) = (nil, opened)
  }

  deinit {
    if isOpen, path != nil { _ = descriptor.close() }
    if !isCommitted { temporary?.remove() }
  }

  /// Whether there is a device, a named pipe or the like of that name: nothing that can be replaced.
  package static func isSpecial(_ path: String) -> Bool { FileStatus(of: path)?.kind == .special }

  /// The file at a path, or standard output where there is none.
  ///
  /// - Parameter hashes: whether its SHA-256 is wanted.
  package static func to(_ path: String?, hashes: Bool = false) throws(FileError) -> OutputFile {
    guard let path else { return OutputFile(hashes: hashes) }
    return try OutputFile(path: path, hashes: hashes)
  }

  /// A whole file that is only to be committed; on standard output it is already.
  package static func written(_ text: String, to path: String?) throws(FileError) -> OutputFile {
    let file = try to(path)
    try file.write(text)
    try file.finish()
    return file
  }

  /// Whether what is written to a path, or to standard output if there is none, is read by a person now.
  package static func isTerminal(_ path: String?) -> Bool {
    (path == nil || path == "-") && Descriptor.standardOutput.isTerminal
  }

  /// Writes a whole file, or to standard output if there is no path.
  package static func write(_ text: String, to path: String?) throws(FileError) {
    try written(text, to: path).commit()
  }

  /// Writes all bytes. A closed pipe is not an error; see `isClosed`.
  package func write(_ bytes: Span<UInt8>) throws(FileError) {
    guard !isClosed else { return }
    hash?.update(bytes)
    if let shown = terminal?.shown(bytes) {
      try put(shown.span)
    } else {
      try put(bytes)
    }
  }

  private func put(_ bytes: Span<UInt8>) throws(FileError) {
    var start = 0
    while start < bytes.count {
      let count = descriptor.write(bytes.extracting(start..<bytes.count))
      if count >= 0 {
        start += count
        bytesWritten += count
        if temporary != nil, bytesWritten - bytesStarted >= Self.startedAtOnce {
          descriptor.startFlush(bytesStarted..<bytesWritten)
          bytesStarted = bytesWritten
        }
      } else if Errno.last == .closedPipe {
        isClosed = true
        return
      } else if Errno.last != .interrupted {
        throw FileError(path ?? "<stdout>", "write")
      }
    }
  }

  /// The SHA-256 of what has been written, where it was asked for. Nothing is written after it.
  package func finishHash() -> String? { hash?.finish() }

  /// Flushes the bytes to disk: nothing is written after it, and what can fail for want of space has.
  package func finish() throws(FileError) {
    if let rest = terminal?.end() { try put(rest.span) }
    guard isOpen, let path else { return }
    temporary?.takePermissions()
    // Some file systems report a full disk only here.
    guard descriptor.flush() else { throw FileError(path, "write") }
    isOpen = false
    guard descriptor.close() else { throw FileError(path, "write") }
  }

  /// Replaces the old file with this one, atomically.
  package func commit() throws(FileError) {
    try finish()
    guard let path, let temporary, !isCommitted else { return }
    guard temporary.replaceTarget() else { throw FileError(path, "replace") }
    isCommitted = true
    guard temporary.flushTarget() else { throw FileError(path, "replace") }
  }

  /// Removes a file that an earlier run left, where there is one that could be replaced.
  package static func remove(_ path: String) throws(FileError) {
    guard let kind = FileStatus(ofLink: path)?.kind, kind == .file || kind == .link else { return }
    guard Path.remove(path) || Errno.last == .missing, Path.flushEntry(path) else {
      throw FileError(path, "remove")
    }
  }
}
