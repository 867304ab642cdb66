import Foundation
import GRDB
import Synchronization

/// The records, in an SQLite file.
final class RecordStore: Sendable {
  /// The file was removed or replaced under the gateway: what was written went to one that nobody has.
  struct Replaced: Error, CustomStringConvertible {
    let description = "the database file was replaced"
  }

  private struct Opened: Sendable {
    let pool: DatabasePool
    let identity: FileIdentity?
  }

  private let path: String
  /// `nil`: given up, and not opened anew yet.
  private let opened: Mutex<Opened?>

  /// Opens the file, and makes it and its table where they are missing.
  init(path: String) throws {
    self.path = path
    opened = Mutex(try Self.open(path))
  }

  /// Keeps records, all or none; those that are there already stay as they are. It is not given up
  /// when the task of the request is cancelled: an aborted stream is recorded like any other.
  func insert(_ records: [GenerationRecord]) async throws {
    let pool = try inPlace()
    try await withCheckedThrowingContinuation { continuation in
      pool.asyncWrite { database in
        let statement = try database.cachedStatement(sql: Self.insertion)
        for record in records { try statement.execute(arguments: record.arguments) }
      } completion: { _, result in
        continuation.resume(with: result)
      }
    }
    if !isInPlace { throw Replaced() }
  }

  /// Removes some of the records created before a moment, and says how many.
  func removeSome(before end: Timestamp) async throws -> Int {
    try await inPlace().write { database in
      try database.execute(
        sql: """
          DELETE FROM generations WHERE generation_id IN
          (SELECT generation_id FROM generations WHERE created_at < ? LIMIT 1000)
          """,
        arguments: ["\(end)"])
      return database.changesCount
    }
  }

  func record(id: String) async throws -> GenerationRecord? {
    try await pool.read { database in
      try Row.fetchOne(
        database, sql: "SELECT * FROM generations WHERE generation_id = ?", arguments: [id]
      ).map(GenerationRecord.init(row:))
    }
  }

  /// Hands over the records created at or after one moment and before another, oldest first, without
  /// holding them all.
  func forEachRecord(
    from start: String, to end: String, _ body: (GenerationRecord) throws -> Void
  ) throws {
    try pool.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT * FROM generations WHERE created_at >= ? AND created_at < ?
          ORDER BY created_at, generation_id
          """,
        arguments: [start, end])
      while let row = try rows.next() { try body(GenerationRecord(row: row)) }
    }
  }

  /// Some of the records of a key that a filter lets through, the newest first.
  ///
  /// - Parameter last: the one before them.
  func page(
    _ filter: RecordFilter, key: String, after last: GenerationRecord?, length: Int
  ) async throws -> [GenerationRecord] {
    let (start, end) = filter.bounds
    return try await pool.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM generations WHERE key_id = :key
          AND created_at >= :start AND created_at < :end
          AND (:last IS NULL OR (created_at, generation_id) < (:last, :id))
          AND (:model IS NULL OR resolved_model = :model)
          AND (:region IS NULL OR region = :region) AND (:status IS NULL OR status = :status)
          ORDER BY created_at DESC, generation_id DESC LIMIT :length
          """,
        arguments: [
          "key": key, "start": start, "end": end, "last": last.map { "\($0.createdAt)" },
          "id": last?.generationID, "model": filter.model, "region": filter.region,
          "status": filter.status?.rawValue, "length": length,
        ]
      ).map(GenerationRecord.init(row:))
    }
  }

  /// Whether the file is the one that was opened, and can be read.
  func check() async throws {
    guard isInPlace else { throw Replaced() }
    _ = try await pool.read { try Int.fetchOne($0, sql: "SELECT 1 FROM generations LIMIT 1") }
  }

  func close() throws { try opened.withLock { $0 }?.pool.close() }

  /// What went wrong, without the statement that did.
  static func reason(_ error: any Error) -> String {
    (error as? DatabaseError)?.message ?? "\(error)"
  }

  private var pool: DatabasePool {
    get throws {
      guard let opened = opened.withLock({ $0 }) else { throw Replaced() }
      return opened.pool
    }
  }

  private var isInPlace: Bool {
    opened.withLock { $0.map { $0.identity == FileIdentity(path) } ?? false }
  }

  /// The database, opened anew where another file has taken its place.
  private func inPlace() throws -> DatabasePool {
    try opened.withLock { opened in
      if let current = opened, current.identity == FileIdentity(path) { return current.pool }
      try opened?.pool.close()
      opened = nil
      let current = try Self.open(path)
      opened = current
      return current.pool
    }
  }

  private static func open(_ path: String) throws -> Opened {
    if !FileManager.default.fileExists(atPath: path) {
      // SQLite gives the files beside it the same mode.
      _ = FileManager.default.createFile(
        atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    }
    var configuration = GRDB.Configuration()
    configuration.busyMode = .timeout(1)
    configuration.prepareDatabase { database in
      // With the write-ahead log a crash of the process loses nothing; one of the machine may lose the
      // last moments, never the file.
      try database.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    let pool = try DatabasePool(path: path, configuration: configuration)
    try migrator.migrate(pool)
    return Opened(pool: pool, identity: FileIdentity(path))
  }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("records") { try $0.execute(sql: schema) }
    migrator.registerMigration("latency and estimated usage") {
      try $0.execute(
        sql: """
          ALTER TABLE generations ADD COLUMN latency_ms INTEGER;
          ALTER TABLE generations ADD COLUMN usage_estimated BOOLEAN;
          """)
    }
    return migrator
  }

  /// Figures are text: SQLite's numbers would lose their last digits.
  private static let schema = """
    CREATE TABLE IF NOT EXISTS generations (
      generation_id TEXT PRIMARY KEY, created_at TEXT NOT NULL, completed_at TEXT NOT NULL,
      key_id TEXT NOT NULL, requested_model TEXT, resolved_model TEXT, provider TEXT, region TEXT,
      prompt_tokens INTEGER, completion_tokens INTEGER, total_tokens INTEGER, cached_tokens INTEGER,
      cost_credits TEXT, eco_energy_wh TEXT, eco_carbon_g TEXT, eco_carbon_per_1k_tokens_g TEXT,
      eco_accuracy TEXT, eco_methodology_version TEXT, eco_omitted TEXT, status TEXT NOT NULL,
      error_code TEXT, routing_trace TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS generations_by_time ON generations (created_at);
    """

  private static let insertion = """
    INSERT OR IGNORE INTO generations VALUES (
      :generation_id, :created_at, :completed_at, :key_id, :requested_model, :resolved_model,
      :provider, :region, :prompt_tokens, :completion_tokens, :total_tokens, :cached_tokens,
      :cost_credits, :eco_energy_wh, :eco_carbon_g, :eco_carbon_per_1k_tokens_g, :eco_accuracy,
      :eco_methodology_version, :eco_omitted, :status, :error_code, :routing_trace, :latency_ms,
      :usage_estimated)
    """
}

