/// What is cleaned up when a signal ends the process: temporary files that are being written.
///
/// A handler may only do little, so the paths stand in memory that is never freed nor moved, and it
/// unlinks them, restores the signal's own effect and raises it again.
package enum Interruption {
  /// A file that is to go when the process is interrupted.
  @safe struct Entry {
    fileprivate let node: UnsafeMutablePointer<Node>
  }

  /// A path, empty once its file is there to stay, and the file that was begun before it.
  @safe fileprivate struct Node {
    let path: UnsafeMutablePointer<CChar>
    let next: UnsafeMutablePointer<Node>?
  }

  /// The file begun last. Written by the one task that opens files; read by the handler.
  nonisolated(unsafe) private static var last: UnsafeMutablePointer<Node>?

  /// Prepares the process, before it opens anything: closed standard descriptors are filled, handlers
  /// installed, and failed writes are reported as errors instead of by signals.
  ///
  /// - Throws: `FewFiles`.
  package static func install() throws(FewFiles) {
    Descriptor.fillStandard()
    Signals.failWrites()
    Signals.onEnd { number in
      Interruption.removeAll()
      Signals.end(number)
    }
    guard Descriptor.mayBe(FewFiles.needed) else {
      let limit = Descriptor.raiseLimit()
      guard Descriptor.mayBe(FewFiles.needed) else { throw FewFiles(limit: limit) }
      return
    }
  }

  /// Notes a file that is about to be made.
  static func register(_ path: String) -> Entry {
    let bytes = path.utf8.map { CChar(bitPattern: $0) } + [0]
    let memory = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    for index in bytes.indices { unsafe memory[index] = bytes[index] }
    let node = UnsafeMutablePointer<Node>.allocate(capacity: 1)
    unsafe node.initialize(to: Node(path: memory, next: last))
    unsafe last = node
    return unsafe Entry(node: node)
  }

  /// Notes that a file is there to stay, or gone already.
  static func forget(_ entry: Entry) { unsafe entry.node.pointee.path.pointee = 0 }

  private static func removeAll() {
    var next = unsafe last
    while let node = unsafe next {
      if unsafe node.pointee.path.pointee != 0 {
        _ = unsafe Path.remove(bytes: node.pointee.path)
      }
      unsafe next = node.pointee.next
    }
  }
}
