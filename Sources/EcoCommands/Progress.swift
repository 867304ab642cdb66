internal import SystemFiles

/// One line on a terminal that says how far a run is. Off a terminal it says nothing.
final class Progress {
  private let diagnostics: Diagnostics
  private let isShown: Bool
  private let clock = ContinuousClock()
  private var file: InputFile?
  private var started: ContinuousClock.Instant
  private var shown: ContinuousClock.Instant

  init(_ diagnostics: Diagnostics, isQuiet: Bool) {
    self.diagnostics = diagnostics
    isShown = diagnostics.isTerminal && !isQuiet
    started = clock.now
    shown = started
  }

  /// A block of a file has been written.
  func advance(_ file: InputFile) {
    guard isShown else { return }
    if self.file !== file {
      self.file = file
      started = clock.now
      shown = started
    }
    guard clock.now - shown > .milliseconds(200) else { return }
    shown = clock.now
    let seconds = Self.seconds(shown - started)
    let rate = Double(file.bytesRead) / seconds
    var line = "\(file.name): \(Self.megabytes(file.bytesRead)) MB"
    if let size = file.size, size > 0 {
      let left = Int(Double(size - min(size, file.bytesRead)) / max(rate, 1))
      line += " of \(Self.megabytes(size)), \(100 * file.bytesRead / size) %, \(left) s left"
    }
    line += ", \(Self.megabytes(Int(rate))) MB/s"
    diagnostics.rewriteLine(line)
  }

  /// The line goes.
  func finish() {
    if isShown, file != nil { diagnostics.rewriteLine("") }
  }

  private static func megabytes(_ bytes: Int) -> Int { bytes / 1_000_000 }

  private static func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
