import EcoModel
import Foundation
import Testing

/// `calc --grid`: factors of a caller's own by time.
@Suite("--grid")
struct GridOptionTests {
  /// Whether the newest methodology takes a series; those before v2 do not.
  private static let isKnown = Methodology.newest(of: .newest).knowsSeries

  private static let methodology = Methodology.newest(of: .newest).id
  private static let header = "zone,start,end,g_per_kwh,basis,source\n"
  private static let columns =
    "generation_id,created_at,resolved_model,provider,region,prompt_tokens,cached_tokens,"
    + "completion_tokens\n"

  private static func record(
    _ id: String, _ time: String, region: String = "eu-west-1", tokens: String = "900,100,300"
  ) -> String {
    "\(id),\(time),openai/gpt-4o-mini,openai,\(region),\(tokens)\n"
  }

  /// The rows by their id.
  private func rows(_ text: String) -> [String: [String: String]] {
    Dictionary(
      Delimited.rows(text).map { ($0["generation_id"] ?? "", $0) }, uniquingKeysWith: { $1 })
  }

  private func decimal(_ text: String?) throws -> Decimal {
    try #require(text.flatMap { Decimal(string: $0) })
  }

  @Test(
    "charges a record by the slot of its start, and a day by the mean of its slots",
    .enabled(if: isKnown))
  func slots() throws {
    let run = try Scratch()
    try run.write(
      "grid.csv",
      Self.header + """
        IE,2025-03-01T00:00Z,2025-03-01T12:00Z,100,lifecycle,me
        IE,2025-03-01T12:00Z,2025-03-02T00:00Z,500,lifecycle,me
        IE,2025-03-02T00:00Z,2025-03-02T06:00Z,1000,lifecycle,me
        """)
    try run.write(
      "usage.csv",
      Self.columns + Self.record("low", "2025-03-01T11:59:59Z")
        + Self.record("high", "2025-03-01T12:00:00.000Z")
        + Self.record("offset", "2025-03-01T13:00:00+02:00") + Self.record("day", "2025-03-01")
        + Self.record("gap", "2025-03-02T07:00:00Z") + Self.record("part", "2025-03-02")
        + Self.record("never", "") + Self.record("place", "2025-03-01T01:00:00Z", region: "fr"))
    let words = ["usage.csv", "-m", Self.methodology, "-q"]
    let plain = try rows(run.run(words).text)
    let out = try run.run(words + ["--grid", "grid.csv", "--summary", "sum.json", "-o", "out.csv"])
    #expect(out.exitCode == 0, "\(out.errors)")
    let found = try rows(run.text("out.csv"))
    for (id, factor) in [("low", 100), ("high", 500), ("offset", 100), ("day", 300)] {
      let row = try #require(found[id])
      #expect(row["eco.energy_wh"] == plain[id]?["eco.energy_wh"], "\(id)")
      // The energy is printed to nine places, so the product is known to half of the last of them.
      let energy = try decimal(row["eco.energy_wh"])
      let carbon = try decimal(row["eco.carbon_g"])
      #expect(abs(energy * Decimal(factor) / 1000 - carbon) < 0.000_000_002, "\(id)")
      #expect(row["eco.accuracy"] == plain[id]?["eco.accuracy"], "\(id)")
    }
    for id in ["gap", "part", "never", "place"] {
      #expect(found[id]?["eco.carbon_g"] == plain[id]?["eco.carbon_g"], "\(id)")
    }
    let summary = try object(run.text("sum.json"))
    #expect((summary["warnings"] as? [String: Int])?["grid_year"] == 3)
    let version = try #require(summary["methodology_version"] as? String)
    #expect(
      version.hasPrefix("\(Self.methodology)+grid.") && version.count == Self.methodology.count + 14
    )
    #expect(found["low"]?["eco.methodology_version"] == version)
  }

  @Test(
    "with the year's own factor all year gives every figure and total that the year's row gives",
    .enabled(if: isKnown))
  func constant() throws {
    let run = try Scratch()
    let factor = try #require(
      Delimited.rows(AuditTool.repositoryText("data/grid-intensity.csv")).first {
        $0["zone"] == "IE" && $0["year"] == "2025"
      }?["g_per_kwh"])
    let hours = (0..<(365 * 24)).map { hour -> String in
      let start = Self.time(hour)
      return "IE,\(start),\(Self.time(hour + 1)),\(factor),lifecycle,me\n"
    }
    try run.write("grid.csv", Self.header + hours.joined())
    let records = (0..<400).map { number in
      let time = Self.time(number * 21).dropLast() + ":30Z"
      let tokens = "\(900 + 7 * number),\(number % 5 * 100),\(number % 11 * 999)"
      return Self.record("r\(number)", String(time), tokens: tokens)
    }
    try run.write("usage.csv", Self.columns + records.joined())
    let words = ["usage.csv", "-m", Self.methodology, "-q"]
    try run.run(words + ["-o", "plain.csv", "--summary", "plain.json"])
    try run.run(words + ["-o", "by.csv", "--summary", "by.json", "--grid", "grid.csv"])
    let (plain, by) = try (rows(run.text("plain.csv")), rows(run.text("by.csv")))
    #expect(plain.count == 400)
    for (id, row) in plain {
      for column in ["energy_wh", "carbon_g", "carbon_per_1k_tokens_g", "accuracy"] {
        #expect(by[id]?["eco.\(column)"] == row["eco.\(column)"], "\(id) \(column)")
      }
    }
    let (first, second) = try (object(run.text("plain.json")), object(run.text("by.json")))
    let totals = try #require(first["totals"] as? [String: Any])
    #expect(totals.count > 8)
    #expect(NSDictionary(dictionary: totals).isEqual(second["totals"]))
    let line = try #require((second["rates"] as? [[String: Any]])?.first)
    let series = try #require(line["series"] as? [String: Any])
    #expect(series["basis"] as? String == "lifecycle" && series["source"] as? String == "me")
  }

  /// An hour of 2025.
  private static func time(_ hour: Int) -> String {
    let day = UTCDay(unixSeconds: 1_735_689_600 + Int64(hour) * 3600)
    return "\(day)T\(hour % 24 < 10 ? "0" : "")\(hour % 24):00Z"
  }

  @Test(
    "gives the same bytes for any number of threads and any size of blocks", .enabled(if: isKnown))
  func determinism() throws {
    let run = try Scratch()
    try run.write(
      "grid.csv",
      Self.header
        + (0..<600).map {
          "IE,\(Self.time($0)),\(Self.time($0 + 1)),\(100 + $0).25,lifecycle,me\n"
        }.joined())
    try run.write(
      "usage.csv",
      Self.columns
        + (0..<900).map { Self.record("r\($0)", Self.time($0 % 700)) }.joined())
    var outputs: Set<String> = []
    for options in [["-j", "1"], ["-j", "4", "--block-size", "4096"], ["-j", "3"]] {
      let out = try run.run(
        ["usage.csv", "-m", Self.methodology, "-q", "--grid", "grid.csv", "-o", "out.csv"]
          + ["--summary", "sum.json"] + options)
      #expect(out.exitCode == 0, "\(out.errors)")
      outputs.insert(try run.text("out.csv") + run.text("sum.json"))
    }
    #expect(outputs.count == 1)
  }

  @Test(
    "of another basis than the life cycle is at most medium, and so is an assumed region's gross",
    .enabled(if: isKnown))
  func labels() throws {
    let run = try Scratch()
    try run.write("grid.csv", Self.header + "IE,2025-01-01,2026-01-01,100,direct,me\n")
    try run.write(
      "usage.csv",
      Self.columns + Self.record("stated", "2025-03-01T11:00:00Z")
        + Self.record("assumed", "2025-03-01T11:00:00Z", region: ""))
    let out = try run.run(
      ["usage.csv", "-m", Self.methodology, "-q", "--grid", "grid.csv", "--assume"]
        + ["region=eu-west-1"])
    let found = rows(out.text)
    #expect(found["stated"]?["eco.accuracy"] == "medium")
    #expect(found["assumed"]?["eco.accuracy"] == "gross")
  }

  @Test("takes the zone from the command where the file does not say it", .enabled(if: isKnown))
  func zone() throws {
    let run = try Scratch()
    try run.write("charts.csv", "unix_seconds,co2eq\n1740787200,100\n1740788100,200\n")
    try run.write("usage.csv", Self.columns + Self.record("one", "2025-03-01T00:15:00Z"))
    let out = try run.run(
      ["usage.csv", "-m", Self.methodology, "-q", "--grid", "IE=charts.csv"])
    let row = try #require(rows(out.text)["one"])
    let energy = try decimal(row["eco.energy_wh"])
    #expect(abs(energy / 5 - (try decimal(row["eco.carbon_g"]))) < 0.000_000_002)
  }

  @Test(
    "is refused where it cannot be used, and says why", .enabled(if: isKnown),
    arguments: [
      ("none.csv", 3, "none.csv"),
      ("bad.csv", 4, "bad.csv:2:40: error: expected a plain decimal"),
      ("nowhere.csv", 2, "no zone or region of the tables is called atlantis"),
      ("good.csv", 0, ""),
    ])
  func refusals(file: String, code: Int32, message: String) throws {
    let run = try Scratch()
    try run.write("usage.csv", Self.columns + Self.record("one", "2025-03-01T00:15:00Z"))
    let row = "2025-01-01T00:00Z,2025-01-01T01:00Z"
    try run.write("bad.csv", Self.header + "IE,\(row),much,lifecycle,me\n")
    try run.write("nowhere.csv", Self.header + "Atlantis,\(row),1,lifecycle,me\n")
    try run.write("good.csv", Self.header + "IE,\(row),1,lifecycle,me\n")
    let out = try run.run(["usage.csv", "-m", Self.methodology, "-q", "--grid", file])
    #expect(out.exitCode == code, "\(out.errors)")
    #expect(message.isEmpty || out.errors.contains(message), "\(out.errors)")
  }

  @Test(
    "is not for methodologies that take a year's factor",
    arguments: ["v1-2026-11", "ecologits-0.4"])
  func older(methodology: String) throws {
    let run = try Scratch()
    try run.write("usage.csv", Self.columns + Self.record("one", "2025-03-01T00:15:00Z"))
    try run.write("grid.csv", Self.header + "IE,2025-01-01,2026-01-01,1,lifecycle,me\n")
    let out = try run.run(["usage.csv", "-m", methodology, "--grid", "grid.csv"])
    #expect(out.exitCode == 2)
    #expect(out.errors.contains("\(methodology) takes a year's factor only"))
  }
}
