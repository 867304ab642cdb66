import EcoModel
import Foundation

/// Writes the records of one day as a log that `eco-calc` reads.
public struct Export {
  /// A format of a log.
  public enum Format: String, Sendable, CaseIterable {
    /// JSON lines.
    case jsonl
    /// CSV with a header.
    case csv
  }

  private let store: RecordStore

  /// Opens the records of a gateway, running or not.
  public init(database path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: path])
    }
    store = try RecordStore(path: path)
  }

  /// Writes every record created on a day (UTC), oldest first, and returns how many there were.
  ///
  /// A file is written beside its target and then renamed: what was there stays whole until the new
  /// one is.
  public func write(day: UTCDay, format: Format, to path: String) throws -> Int {
    let draft = path + ".part"
    guard FileManager.default.createFile(atPath: draft, contents: nil),
      let file = FileHandle(forWritingAtPath: draft)
    else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: draft]) }
    let count = try write(day: day, format: format) { try file.write(contentsOf: $0) }
    try file.synchronize()
    try file.close()
    guard rename(draft, path) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
    return count
  }

  func write(day: UTCDay, format: Format, _ output: (Data) throws -> Void) throws -> Int {
    var count = 0
    var pending = Data()
    func line(_ text: String) throws {
      pending += Data((text + "\n").utf8)
      guard pending.count > 1 << 16 else { return }
      try output(pending)
      pending.removeAll(keepingCapacity: true)
    }
    if format == .csv { try line(GenerationRecord.csvHeader) }
    let next = UTCDay(unixSeconds: (Int64(day.daysSinceEpoch) + 1) * 86400)
    try store.forEachRecord(from: "\(day)", to: "\(next)") { record in
      count += 1
      try line(format == .csv ? record.csv : record.json)
    }
    try output(pending)
    return count
  }
}
