/// A record that could not be read, as the lane that met it knows it.
package struct Reject: Sendable {
  /// Lines before it in its block.
  let line: Int
  /// The byte in the line, as far as that is in the block, from 1.
  let column: Int
  let code: RejectCode
  let message: String
  /// The record's bytes in the input.
  let raw: [UInt8]
}

/// Stable codes of records that cannot be read.
enum RejectCode: String, Sendable {
  case badNumber = "bad_number"
  case badTime = "bad_time"
  case totalMismatch = "total_mismatch"
  case cachedExceedsPrompt = "cached_exceeds_prompt"
  case raggedRow = "ragged_row"
  case malformedCSV = "malformed_csv"
  case malformedJSON = "malformed_json"
  case notAnObject = "not_an_object"
  case tooLong = "too_long"
  case noTokenCounts = "no_token_counts"
  case duplicateConflict = "duplicate_conflict"
}

extension Reject {
  /// A record that is too long to be held, of which only the start is known.
  init(oversized start: [UInt8]) {
    self.init(
      line: 0, column: 1, code: .tooLong,
      message: "a record of more than \(BlockReader.maximumRecord) bytes; only its start is"
        + " kept here", raw: start)
  }
}