extension GenerationRecord {
  fileprivate var arguments: StatementArguments {
    [
      "generation_id": generationID, "created_at": "\(createdAt)",
      "completed_at": "\(completedAt)", "key_id": keyID, "requested_model": requestedModel,
      "resolved_model": resolvedModel, "provider": provider, "region": region,
      "prompt_tokens": promptTokens, "completion_tokens": completionTokens,
      "total_tokens": totalTokens, "cached_tokens": cachedTokens, "cost_credits": costCredits,
      "eco_energy_wh": eco?.energy, "eco_carbon_g": eco?.carbon,
      "eco_carbon_per_1k_tokens_g": eco?.carbonPer1kTokens, "eco_accuracy": eco?.accuracy,
      "eco_methodology_version": eco?.methodologyVersion, "eco_omitted": ecoOmitted,
      "status": status.rawValue, "error_code": errorCode, "routing_trace": routingTrace,
      "latency_ms": latencyMilliseconds, "usage_estimated": usageEstimated ? true : nil,
    ]
  }

  fileprivate init(row: Row) {
    let createdAt: String = row["created_at"]
    let completedAt: String = row["completed_at"]
    let status: String = row["status"]
    self.init(
      generationID: row["generation_id"],
      createdAt: Timestamp(createdAt) ?? Timestamp(milliseconds: 0), keyID: row["key_id"])
    self.completedAt = Timestamp(completedAt) ?? self.createdAt
    requestedModel = row["requested_model"]
    resolvedModel = row["resolved_model"]
    provider = row["provider"]
    region = row["region"]
    promptTokens = row["prompt_tokens"]
    completionTokens = row["completion_tokens"]
    totalTokens = row["total_tokens"]
    cachedTokens = row["cached_tokens"]
    costCredits = row["cost_credits"]
    eco = Eco(row: row)
    ecoOmitted = row["eco_omitted"]
    self.status = Status(rawValue: status) ?? .gatewayError
    errorCode = row["error_code"]
    routingTrace = row["routing_trace"]
    // Records of an earlier version have none of their own.
    latencyMilliseconds = row["latency_ms"] ?? durationMilliseconds
    usageEstimated = row["usage_estimated"] ?? false
  }
}

extension GenerationRecord.Eco {
  fileprivate init?(row: Row) {
    guard let energy: String = row["eco_energy_wh"], let carbon: String = row["eco_carbon_g"],
      let carbonPer1kTokens: String = row["eco_carbon_per_1k_tokens_g"],
      let accuracy: String = row["eco_accuracy"],
      let methodologyVersion: String = row["eco_methodology_version"]
    else { return nil }
    self.init(
      energy: energy, carbon: carbon, carbonPer1kTokens: carbonPer1kTokens, accuracy: accuracy,
      methodologyVersion: methodologyVersion)
  }
}

/// Which file a path leads to.
private struct FileIdentity: Equatable {
  private let device: Int
  private let number: Int

  /// `nil`: to none.
  init?(_ path: String) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let device = attributes?[.systemNumber] as? Int,
      let number = attributes?[.systemFileNumber] as? Int
    else { return nil }
    self.device = device
    self.number = number
  }
}
