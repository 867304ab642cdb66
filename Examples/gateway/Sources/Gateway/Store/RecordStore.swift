import GRDB

/// The records, in an SQLite file.
final class RecordStore: Sendable {
  private let database: DatabasePool

  /// Opens the file, and makes it and its table where they are missing.
  init(path: String) throws {
    var configuration = GRDB.Configuration()
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { database in
      // With the write-ahead log a crash of the process loses nothing; one of the machine may lose the
      // last moments, never the file.
      try database.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    database = try DatabasePool(path: path, configuration: configuration)
    try database.write { try $0.execute(sql: Self.schema) }
  }

  /// Keeps a record. It is not given up when the task of the request is cancelled: an aborted stream
  /// is recorded like any other.
  func insert(_ record: GenerationRecord) async throws {
    try await withCheckedThrowingContinuation { continuation in
      database.asyncWrite { database in
        try database.cachedStatement(sql: Self.insertion).execute(arguments: record.arguments)
      } completion: { _, result in
        continuation.resume(with: result)
      }
    }
  }

  func record(id: String) async throws -> GenerationRecord? {
    try await database.read { database in
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
    try database.read { database in
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

  /// Whether the file can be read.
  func check() async throws {
    _ = try await database.read { try Int.fetchOne($0, sql: "SELECT 1 FROM generations LIMIT 1") }
  }

  func close() throws { try database.close() }

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
    INSERT INTO generations VALUES (
      :generation_id, :created_at, :completed_at, :key_id, :requested_model, :resolved_model,
      :provider, :region, :prompt_tokens, :completion_tokens, :total_tokens, :cached_tokens,
      :cost_credits, :eco_energy_wh, :eco_carbon_g, :eco_carbon_per_1k_tokens_g, :eco_accuracy,
      :eco_methodology_version, :eco_omitted, :status, :error_code, :routing_trace)
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
