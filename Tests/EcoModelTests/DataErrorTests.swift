import EcoModel
import Testing

@Suite("A fault in a caller's table")
struct DataErrorTests {
  /// A fault, and the error that names it.
  struct Fault: CustomTestStringConvertible, Sendable {
    let name: String
    let tables: CustomTables
    let error: String

    var testDescription: String { name }
  }

  @Test(
    "is named with file, line, column and what was expected", arguments: models + grid + regions)
  func named(fault: Fault) throws {
    let error = #expect(throws: DataError.self) { try fault.tables.estimator() }
    #expect(try #require(error).description == fault.error)
  }

  // MARK: models.csv

  private static let size = ",8,8,8,8,8,8,16,131072,131072,vendor,config"
  private static let rest = ",,https://example.org,2026-11-21,"

  private static func model(_ name: String, _ rows: [String], _ error: String) -> Fault {
    Fault(
      name: "models.csv: \(name)", tables: CustomTables(models: rows),
      error: "models.csv:\(error)")
  }

  /// One row in which one text is replaced.
  private static func model(
    _ name: String, _ replacing: String, by text: String, _ error: String
  ) -> Fault {
    let row = "m,,8,7,9,6,5,8,16,131072,131072,vendor,config,2025-01-01,https://a.b,2026-11-21,n"
    return model(
      name, ["a,\(size)\(rest)", row.replacing(replacing, with: text, maxReplacements: 1)],
      "3:\(error)")
  }

  private static let decimals = "expected a plain decimal from"

  static let models = [
    model("no id", "m,,", by: ",,", "1: error: id: must not be empty"),
    model(
      "an id in capitals", "m,,", by: "Mm,,",
      "1: error: id: expected lower case without spaces around it, found \"Mm\""),
    model(
      "an id with a space", "m,,", by: "m ,,",
      "1: error: id: expected lower case without spaces around it, found \"m \""),
    model(
      "an alias in capitals", "m,,", by: "m,M2,",
      "3: error: aliases: expected lower case without spaces around it, found \"M2\""),
    model(
      "an alias of another model", "m,,", by: "m,b a,", "3: error: aliases: \"a\" already means a"),
    model(
      "a total that is no number", ",8,7", by: ",8b,7",
      "4: error: total_b: \(decimals) 0 to 10000 with at most 3 places, found \"8b\""),
    model(
      "a negative total", ",8,7", by: ",-8,7",
      "4: error: total_b: \(decimals) 0 to 10000 with at most 3 places, found \"-8\""),
    model(
      "an empty total", ",8,7", by: ",,7",
      "4: error: total_b: \(decimals) 0 to 10000 with at most 3 places, found \"\""),
    model(
      "a total of units", ",8,7", by: ",8000000000,7",
      "4: error: total_b: \(decimals) 0 to 10000 with at most 3 places, found \"8000000000\""),
    model(
      "too many places", ",8,7", by: ",8.0001,7",
      "4: error: total_b: \(decimals) 0 to 10000 with at most 3 places, found \"8.0001\""),
    model(
      "no parameters", ",8,7", by: ",0,7", "4: error: total_b: expected more than 0 parameters"),
    model(
      "a low end above the point", ",7,", by: ",8.5,",
      "6: error: total_low_b: expected at most 8, found 8.5"),
    model(
      "a high end below the point", ",9,", by: ",7.9,",
      "8: error: total_high_b: expected at least 8, found 7.9"),
    model(
      "active above total", ",9,6,", by: ",9,8.1,",
      "16: error: active_high_b: expected at least 8.1, found 8"),
    model(
      "active low above total low", ",6,5,", by: ",7.5,7.2,",
      "14: error: active_low_b: expected at most the total, 7, found 7.2"),
    model(
      "active high above total high", ",5,8,", by: ",5,9.1,",
      "14: error: active_high_b: expected at most the total, 9, found 9.1"),
    model(
      "weights of no bits", ",16,", by: ",0,",
      "16: error: weight_bits: \(decimals) 1 to 32 with at most 2 places, found \"0\""),
    model(
      "a fraction of a byte", "16,131072,", by: "16,1.5,",
      "19: error: kv_bytes: expected a whole number from 1 to 100000000, found \"1.5\""),
    model(
      "a cache beyond reason", "16,131072,", by: "16,100000001,",
      "19: error: kv_bytes: expected a whole number from 1 to 100000000, found \"100000001\""),
    model(
      "no attention width", "131072,vendor", by: "0,vendor",
      "26: error: attention_width: expected a whole number from 1 to 100000000, found \"0\""),
    model(
      "evidence of another kind", "vendor", by: "rumour",
      "33: error: evidence: expected one of vendor, corroborated, single, name, undisclosed, "
        + "not_completion, found \"rumour\""),
    model(
      "sizes without disclosure", "vendor", by: "undisclosed",
      "4: error: total_b: must be empty where the evidence is undisclosed"),
    model(
      "architecture of another kind", "config", by: "",
      "40: error: architecture: expected one of config, assumed, found \"\""),
    model(
      "a day that is none", "2025-01-01", by: "2025-02-29",
      "47: error: valid_from: expected a date such as 2026-11-21, found \"2025-02-29\""),
    model("no source", "https://a.b", by: "", "58: error: source: must not be empty"),
    model(
      "no day of retrieval", "2026-11-21", by: "",
      "70: error: retrieved: expected a date such as 2026-11-21, found \"\""),
    model(
      "a field too many", ",n", by: ",n,x",
      "83: error: expected 17 fields as in the header, found 18"),
    model(
      "a field too few", ",n", by: "", "70: error: expected 17 fields as in the header, found 16"),
    model(
      "an open quote", ",n", by: ",\"n",
      "81: error: a quoted field without its closing quote"),
    model(
      "text after a quote", ",n", by: ",\"n\"x",
      "81: error: expected a comma or the end of the line after the closing quote"),
    model(
      "a quote inside", ",n", by: ",n\"x\"",
      "81: error: a quote inside an unquoted field; quote the field and double it"),
    model("a NUL", ",n", by: ",n\0", "81: error: note: expected UTF-8 text without NUL"),
    model(
      "a fault after a quoted line end",
      [
        "a,,\(size.dropFirst())\(rest)\"two\nlines, \"\"quoted\"\"\"",
        "b,,x\(size.dropFirst(2))\(rest)",
      ], "4:4: error: total_b: \(decimals) 0 to 10000 with at most 3 places, found \"x\""),
    model(
      "rows out of order", ["b,\(size)\(rest)", "a,\(size)\(rest)"],
      "3:1: error: id: rows must be sorted by id and valid_from without repeats, a is not"),
    model(
      "a row twice", ["a,\(size)\(rest)", "a,\(size)\(rest)"],
      "3:1: error: id: rows must be sorted by id and valid_from without repeats, a is not"),
    model(
      "two models of one bare name", ["a/m,\(size)\(rest)", "b/m,\(size)\(rest)"],
      "3:1: error: id: \"m\" already means a/m"),
    model(
      "a blank row", ["a,\(size)\(rest)", "", "b,\(size)\(rest)"],
      "3:1: error: a blank row; remove it"),
    model(
      "a blank row with CRLF at the end", ["a,\(size)\(rest)\r", "\r"],
      "3:1: error: a blank row; remove it"),
  ]
}

