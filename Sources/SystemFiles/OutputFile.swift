#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import EcoModel

/// Where output goes: standard output, or a file that appears under its name only when it is complete.
///
/// Until `commit` the bytes are in a file beside the target, `NAME.eco-calc-PID.tmp`, so that a
/// leftover of a killed process can be told; the old file stays as it is.
package final class OutputFile: ByteSink {
  /// The target; `nil` for standard output.
  package let path: String?
  /// The file itself, where `path` is a symbolic link to it: that stays one.
  private let target: String
  package private(set) var bytesWritten = 0
  /// Whether the reader of standard output has gone: what follows is thrown away.
  private(set) var isClosed = false
  private let descriptor: Int32
  private let temporary: (path: String, entry: Interruption.Entry)?
  private var isOpen = true
  private var isCommitted = false
  private var hash: SHA256?

  /// Standard output.
  init(hashes: Bool = false) {
    hash = hashes ? SHA256() : nil
    path = nil
    target = ""
    temporary = nil
    descriptor = STDOUT_FILENO
  }

  /// A file.
  ///
  /// - Parameter hashes: whether its SHA-256 is wanted.
  package init(path: String, hashes: Bool = false) throws(FileError) {
    hash = hashes ? SHA256() : nil
    self.path = path
    if Self.isSpecial(path) {
      // A device or a named pipe is written to as it is; there is nothing to keep intact.
      target = path
      temporary = nil
      descriptor = unsafe path.withCString { unsafe open($0, O_WRONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { throw FileError(path, "write") }
      return
    }
    target = Self.resolved(path)
    let temporary = "\(target).eco-calc-\(getpid()).tmp"
    let entry = Interruption.willLeave(temporary)
    descriptor = unsafe temporary.withCString {
      unsafe open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else {
      let error = FileError(path, "write")
      Interruption.hasLeft(entry)
      throw error
    }
    self.temporary = (temporary, entry)
  }

  deinit {
    guard path != nil else { return }
    if isOpen { _ = closeDescriptor() }
    if !isCommitted { removeTemporary() }
  }

  /// Whether there is a device, a named pipe or the like of that name: nothing that can be replaced.
  package static func isSpecial(_ path: String) -> Bool {
    var status = stat()
    return unsafe path.withCString { unsafe stat($0, &status) } == 0
      && status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
  }

  /// Where a symbolic link leads; any other path as it is.
  private static func resolved(_ path: String) -> String {
    var status = stat()
    guard unsafe path.withCString({ unsafe lstat($0, &status) }) == 0,
      status.st_mode & S_IFMT == S_IFLNK, let file = unsafe realpath(path, nil)
    else { return path }
    defer { unsafe free(file) }
    return unsafe String(cString: file)
  }

  /// Writes all bytes. A closed pipe is not an error; see `isClosed`.
  package func write(_ bytes: Span<UInt8>) throws(FileError) {
    guard !isClosed else { return }
    hash?.update(bytes)
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes.extracting(start..<bytes.count).withUnsafeBytes { bytes in
        unsafe Self.write(descriptor, bytes)
      }
      if count >= 0 {
        start += count
        bytesWritten += count
      } else if errno == EPIPE {
        isClosed = true
        return
      } else if errno != EINTR {
        throw FileError(path ?? "<stdout>", "write")
      }
    }
  }

  /// The file at a path, or standard output where there is none.
  ///
  /// - Parameter hashes: whether its SHA-256 is wanted.
  package static func to(_ path: String?, hashes: Bool = false) throws(FileError) -> OutputFile {
    guard let path else { return OutputFile(hashes: hashes) }
    return try OutputFile(path: path, hashes: hashes)
  }

  /// Writes a whole file, or to standard output where there is no path.
  package static func write(_ text: String, to path: String?) throws(FileError) {
    let file = try to(path)
    try file.write(text)
    try file.commit()
  }

  /// The SHA-256 of what has been written, where it was asked for. Nothing is written after it.
  package func finishHash() -> String? { hash?.finish() }

  /// Flushes the bytes to disk: nothing is written after it, and what can fail for want of space has.
  package func finish() throws(FileError) {
    guard isOpen, let path else { return }
    isOpen = false
    guard temporary != nil else {
      guard closeDescriptor() else { throw FileError(path, "write") }
      return
    }
    copyPermissions(of: target)
    // Some file systems report a full disk only here.
    let isFlushed = fsync(descriptor) == 0 || errno == EINVAL
    let flushError = FileError(path, "write")
    guard closeDescriptor(), isFlushed else {
      throw isFlushed ? FileError(path, "write") : flushError
    }
  }

  /// Puts the file in the place of the old one, at once.
  package func commit() throws(FileError) {
    try finish()
    guard let path, let temporary else { return }
    let isRenamed = unsafe temporary.path.withCString { old in
      unsafe target.withCString { new in unsafe rename(old, new) == 0 }
    }
    guard isRenamed else { throw FileError(path, "replace") }
    isCommitted = true
    Interruption.hasLeft(temporary.entry)
  }

  /// Removes a file that an earlier run left, where there is one that could be replaced.
  package static func remove(_ path: String) throws(FileError) {
    var status = stat()
    let isFile =
      unsafe path.withCString { unsafe lstat($0, &status) } == 0
      && (status.st_mode & S_IFMT == S_IFREG || status.st_mode & S_IFMT == S_IFLNK)
    guard isFile else { return }
    let isRemoved = unsafe path.withCString { unsafe unlink($0) } == 0
    guard isRemoved || errno == ENOENT else { throw FileError(path, "remove") }
  }

  private func closeDescriptor() -> Bool { close(descriptor) == 0 }

  /// A replaced file keeps its mode.
  private func copyPermissions(of path: String) {
    var status = stat()
    if unsafe path.withCString({ unsafe stat($0, &status) }) == 0 {
      _ = fchmod(descriptor, status.st_mode & 0o7777)
    }
  }

  private func removeTemporary() {
    guard let temporary else { return }
    _ = unsafe temporary.path.withCString { unsafe unlink($0) }
    Interruption.hasLeft(temporary.entry)
  }

  /// Writes as many of the bytes as the system takes at once; below 0 where it failed.
  static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int {
    unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0) }
  }

  private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      unsafe Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }
}
