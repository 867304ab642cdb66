import Foundation
import Testing

/// Longer than other files: the first test holds every figure of one page to one summary.
@Suite("report")
struct ReportTests {
  /// A report and the summary of the same run.
  private func report(
    _ run: Scratch, _ log: String, _ options: String...
  ) throws -> (page: String, summary: String) {
    let result = try run.run(
      [log, "-o", "out", "--report", "r.html", "--summary", "s.json"] + options)
    #expect(result.exitCode == 0, "\(result.errors)")
    return (try run.text("r.html"), try run.text("s.json"))
  }

  /// The members of a summary as they are written, one object for each line of `rates`.
  private func lines(_ summary: String) -> (totals: [String: String], rates: [[String: String]]) {
    func members(_ text: Substring) -> [String: String] {
      let pairs = text.matches(of: /"(\w+)": ("[^"]*"|[^\s,{\[]+)/).map {
        (String($0.output.1), String($0.output.2.replacing("\"", with: "")))
      }
      return Dictionary(pairs) { first, _ in first }
    }
    let totals = summary.split(separator: "\"totals\": {")[1].prefix { $0 != "}" }
    let rates = summary.split(separator: "\"rates\": [")[1].split(separator: "{")
      .filter { $0.contains("\"model\"") }
    return (members(totals), rates.map(members))
  }

  private static let columns = [
    "records", "requests", "prompt_tokens", "completion_tokens", "energy_wh", "energy_low_wh",
    "energy_high_wh", "carbon_g", "carbon_low_g", "carbon_high_g",
  ]

