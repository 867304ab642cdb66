import Foundation

/// Stores the records that a gateway wrote to its log because its store did not take them in time.
public struct Replay {
  /// What a log line with such a record says.
  static let message = "record not stored yet"

  private let store: RecordStore

  /// Opens the records of a gateway, running or not.
  public init(database path: String) throws { store = try RecordStore(path: path) }

  /// Stores the records of a log, and returns how many there were. A record that is in the store stays
  /// as it is there, so a log can be replayed twice.
  public func run(log path: String) async throws -> Int {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    var count = 0
    var pending = Data()
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      pending += piece
      guard let end = pending.lastIndex(of: UInt8(ascii: "\n")) else { continue }
      count += try await store(lines: pending[...end])
      pending = Data(pending[(end + 1)...])
    }
    return try await count + store(lines: pending)
  }

  private func store(lines: Data) async throws -> Int {
    let records = lines.split(separator: UInt8(ascii: "\n")).compactMap(Self.record)
    if !records.isEmpty { try await store.insert(records) }
    return records.count
  }

  /// The record in a line of a log; `nil` where there is none.
  private static func record(line: Data) -> GenerationRecord? {
    guard let fields = JSONMembers(Array(line)), fields.string("message") == message,
      let record = fields.string("record")
    else { return nil }
    return JSONMembers(Array(record.utf8)).flatMap(GenerationRecord.init(json:))
  }
}
