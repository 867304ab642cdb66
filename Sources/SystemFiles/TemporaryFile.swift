/// A file beside a target, whose place it takes when it is complete.
///
/// Its name is `NAME.eco-calc-RANDOM.tmp`, so that a leftover of a killed process can be told. It is
/// always a new file, and nobody else can open it before it is complete, whoever may write in the
/// directory.
struct TemporaryFile {
  let descriptor: Descriptor
  private let target: String
  private let path: String
  private let entry: Interruption.Entry

  /// The longest name that file systems have, in bytes.
  private static let longestName = 255

  /// - Parameters:
  ///   - name: what is to be replaced. A link stays one: what it leads to is replaced, unless that is
  ///     nothing.
  ///   - random: what the names that are tried differ in.
  init(
    for name: String, random: () -> UInt64 = { .random(in: .min ... .max) }
  ) throws(FileError) {
    target = try Self.target(name)
    var attempts = 16
    while true {
      let path = Self.path(beside: target, random())
      let entry = Interruption.register(path)
      if let descriptor = Descriptor.creating(path) {
        (self.descriptor, self.path, self.entry) = (descriptor, path, entry)
        return
      }
      let reason = Errno.last
      Interruption.forget(entry)
      attempts -= 1
      guard reason == .exists, attempts > 0 else { throw FileError(name, "write", reason) }
    }
  }

  private static func target(_ name: String) throws(FileError) -> String {
    // The system may refuse to follow somebody else's link, which `Path.real` would.
    let status = FileStatus(of: name)
    guard status != nil || Errno.last == .missing else { throw FileError(name, "write") }
    guard status?.kind != .directory else {
      throw FileError(name, "write", reason: "it is a directory")
    }
    return FileStatus(ofLink: name)?.kind == .link ? Path.real(name) ?? name : name
  }

  private static func path(beside target: String, _ random: UInt64) -> String {
    let suffix = ".eco-calc-\(String(random, radix: 36)).tmp"
    let (directory, whole) = Path.parts(target)
    var name = whole
    while name.utf8.count + suffix.utf8.count > longestName { name.unicodeScalars.removeLast() }
    return directory + name + suffix
  }

  /// Gives it the owner, the group and the mode of what it replaces, or those of a new file. Where the
  /// group cannot be kept, its members may do what all may.
  func takePermissions() {
    guard let old = FileStatus(ofLink: target), old.kind == .file else {
      _ = descriptor.setMode(0o666 & ~Environment.modeMask)
      return
    }
    let keepsGroup =
      descriptor.setOwner(old.owner, group: old.group)
      || descriptor.setOwner(nil, group: old.group)
    _ = descriptor.setMode(keepsGroup ? old.mode : old.mode & 0o707 | (old.mode & 0o007) << 3)
  }

  /// Replaces the target with it, atomically.
  func replaceTarget() -> Bool {
    guard Path.move(path, to: target) else { return false }
    Interruption.forget(entry)
    return true
  }

  /// Flushes the target's new name.
  func flushTarget() -> Bool { Path.flushEntry(target) }

  /// Removes it where it has replaced nothing.
  func remove() {
    _ = Path.remove(path)
    Interruption.forget(entry)
  }
}
