import Foundation
import Logging

/// Logs as one JSON object a line, on standard error.
struct JSONLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level
  private let label: String

  init(label: String, level: Logger.Level) {
    self.label = label
    logLevel = level
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    let line = JSONText.object(
      [
        ("time", JSONText.string("\(Timestamp.now)")),
        ("level", JSONText.string(event.level.rawValue)), ("logger", JSONText.string(label)),
        ("message", JSONText.string("\(event.message)")),
      ] + fields.map { ($0.key, JSONText.string("\($0.value)")) })
    // A log that cannot be written must not end the gateway.
    try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
  }
}