// MARK: grid-intensity.csv and regions.csv

extension DataErrorTests {
  private static func grid(_ name: String, _ rows: [String], _ error: String) -> Fault {
    Fault(
      name: "grid-intensity.csv: \(name)",
      tables: CustomTables(grid: rows), error: "grid-intensity.csv:\(error)")
  }

  private static func regions(_ name: String, _ rows: [String], _ error: String) -> Fault {
    Fault(
      name: "regions.csv: \(name)", tables: CustomTables(regions: rows),
      error: "regions.csv:\(error)")
  }

  static let grid = [
    grid("no zone", [",2020,1,lifecycle,x"], "2:1: error: zone: must not be empty"),
    grid(
      "no year", ["ZA,,1,lifecycle,x"],
      "2:4: error: year: expected a whole number from 1990 to 2200, found \"\""),
    grid(
      "a year beyond reason", ["ZA,20200,1,lifecycle,x"],
      "2:4: error: year: expected a whole number from 1990 to 2200, found \"20200\""),
    grid(
      "an exponent", ["ZA,2020,1e2,lifecycle,x"],
      "2:9: error: g_per_kwh: expected a plain decimal from 0 to 10000 with at most 4 places, "
        + "found \"1e2\""),
    grid(
      "milligrams", ["ZA,2020,270910,lifecycle,x"],
      "2:9: error: g_per_kwh: expected a plain decimal from 0 to 10000 with at most 4 places, "
        + "found \"270910\""),
    grid(
      "another basis", ["ZA,2020,1,marginal,x"],
      "2:11: error: basis: expected one of lifecycle, combustion, found \"marginal\""),
    grid("no source", ["ZA,2020,1,lifecycle,"], "2:21: error: source: must not be empty"),
    grid(
      "a repeat", ["ZA,2020,1,lifecycle,x", "ZA,2020,2,lifecycle,x"],
      "3:1: error: zone: rows must be sorted by zone, year and basis without repeats, ZA 2020 "
        + "is not"),
    grid(
      "years out of order", ["ZA,2021,1,lifecycle,x", "ZA,2020,2,lifecycle,x"],
      "3:1: error: zone: rows must be sorted by zone, year and basis without repeats, ZA 2020 "
        + "is not"),
    grid(
      "bases out of order", ["ZA,2020,1,lifecycle,x", "ZA,2020,2,combustion,x"],
      "3:1: error: zone: rows must be sorted by zone, year and basis without repeats, ZA 2020 "
        + "is not"),
  ]

