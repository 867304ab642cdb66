internal import PlainText

/// What the process says on standard error. Data never goes there, and nothing else to standard
/// output.
package final class Diagnostics {
  /// Errors that are shown in full; the rest are only counted.
  private static let shown = 10

  package let isTerminal: Bool
  let usesColor: Bool
  private var count = 0

  package init(usesColor: Bool? = nil) {
    isTerminal = Descriptor.standardError.isTerminal
    self.usesColor = usesColor ?? isTerminal
  }

  /// Shows one of perhaps many errors; those that are not shown are not even put into words.
  package func report(_ error: @autoclosure () -> String) {
    count += 1
    guard count <= Self.shown else { return }
    let error = error().printable
    send(
      (usesColor ? error.replacingFirst("error:", with: "\u{1B}[31merror:\u{1B}[0m") : error) + "\n"
    )
  }

  /// Says how many errors were not shown.
  package func finish() {
    if count > Self.shown { write("… and \(count - Self.shown) more like these\n") }
  }

  /// Writes lines.
  package func write(_ text: String) { send(text.printableLines) }

  /// Writes over the last line of a terminal.
  package func rewriteLine(_ text: String) { send("\r\u{1B}[K" + text.printable) }

  /// Clears a terminal, for what is shown again and again.
  package func clearScreen() {
    if isTerminal { send("\u{1B}[H\u{1B}[2J") }
  }

  /// Writes text unchanged. There is nowhere to report a failure.
  private func send(_ text: String) {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let written = Descriptor.standardError.write(bytes.span.extracting(start..<bytes.count))
      guard written > 0 else { return }
      start += written
    }
  }
}

extension String {
  fileprivate func replacingFirst(_ word: String, with other: String) -> String {
    var bytes = Array(utf8)
    let word = Array(word.utf8)
    guard bytes.count >= word.count else { return self }
    for start in 0...(bytes.count - word.count)
    where Array(bytes[start..<(start + word.count)]) == word {
      bytes.replaceSubrange(start..<(start + word.count), with: other.utf8)
      return String(decoding: bytes, as: UTF8.self)
    }
    return self
  }
}
