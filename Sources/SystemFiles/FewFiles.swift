package import PlainText

/// A process that may have too few files open: the system's own threads need some, and end the process
/// where they get none.
package struct FewFiles: Fault {
  /// More than a run ever has open at once.
  static let needed: Int32 = 32

  let limit: UInt

  package var family: FaultFamily { .file }
  package var description: String {
    "only \(limit) files may be open at once, and \(Self.needed) are needed; raise it with ulimit -n"
  }
}
