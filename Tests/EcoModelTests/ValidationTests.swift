import Foundation
import Testing

/// How well the methods predict measured GPU energy, computed here apart from the product and from
/// `Scripts/validation.py`, in floating point.
@Suite("The validation against ML.ENERGY's measurements")
struct ValidationTests {
  private static let promptTokens = ["lm-arena-chat": 200.0, "gpqa": 300, "sourcegraph-fim": 2900]
  private static let weightBits = ["bfloat16": 16.0, "fp8": 8, "mxfp4": 4]
  private static let methods = 5

  /// A measured row with what the methods say about it.
  private struct Row {
    let gpu: String
    let sequences: Int
    let task: String
    /// Predicted over measured joules per output token, by method.
    let ratios: [String: Double]
  }

  private static func rows() throws -> [Row] {
    let folder = "Tests/EcoModelTests/Fixtures"
    let shapes = Dictionary(
      uniqueKeysWithValues: try Repository.table("\(folder)/measured-models.csv").map {
        ($0["model", default: ""], $0)
      })
    return try Repository.table("\(folder)/measured-energy.csv").compactMap { row in
      guard let prompt = promptTokens[row["task", default: ""]] else { return nil }
      func number(_ name: String, in row: [String: String]) throws -> Double {
        try #require(Double(row[name, default: ""]), "\(name)")
      }
      let shape = try #require(shapes[row["model", default: ""]])
      let active = try number("active_params_b", in: row)
      let total = try number("total_params_b", in: row)
      let output = try number("avg_output_tokens", in: row)
      let bits = try #require(weightBits[row["precision", default: ""]])
      let kvBytes = try number("kv_bytes", in: shape)
      let width = try number("attention_width", in: shape)
      let prefill = 0.003 * active * prompt + 6e-12 * width * prompt * prompt / 2
      let decode =
        0.045 + bits / 16 * (0.010 * active + 0.0085 * (total - active))
        + 1.6e-10 * kvBytes * (prompt + output / 2)
      /// For so many sequences at once; the reference rounds the parameters read to whole ones.
      func v2(_ sequences: Double) -> Double {
        let arithmetic = (0.001 + 0.002 * bits / 16) * active
        let read = active * total / (total + active * sequences)
        return (arithmetic * prompt + 4.5e-12 * width * prompt * prompt / 2) / output + arithmetic
          + 0.045 + 0.55 * bits / 16 * read + 1e-10 * kvBytes * (prompt + output / 2)
      }
      var gpus = 1.0
      while gpus * 80 < 1.2 * total * 2 { gpus *= 2 }
      let current = (1.16653e-6 * exp(-0.0112059 * 64) * active + 4.05293e-5) * gpus * 3600
      let measured = try number("joules_per_output_token", in: row)
      return Row(
        gpu: row["gpu", default: ""], sequences: Int(try number("max_num_seqs", in: row)),
        task: row["task", default: ""],
        ratios: [
          "v1-2026-11": (prefill / output + decode) / measured,
          "EcoLogits 0.9-0.11": current / measured,
          "ecologits-0.4": (8.91e-5 * active + 1.43e-3) * 3600 / measured,
          "v2-2026-12 at 64": v2(64) / measured,
          "v2-2026-12 concurrency said": v2(try number("batch", in: row)) / measured,
        ])
    }
  }

  private static let sets: [String: @Sendable (Row) -> Bool] = [
    "H100 at 64 (fitted)": { $0.gpu == "H100" && $0.sequences == 64 },
    "of them long reasoning (gpqa)": {
      $0.gpu == "H100" && $0.sequences == 64 && $0.task == "gpqa"
    },
    "B200 at 64 (never fitted)": { $0.gpu == "B200" && $0.sequences == 64 },
    "H100 at any of 16 to 256": { $0.gpu == "H100" && (16...256).contains($0.sequences) },
    "H100 at 128": { $0.gpu == "H100" && $0.sequences == 128 },
    "H100 at 256": { $0.gpu == "H100" && $0.sequences == 256 },
  ]

  @Test("comes out as published")
  func published() throws {
    let rows = try Self.rows()
    let expected = try Repository.table("Tests/EcoModelTests/Fixtures/validation-expected.csv")
    #expect(expected.count == Self.methods * Self.sets.count)
    for line in expected {
      let isMember = try #require(Self.sets[line["rows", default: ""]])
      let ratios = try rows.filter(isMember)
        .map { try #require($0.ratios[line["method", default: ""]]) }.sorted()
      #expect(line["count"] == "\(ratios.count)")
      let errors = ratios.map { max($0, 1 / $0) }.sorted()
      for (name, value) in [
        ("median_error", percentile(0.5, of: errors)),
        ("within_1_5", Double(errors.count { $0 <= 1.5 }) / Double(errors.count)),
        ("within_2", Double(errors.count { $0 <= 2 }) / Double(errors.count)),
        ("p10", percentile(0.1, of: ratios)), ("p90", percentile(0.9, of: ratios)),
      ] {
        let published = try #require(Double(line[name, default: ""]))
        #expect(abs(value - published) <= 0.000_050_1, "\(line): \(name) is \(value)")
      }
    }
  }

  /// Linear between the neighbours.
  private func percentile(_ part: Double, of sorted: [Double]) -> Double {
    let place = part * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
  }
}
