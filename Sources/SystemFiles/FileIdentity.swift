/// Which file a path means, however it is written.
package enum FileIdentity: Hashable {
  case file(device: UInt64, inode: UInt64)
  /// One that is not there yet: its path without links.
  case missing(String)

  package init(_ path: String) {
    if let status = FileStatus(of: path) {
      self = .file(device: status.device, inode: status.inode)
    } else {
      let (directory, name) = Path.parts(path)
      self = .missing("\(Path.real(directory) ?? directory)/\(name)")
    }
  }
}
