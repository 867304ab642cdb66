@testable import UsageLogs

/// A text with bytes after its end that are none of it, as the scanners read it: in a block, the next
/// record's or an earlier block's.
struct PaddedText {
  let bytes: [UInt8]
  /// The end of the text itself.
  let end: Int

  /// - Parameter filler: what stands after the end.
  init(_ text: some Sequence<UInt8>, filler: UInt8 = 0) {
    let text = Array(text)
    bytes = text + [UInt8](repeating: filler, count: Words.slack)
    end = text.count
  }

  init(_ text: String, filler: UInt8 = 0) { self.init(text.utf8, filler: filler) }

  /// What may stand after a text and would change it if it were read: white space, a digit, what ends
  /// a string, a container, a line.
  static let fillers = Array("\0 0\"\\}],\n".utf8) + [0x80]
}
