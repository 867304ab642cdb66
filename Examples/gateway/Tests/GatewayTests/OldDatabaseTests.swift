import Foundation
import GRDB
import Testing

@testable import Gateway

@Suite struct OldDatabaseTests {
  @Test func `a file of an earlier version is read and written`() async throws {
    try await withDirectory { directory in
      let path = directory.appendingPathComponent("a.sqlite").path
      let old = try DatabaseQueue(path: path)
      try await old.write { database in
        try database.execute(
          sql: """
            CREATE TABLE generations (
              generation_id TEXT PRIMARY KEY, created_at TEXT NOT NULL, completed_at TEXT NOT NULL,
              key_id TEXT NOT NULL, requested_model TEXT, resolved_model TEXT, provider TEXT,
              region TEXT, prompt_tokens INTEGER, completion_tokens INTEGER, total_tokens INTEGER,
              cached_tokens INTEGER, cost_credits TEXT, eco_energy_wh TEXT, eco_carbon_g TEXT,
              eco_carbon_per_1k_tokens_g TEXT, eco_accuracy TEXT, eco_methodology_version TEXT,
              eco_omitted TEXT, status TEXT NOT NULL, error_code TEXT, routing_trace TEXT NOT NULL
            ) WITHOUT ROWID;
            INSERT INTO generations (
              generation_id, created_at, completed_at, key_id, status, routing_trace)
            VALUES (
              'gen_old', '2026-01-14T09:30:01.120Z', '2026-01-14T09:30:01.842Z', 'k', 'ok', '[]');
            """)
      }
      try old.close()
      let store = try RecordStore(path: path)
      let record = try #require(try await store.record(id: "gen_old"))
      #expect(record.latencyMilliseconds == 722)
      let new = GenerationRecord(
        generationID: "gen_new", createdAt: Timestamp(milliseconds: 5), keyID: "k")
      try await store.insert([new])
      #expect(try await store.record(id: "gen_new") == new)
      try store.close()
    }
  }
}