  static let regions = [
    regions("no name", [",,ZA,own,,,x"], "2:1: error: region: must not be empty"),
    regions(
      "a name in capitals", ["Here,,ZA,own,,,x"],
      "2:1: error: region: expected lower case without spaces around it, found \"Here\""),
    regions(
      "a provider in capitals", ["here,AWS,ZA,own,,,x"],
      "2:6: error: provider: expected lower case without spaces around it, found \"AWS\""),
    regions("no zone", ["here,,,own,,,x"], "2:7: error: zone: must not be empty"),
    regions(
      "a zone without a factor", ["here,,ZZ,own,,,x"],
      "2:7: error: zone: \"ZZ\" has no row in grid-intensity.csv"),
    regions(
      "another match", ["here,,ZA,near,,,x"],
      "2:10: error: match: expected one of own, part, broad, found \"near\""),
    regions(
      "a PUE below 1", ["here,,ZA,own,0.99,,x"],
      "2:14: error: pue: expected a plain decimal from 1 to 10 with at most 3 places, "
        + "found \"0.99\""),
    regions(
      "a year of no kind", ["here,,ZA,own,1.1,24,x"],
      "2:18: error: pue_year: expected a whole number from 1990 to 2200, found \"24\""),
    regions("no source", ["here,,ZA,own,,,"], "2:16: error: source: must not be empty"),
    regions(
      "a repeat", ["here,,ZA,own,,,x", "here,,ZA,broad,,,x"],
      "3:1: error: region: rows must be sorted by region and provider without repeats, here "
        + "is not"),
    regions(
      "the provider before all", ["here,aws,ZA,own,,,x", "here,,ZA,own,,,x"],
      "3:1: error: region: rows must be sorted by region and provider without repeats, here "
        + "is not"),
  ]

  @Test(
    "is also a header that is not the columns",
    arguments: [
      ("", 1), ("zone", 1), ("zone,year,g_per_kwh,basis", 21), ("\n", 1),
      ("zone,year,g_per_kwh,basis,source,more", 34), ("Zone,year,g_per_kwh,basis,source", 1),
      ("zone,g_per_kwh,year,basis,source", 6), ("zone;year;g_per_kwh;basis;source", 1),
    ])
  func header(text: String, column: Int) throws {
    let tables = EcoTables(replacing: [.gridIntensity: Array(text.utf8)])
    let error = #expect(throws: DataError.self) { try EcoEstimator(tables: tables) }
    #expect(
      try #require(error).description
        == "grid-intensity.csv:1:\(column): error: header: expected exactly "
        + CustomTables.gridHeader)
  }

  @Test(
    "is not what editors do to a file: a byte order mark, CRLF, quotes, a missing last line end")
  func harmless() throws {
    let plain = try CustomTables().estimator()
    for text in [
      "\u{FEFF}\(CustomTables.gridHeader)\nZA,2020,100,lifecycle,test\n",
      "\(CustomTables.gridHeader)\r\nZA,2020,100,lifecycle,test\r\n",
      "\(CustomTables.gridHeader)\r\nZA,2020,100,lifecycle,test",
      "\(CustomTables.gridHeader)\n\"ZA\",\"2020\",\"100\",\"lifecycle\",\"test\"",
      "\(CustomTables.gridHeader)\r\n\"ZA\",2020,100,lifecycle,\"test\"\r\n",
    ] {
      var tables = CustomTables().tables
      tables = EcoTables(replacing: [
        .gridIntensity: Array(text.utf8), .models: tables[.models], .regions: tables[.regions],
      ])
      let eco = try EcoEstimator(tables: tables)
      #expect(Array(eco.grid.rows) == Array(plain.grid.rows))
    }
  }

  @Test("is text that is not UTF-8")
  func encoding() throws {
    let row = Array("\(CustomTables.gridHeader)\nZA,2020,100,lifecycle,caf".utf8) + [0xE9]
    let tables = EcoTables(replacing: [.gridIntensity: row])
    let error = #expect(throws: DataError.self) { try EcoEstimator(tables: tables) }
    #expect(
      try #require(error).description
        == "grid-intensity.csv:2:23: error: source: expected UTF-8 text without NUL")
  }
}