  @Test(
    "every figure of the page is the summary's",
    arguments: ["v2-2026-12", "v1-2026-11", "ecologits-0.4"])
  func figures(methodology: String) throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<900) + "broken\n")
    let (page, summary) = try report(
      run, "log.csv", "-m", methodology, "--max-rejects", "1", "-q")
    let reader = try #require(ReportReader(page))
    let (totals, rates) = lines(summary)
    let total = Self.columns.dropFirst().map { totals[$0] ?? "" }

    // Totals and shares.
    let exact = try #require(reader.tables["totals-table"]).joined()
    for name in totals.keys { #expect(exact.contains(totals[name] ?? "-"), "\(name)") }
    let json = try object(summary)
    let coverage = summary.split(separator: "\"coverage\": {")[1]
    #expect(coverage.contains("\"requests\": \(reader.texts["coverage-requests"] ?? "-"),"))
    #expect(coverage.contains("\"tokens\": \(reader.texts["coverage-tokens"] ?? "-"),"))
    let outcomes = try #require(reader.tables["coverage-table"])
    let omitted = try #require(json["omitted"] as? [String: Int])
    let usage = try #require(
      (json["coverage"] as? [String: Any])?["omitted"] as? [String: [String: Int]])
    for (reason, count) in omitted {
      #expect(
        outcomes.contains([
          reason, "\(count)", "\(usage[reason]?["requests"] ?? -1)",
          "\(usage[reason]?["tokens"] ?? -1)",
        ]))
    }
    #expect(outcomes.contains(["rejected: cannot be read", "1", "–", "–"]))
    #expect(outcomes.last?[1] == "\(json["records"] as? Int ?? -1)")

    // Tables by model, region and accuracy: the lines of `rates`, added up.
    let names: [(table: String, name: ([String: String]) -> String)] = [
      ("model-table", { $0["model"] ?? "" }),
      (
        "region-table",
        { line in
          let provider = line["provider"] ?? "null"
          return (line["region"] ?? "") + (provider == "null" ? "" : " (\(provider))")
        }
      ), ("accuracy-table", { $0["accuracy"] ?? "" }),
    ]
    for (id, name) in names {
      var expected: [String: [Int128]] = [:]
      for line in rates {
        let figures = try Self.columns.map { try #require(billionths(line[$0] ?? "")) }
        expected[name(line), default: figures.map { _ in 0 }] = zip(
          expected[name(line)] ?? figures.map { _ in 0 }, figures
        ).map { $0 + $1 }
      }
      let table = try #require(reader.tables[id])
      #expect(table.count == expected.count + 2)
      for row in table.dropFirst().dropLast() {
        let wanted = try #require(expected[row[0]])
        #expect(row.dropFirst().map { billionths($0) ?? -1 } == wanted)
      }
      #expect(table.last?.dropFirst(2).map(\.self) == total)
      let energies = table.dropFirst().dropLast().compactMap { billionths($0[5]) }
      #expect(energies == energies.sorted(by: >))
    }

    // By day: the rows of `--by day`.
    try run.run(
      ["log.csv", "-m", methodology, "--by", "day", "-o", "days.csv", "--max-rejects", "1"])
    let days = rows(try run.text("days.csv")).filter { $0["energy_wh"] != "0" }
    let table = try #require(reader.tables["day-table"])
    let shown = table.dropFirst().dropLast().map { $0 }
    #expect(days.count > 400 ? shown.count == 400 : shown.count == days.count)
    for (row, day) in zip(shown, days).prefix(399) {
      #expect(row[0] == (day["day"] == "" ? "no date" : day["day"]))
      let names = ["prompt_tokens", "completion_tokens", "energy_wh", "carbon_g"]
      #expect([2, 3, 4, 7].map { row[$0] } == names.map { day[$0] ?? "-" })
    }
    for column in [1, 2, 3, 4, 7] {
      let sum = shown.reduce(Int128(0)) { $0 + (billionths($1[column]) ?? -1) }
      #expect(sum == billionths(table.last?[column] ?? ""))
    }
    #expect(table.last?[4] == totals["energy_wh"] && table.last?[7] == totals["carbon_g"])

    // The formula keeps its lines.
    #expect(!page.contains("\u{FFFD}"))

    // What the figures rest on, and what is stated beside.
    let served = (json["serving"] as? [String: [String: Any]]) ?? [:]
    let basisTable = reader.tables["served-table"] ?? []
    #expect(basisTable.count == (served.isEmpty ? 0 : served.count + 1))
    #expect(served.isEmpty == (methodology != "v2-2026-12"))
    for (basis, figures) in served {
      let row = try #require(basisTable.first { $0[0] == basis })
      let counts = ["records", "requests"].map { "\(figures[$0] ?? "-")" }
      #expect(Array(row[1...2]) == counts)
      let names = ["energy_wh", "carbon_g"]
      let written = summary.split(separator: "\"\(basis)\": {")[1].prefix { $0 != "}" }
      for (name, cell) in zip(names, row[3...]) {
        #expect(written.contains("\"\(name)\": \(cell)"), "\(basis) \(name)")
      }
    }
    let embodied = reader.texts["embodied"].map { "\"embodied_g\": \($0)," }
    #expect((embodied == nil) == served.isEmpty)
    #expect(embodied.map(summary.contains) ?? true)

    // What people read is the exact figure to three digits.
    let headline = reader.details.joined(separator: "|")
    for (name, units) in [("energy", energyUnits), ("carbon", massUnits)] {
      let unit = name == "energy" ? "wh" : "g"
      let ends = ["_\(unit)", "_low_\(unit)", "_high_\(unit)"].map { totals[name + $0] ?? "-" }
      let shown = try #require(card(named: name, in: headline, units), "\(headline)")
      for (text, exact) in zip(shown, ends) { #expect(agrees(text, exact), "\(text) for \(exact)") }
    }
    for (id, name) in [("model", names[0].name), ("region", names[1].name)] {
      let ranking = try #require(reader.tables["\(id)-ranking"])
      #expect(ranking.count > 2)
      for row in ranking.dropFirst() where !row[0].hasPrefix("others (") {
        let exact = rates.filter { name($0) == row[0] }.compactMap { Double($0["carbon_g"] ?? "") }
        let shown = try #require(row[2].split(separator: " (").first.map(String.init))
        let parts = shown.split(separator: " ").map(String.init)
        let value = try #require(Double(parts[0].replacing(",", with: "")))
        let scale = try #require(massUnits[parts[1]])
        #expect(agrees(value * scale, exact.reduce(0, +)), "\(row) for \(exact)")
      }
    }
  }

  private let energyUnits = ["mWh": 1e-3, "Wh": 1, "kWh": 1e3, "MWh": 1e6, "GWh": 1e9]
  private let massUnits = ["mg": 1e-3, "g": 1, "kg": 1e3, "t": 1e6, "kt": 1e9]

  /// The value and the ends of a figure of the headline, in the summary's unit: `459 kWh`, then
  /// `280 to 1,070 kWh`.
  private func card(named name: String, in details: String, _ units: [String: Double]) -> [Double]?
  {
    for match in details.matches(of: /([\d.,]+) (\w+)\|([\d.,]+) to ([\d.,]+) (\w+)/) {
      guard let scale = units[String(match.output.2)], match.output.2 == match.output.5 else {
        continue
      }
      return [match.output.1, match.output.3, match.output.4].map { text in
        (Double(text.replacing(",", with: "")) ?? .nan) * scale
      }
    }
    return nil
  }

  private func agrees(_ shown: Double, _ exact: String) -> Bool {
    agrees(shown, Double(exact) ?? .nan)
  }

  /// Whether they are the same to three digits.
  private func agrees(_ shown: Double, _ exact: Double) -> Bool {
    abs(shown - exact) <= 0.00501 * abs(exact)
  }

  @Test("too many groups are added up in a last row, exactly")
  func others() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<1200, days: 1700))
    let (page, summary) = try report(run, "log.csv")
    let reader = try #require(ReportReader(page))
    let table = try #require(reader.tables["day-table"])
    #expect(table.count == 402)
    #expect(table[400][0].hasPrefix("others ("))
    let sum = table[1...400].reduce(Int128(0)) { $0 + (billionths($1[4]) ?? -1) }
    #expect(sum == billionths(lines(summary).totals["energy_wh"] ?? ""))
    #expect(page.utf8.count < 300_000)
  }

  @Test("the same run gives the same bytes, whatever the jobs and blocks")
  func deterministic() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<600))
    func page(_ options: String...) throws -> String {
      try run.run(["log.csv", "-o", "out", "--report", "r.html"] + options)
      return try run.text("r.html").replacing(/<code>eco-calc log.*<\/code>/, with: "")
    }
    let first = try page("-j", "1")
    #expect(try page("-j", "1") == first)
    #expect(try page("-j", "5", "--block-size", "700") == first)
  }

  @Test("--by prints the same table with a report as without, and the page the same days")
  func grouped() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<400))
    let days = ReportReader(try report(run, "log.csv").page)?.tables["day-table"]
    for by in ["model", "key,region", "day", "month,day"] {
      let plain = try run("log.csv", "--by", by).text
      let result = try run("log.csv", "--by", by, "--report", "by.html")
      #expect(result.text == plain)
      #expect(ReportReader(try run.text("by.html"))?.tables["day-table"] == days)
    }
  }

  @Test("whatever a log, a table or a command says, the page stays a page")
  func hostile() throws {
    let run = try Scratch()
    let attack = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>\u{202E}"
    let name = "<img src=x onerror=alert(1)>\"'&.csv"
    try run.tables(
      "own",
      [
        (
          "models.csv", "\nopenai/gpt-4o,chatgpt-4o-latest",
          "\nopenai/gpt-4o,<svg/onload=alert(1)>"
        ),
        ("models.csv", "https://huggingface.co/Qwen/Qwen3-8B,", "javascript:alert(3),"),
        ("regions.csv", "eu-west,google,", "eu-west,google</td><script>x,"),
      ])
    try run.write(
      name,
      SampleLog.header
        + SampleLog.records(0..<300).joined().replacing(
          ",google,", with: ",google</td><script>x,")
        + "i,,k,\(attack.replacing("\"", with: "")),openai,eu-west,10,10,20,0\n"
        + "i,,k,<svg/onload=alert(1)>,openai,\(attack.replacing("\"", with: "")),10,10,20,0\n"
        + "i,,k,<svg/onload=alert(1)>,openai,eu-west,10,10,20,0\n")
    let (page, _) = try report(
      run, name, "--data", "own", "--sha256", "--rejects",
      "\(attack).jsonl".replacing("/", with: "_"))
    let reader = try #require(ReportReader(page), "the page is no longer well-formed")
    #expect(reader.allText.contains("'<img src=x onerror=alert(1)>\"'\\''&.csv'"))
    #expect(reader.tables["inputs-table"]?[1][0] == name)
    #expect(
      reader.tables["region-table"]?.contains { $0[0] == "eu-west (google</td><script>x)" } == true)
    #expect(!page.contains("\u{202E}"))
    for (element, attributes) in reader.elements {
      #expect(!["script", "img", "iframe", "object", "embed", "form"].contains(element))
      for (attribute, value) in attributes {
        #expect(!attribute.hasPrefix("on"))
        if attribute == "src" || attribute == "href" {
          let isInside = value.hasPrefix("#") || value == "data:,"
          #expect(isInside || (element == "a" && value.hasPrefix("http")), "\(value)")
        }
      }
    }
    #expect(!page.contains("url(") && !page.contains("@import"))
  }

  @Test("a screen reader finds its way")
  func accessible() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<100))
    let reader = try #require(ReportReader(try report(run, "log.csv", "--sha256").page))
    func all(_ name: String) -> [[String: String]] {
      reader.elements.filter { $0.name == name }.map(\.attributes)
    }
    #expect(all("html").first?["lang"] == "en")
    for landmark in ["header", "main", "footer", "nav", "h1", "title"] {
      #expect(!all(landmark).isEmpty, "\(landmark)")
    }
    #expect(all("h1").count == 1)
    #expect(all("caption").count == all("table").count)
    #expect(all("th").allSatisfy { ["row", "col"].contains($0["scope"] ?? "") })
    let ids = reader.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    // Drawings repeat what stands beside them as text.
    #expect(all("svg").allSatisfy { $0["aria-hidden"] == "true" })
    #expect(all("figcaption").count == all("figure").count && !all("figure").isEmpty)
    #expect(all("details").count == all("summary").count)
    for section in all("section") + all("div").filter({ $0["role"] == "region" }) {
      #expect(reader.texts[section["aria-labelledby"] ?? ""]?.isEmpty == false)
    }
    for link in all("a") where link["href"]?.hasPrefix("#") == true {
      #expect(ids.contains(String(link["href"]?.dropFirst() ?? "")))
    }
  }

  @Test("text keeps a contrast of 4.5 by day, by night and on paper; drawings one of 3")
  func contrast() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<20))
    let page = try report(run, "log.csv").page
    let themes = page.matches(of: /:root \{([^}]*)\}/).map { theme in
      Dictionary(
        theme.output.1.matches(of: /--(\w+): #([0-9a-f]{6})/).map {
          (String($0.output.1), Int($0.output.2, radix: 16) ?? 0)
        }
      ) { first, _ in first }
    }
    #expect(themes.count == 3)
    func luminance(_ color: Int) -> Double {
      let parts = [color >> 16, color >> 8, color].map { part in
        let value = Double(part & 255) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    for theme in themes {
      for (ink, wanted) in [
        ("ink", 4.5), ("soft", 4.5), ("link", 4.5), ("energy", 3), ("carbon", 3),
      ] {
        for ground in ["paper", "tint"] {
          let pair = [luminance(try #require(theme[ink])), luminance(try #require(theme[ground]))]
          let contrast = ((pair.max() ?? 0) + 0.05) / ((pair.min() ?? 0) + 0.05)
          #expect(contrast >= wanted, "\(ink) on \(ground): \(contrast)")
        }
      }
    }
  }

  @Test("an empty log has a report too, and standard output is not for it")
  func empty() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.header)
    let reader = try #require(ReportReader(try report(run, "log.csv").page))
    #expect(reader.texts["coverage-requests"] == "1")
    #expect(try run("log.csv", "--report", "-").exitCode == 2)
    #expect(try run("log.csv", "--report", "nowhere/r.html").exitCode == 3)
  }
}
