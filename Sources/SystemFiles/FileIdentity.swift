/// Which file a path means, however it is written.
package enum FileIdentity: Hashable {
  case file(device: UInt64, inode: UInt64)
  /// One that is not there yet: its path without links.
  case missing(String)

  package init(_ path: String) {
    if let status = FileStatus(of: path) {
      self.init(status)
    } else {
      let (directory, name) = Path.parts(path)
      self = .missing("\(Path.real(directory) ?? directory)/\(name)")
    }
  }

  private init(_ status: FileStatus) { self = .file(device: status.device, inode: status.inode) }

  /// The file that standard input is read from; `nil` where it is no file.
  package static var standardInput: FileIdentity? { of(.standardInput) }

  /// The file that standard output is written to; `nil` where it is no file.
  package static var standardOutput: FileIdentity? { of(.standardOutput) }

  private static func of(_ descriptor: Descriptor) -> FileIdentity? {
    descriptor.status.flatMap { $0.kind == .file ? FileIdentity($0) : nil }
  }
}
