import EcoModel
import Testing

/// Longer than other files: what a file of factors may say is one table of cases.
@Suite("A series of a caller's own")
struct GridSeriesTests {
  private static let header = "zone,start,end,g_per_kwh,basis,source"

  private func series(_ text: String, zone: String? = nil) throws -> GridSeries {
    try GridSeries([GridSeries.File(name: "own.csv", bytes: Array(text.utf8), zone: zone)])
  }

  private func own(_ rows: String...) throws -> GridSeries {
    try series(([Self.header] + rows).joined(separator: "\n"))
  }

  /// The factor at a time in g/kWh, as a fraction of whole numbers.
  private func factor(_ series: GridSeries, _ time: String) throws -> (Int128, Int128)? {
    try factor(series, 0, time)
  }

  private func factor(
    _ series: GridSeries, _ zone: Int, _ time: String
  ) throws -> (Int128, Int128)? {
    try factor(series, zone, SeriesMoment(unixSeconds: seconds(time)))
  }

  private func factor(
    _ series: GridSeries, _ zone: Int, _ moment: SeriesMoment
  ) throws -> (Int128, Int128)? {
    series.zones[zone].slot(at: moment).map { (Int128($0.weight), Int128($0.unitsPerGram)) }
  }

  private func seconds(_ time: String) throws -> Int64 {
    let day = try #require(UTCDay(time.prefix(10)))
    let parts = time.dropFirst(11).split(separator: ":").compactMap { Int64($0) }
    return Int64(day.daysSinceEpoch) * 86_400 + parts[0] * 3600 + parts[1] * 60 + parts[2]
  }

  private func expect(
    _ found: (Int128, Int128)?, is numerator: Int128, over denominator: Int128 = 1,
    _ location: SourceLocation = #_sourceLocation
  ) {
    guard let found else {
      Issue.record("no slot", sourceLocation: location)
      return
    }
    let (left, right) = (found.0 * denominator, numerator * found.1)
    #expect(left == right, "\(found.0)/\(found.1)", sourceLocation: location)
  }

  private func message(_ text: String, zone: String? = nil) -> String {
    do throws(DataError) {
      _ = try GridSeries([GridSeries.File(name: "own.csv", bytes: Array(text.utf8), zone: zone)])
      return "read"
    } catch {
      return error.description
    }
  }

  @Test("has a slot from its start up to but not including its end")
  func halfOpen() throws {
    let hours = try own(
      "DE,2025-01-01T00:00Z,2025-01-01T01:00Z,400,lifecycle,me",
      "DE,2025-01-01T01:00Z,2025-01-01T02:00Z,300.25,lifecycle,me")
    try expect(factor(hours, "2025-01-01T00:00:00"), is: 400)
    try expect(factor(hours, "2025-01-01T00:59:59"), is: 400)
    try expect(factor(hours, "2025-01-01T01:00:00"), is: 30_025, over: 100)
    #expect(try factor(hours, "2024-12-31T23:59:59") == nil)
    #expect(try factor(hours, "2025-01-01T02:00:00") == nil)
  }

  @Test("finds each slot of many, even or not, with and without gaps")
  func many() throws {
    // Starts and lengths in hours: even; after a gap; the first longer than the rest; the first shorter.
    let hours = Array(0..<20)
    let lengths: [[(Int, Int)]] = [
      hours.map { ($0, 1) }, hours.map { ($0 < 7 ? $0 : $0 + 2, 1) },
      [(0, 3)] + hours.dropFirst(3).map { ($0, 1) },
      [(0, 1)] + hours.dropFirst().filter { $0 % 4 == 1 }.map { ($0, 4) },
    ]
    func time(_ hour: Int, _ minute: Int = 0) -> String {
      let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
      return "2025-03-0\(1 + hour / 24)T\(two(hour % 24)):\(two(minute)):00"
    }
    for slots in lengths {
      let rows = slots.map { "de,\(time($0))Z,\(time($0 + $1))Z,\($0 + 1),lifecycle,own" }
      let series = try series(([Self.header] + rows).joined(separator: "\n"))
      for hour in 0..<26 {
        let slot = slots.first { $0.0 <= hour && hour < $0.0 + $0.1 }
        for minute in [0, 59] {
          let found = try factor(series, time(hour, minute))
          if let slot {
            expect(found, is: Int128(slot.0 + 1))
          } else {
            #expect(found == nil, "\(hour):\(minute)")
          }
        }
      }
      #expect(try factor(series, "2025-02-28T23:59:00") == nil)
      #expect(try factor(series, "2025-02-28T23:00:00") == nil)
    }
  }

  @Test("takes each row's own word for whether it is estimated")
  func estimates() throws {
    let words = ["false", "true", " TRUE ", "True", "", "yes", "no", "1", "0", "\"yes\"", "true"]
    let own = words.enumerated().map { index, word in
      let hours = [index, index + 1].map { $0 < 10 ? "0\($0)" : "\($0)" }
      return "de,2025-01-01T\(hours[0]):00Z,2025-01-01T\(hours[1]):00Z,1,lifecycle,own,\(word)"
    }
    let series = try series(([Self.header + ",estimated"] + own).joined(separator: "\n"))
    let expected = [false, true, true, true, false, true, false, true, false, true, true]
    for (index, isEstimated) in expected.enumerated() {
      let start = try seconds("2025-01-01T00:00:00")
      let moment = SeriesMoment(unixSeconds: start + 3600 * Int64(index))
      #expect(series.zones[0].slot(at: moment)?.isEstimated == isEstimated, "row \(index)")
    }
  }

  @Test("has no slot in a gap, and none for a day with a gap")
  func gaps() throws {
    let gap = try own(
      "DE,2025-01-01T00:00Z,2025-01-01T12:00Z,400,lifecycle,me",
      "DE,2025-01-01T12:15Z,2025-01-02T00:00Z,300,lifecycle,me",
      "DE,2025-01-02T00:00Z,2025-01-03T00:00Z,200,lifecycle,me")
    #expect(try factor(gap, "2025-01-01T12:10:00") == nil)
    let first = try #require(UTCDay("2025-01-01"))
    let second = try #require(UTCDay("2025-01-02"))
    #expect(try factor(gap, 0, SeriesMoment(first)) == nil)
    try expect(factor(gap, 0, SeriesMoment(second)), is: 200)
  }

  @Test("gives a day the mean of its slots, each for as long as it lasts")
  func dayMean() throws {
    let day = try #require(UTCDay("2025-01-01"))
    let mixed = try own(
      "DE,2024-12-31T00:00Z,2025-01-01T06:00Z,100,lifecycle,me",
      "DE,2025-01-01T06:00Z,2025-01-01T06:20Z,0.3,lifecycle,me",
      "DE,2025-01-01T06:20Z,2025-02-01T00:00Z,250.01,lifecycle,me")
    // 360 minutes of 100, 20 of 0.3 and 1060 of 250.01.
    try expect(
      factor(mixed, 0, SeriesMoment(day)), is: 3_600_000 + 600 + 1060 * 25_001, over: 144_000)
  }

  @Test("keeps long factors exactly, to the eleventh decimal")
  func decimals() throws {
    let long = try own(
      "DE,2025-01-01,2026-01-01,412.12345678901,lifecycle,me",
      "FR,2025-01-01,2026-01-01,0.000000000015,lifecycle,me",
      "GB,2025-01-01,2026-01-01,0.000000000025,lifecycle,me")
    try expect(
      factor(long, 0, "2025-06-01T00:00:00"), is: 41_212_345_678_901, over: 100_000_000_000)
    // Half a unit goes to the even one.
    try expect(factor(long, 1, "2025-06-01T00:00:00"), is: 2, over: 100_000_000_000)
    try expect(factor(long, 2, "2025-06-01T00:00:00"), is: 2, over: 100_000_000_000)
  }

  @Test("reads both generations of Electricity Maps' exports, and takes the life cycle")
  func electricityMaps() throws {
    let older = """
      \u{FEFF}Datetime (UTC),Country,Zone Name,Zone Id,Carbon Intensity gCO\u{2082}eq/kWh (direct),\
      Carbon Intensity gCO\u{2082}eq/kWh (LCA),Low Carbon Percentage,Renewable Percentage,\
      Data Source,Data Estimated,Data Estimation Method
      2023-01-01 00:00:00,France,France,FR,35.34,56.64,92.78,40.96,rte,False,
      2023-01-01 01:00:00,France,France,FR,36,57,92,41,rte,True,GAP
      2023-01-01 00:00:00,USA,PJM,US-MIDA-PJM,300,412.5,40,8,pjm,False,
      2023-01-01 01:00:00,USA,PJM,US-MIDA-PJM,300,,40,8,pjm,False,
      2023-01-01 02:00:00,USA,PJM,US-MIDA-PJM,300,390,40,8,pjm,False,
      """
    let newer = """
      Datetime (UTC),Country,Zone name,Zone id,Carbon intensity gCO2eq/kWh (direct),\
      Carbon intensity gCO2eq/kWh (Life cycle),Carbon-free energy percentage (CFE%),\
      Renewable energy percentage (RE%),Data source,Data estimated,Data estimation method
      2024-01-01 00:00:00,France,France,FR,12.11,33.08,95,30,"a ""b"", c",false,
      2024-01-01 01:00:00,France,France,FR,12.11,34.5,95,30,rte,true,GAP
      """
    let both = try GridSeries([
      GridSeries.File(name: "2023.csv", bytes: Array(older.utf8)),
      GridSeries.File(name: "2024.csv", bytes: Array(newer.utf8)),
    ])
    #expect(both.zones.map(\.zone) == ["fr", "us-pjm"])
    #expect(both.zones.map(\.basis) == [.lifecycle, .lifecycle])
    #expect(both.zones[0].source == #"Electricity Maps: rte; Electricity Maps: a "b", c"#)
    try expect(factor(both, 0, "2023-01-01T00:30:00"), is: 5664, over: 100)
    try expect(factor(both, 0, "2024-01-01T01:59:59"), is: 345, over: 10)
    #expect(try factor(both, 0, "2024-01-01T02:00:00") == nil)
    try expect(factor(both, 1, "2023-01-01T00:30:00"), is: 4125, over: 10)
    #expect(try factor(both, 1, "2023-01-01T01:30:00") == nil, "an empty cell is a gap")
    let estimated = try both.zones[0].slot(
      at: SeriesMoment(unixSeconds: seconds("2023-01-01T01:00:00")))
    #expect(estimated?.isEstimated == true)
  }

  @Test("reads months as long as the calendar has them")
  func months() throws {
    let months = try series(
      """
      Datetime (UTC),Country,Zone name,Zone id,Carbon intensity gCO2eq/kWh (Life cycle)
      2024-01-01 00:00:00,France,France,FR,30
      2024-02-01 00:00:00,France,France,FR,40
      2024-03-01 00:00:00,France,France,FR,50
      """)
    try expect(factor(months, "2024-02-29T23:59:00"), is: 40)
    try expect(factor(months, "2024-03-31T23:59:00"), is: 50)
    #expect(try factor(months, "2024-04-01T00:00:00") == nil)
  }

  @Test("reads NESO's half hours of Great Britain as the operator's basis")
  func neso() throws {
    let gb = try series(
      """
      DATETIME,GAS,COAL,WIND_EMB,CARBON_INTENSITY,LOW_CARBON
      2025-06-01T05:00:00,12345,0,0,120,7300
      2025-06-01T05:30:00,12400,0,0,118,7330
      """)
    #expect(gb.zones.map(\.zone) == ["gb"])
    #expect(gb.zones[0].basis == .operational)
    try expect(factor(gb, "2025-06-01T05:29:00"), is: 120)
    try expect(factor(gb, "2025-06-01T05:30:00"), is: 118)
    #expect(try factor(gb, "2025-06-01T06:00:00") == nil)
  }

  @Test("reads energy-charts' quarter hours, whose zone the caller says")
  func energyCharts() throws {
    let text = "unix_seconds,co2eq\n1735689600,412.3\n1735690500,410\n"
    let germany = try series(text, zone: "DE")
    #expect(germany.zones.map(\.zone) == ["de"])
    #expect(germany.zones[0].basis == .direct)
    try expect(factor(germany, "2025-01-01T00:14:00"), is: 4123, over: 10)
    try expect(factor(germany, "2025-01-01T00:15:00"), is: 410)
    #expect(message(text).contains("no column says which zone"))
  }

  @Test("converts WattTime's pounds per megawatt-hour exactly, and refuses marginal ones")
  func wattTime() throws {
    let header = "point_time,value,region,signal_type,units\n"
    let rows = """
      2025-01-01T00:00:00+00:00,843.5,CAISO_NORTH,co2_aoer,lbs_co2_per_mwh
      2025-01-01T01:00:00+00:00,1000,CAISO_NORTH,co2_aoer,lbs_co2_per_mwh
      """
    let average = try series(header + rows, zone: "US-CA")
    #expect(average.zones.map(\.zone) == ["us-ca"])
    try expect(factor(average, "2025-01-01T00:30:00"), is: 8435 * 45_359_237, over: 1_000_000_000)
    try expect(factor(average, "2025-01-01T01:30:00"), is: 45_359_237, over: 100_000)
    let marginal = rows.replacing("1000,CAISO_NORTH,co2_aoer", with: "1000,CAISO_NORTH,co2_moer")
    #expect(message(header + marginal).hasPrefix("own.csv:3:44: error: only co2_aoer"))
    #expect(message("point_time,value\n2025-01-01T00:00Z,8\n").contains("marginal"))
  }

  @Test("converts EIA's pounds per kilowatt-hour exactly; an hour is stamped at its end")
  func eia() throws {
    let text = """
      BA,UTC time,Local date,CO2 Emissions Intensity for Generated Electricity,\
      CO2 Emissions Intensity for Consumed Electricity
      PJM,1/1/2025 6:00:00 AM,1/1/2025,0.9,0.812345
      PJM,1/1/2025 7:00,1/1/2025,0.9,
      PJM,2025-01-01 08:00:00,1/1/2025,0.9,0.5
      """
    let hours = try series(text)
    #expect(hours.zones.map(\.zone) == ["us-pjm"])
    #expect(hours.zones[0].basis == .direct)
    try expect(
      factor(hours, "2025-01-01T05:00:00"), is: 812_345 * 45_359_237, over: 100_000_000_000)
    #expect(try factor(hours, "2025-01-01T06:00:00") == nil)
    try expect(factor(hours, "2025-01-01T07:59:00"), is: 5 * 45_359_237, over: 1_000_000)
  }

  @Test(
    "is refused with the place of its fault",
    arguments: [
      ("", "1:1: error: header: expected zone,start"),
      ("a,b\n1,2\n", "1:1: error: header: expected zone,start"),
      ("zone,start,end,g_per_kwh,basis,source\n", "1:1: error: no factors"),
      (
        "DE,2025-01-01T00:00Z,2025-01-01T01:00Z,-4,lifecycle,me",
        "2:40: error: expected a plain decimal from 0 to 10000 g/kWh, found \"-4\""
      ),
      ("DE,2025-01-01T00:00Z,2025-01-01T01:00Z,10000.1,lifecycle,me", "2:40: error: expected a"),
      ("DE,2025-01-01T00:00Z,2025-01-01T01:00Z,,lifecycle,me", "2:40: error: expected a plain"),
      ("DE,2025-01-01T00:00Z,2025-01-01T01:00Z,4,marginal,me", "2:42: error: a marginal factor"),
      ("DE,2025-01-01T00:00Z,2025-01-01T01:00Z,4,market,me", "2:42: error: expected lifecycle"),
      ("DE,2025-01-01T00:00Z,2025-01-01T00:10Z,4,lifecycle,me", "2:22: error: expected 15 minutes"),
      ("DE,2025-01-01T00:00Z,2026-06-01T00:00Z,4,lifecycle,me", "2:22: error: expected 15 minutes"),
      ("DE,2025-01-01T01:00Z,2025-01-01T00:00Z,4,lifecycle,me", "2:22: error: expected 15 minutes"),
      ("DE,2025-01-01T00:00:30Z,2025-01-01T01:00Z,4,lifecycle,me", "2:4: error: expected a time"),
      ("DE,2025-02-30,2025-03-01,4,lifecycle,me", "2:4: error: expected a time"),
      (",2025-01-01,2025-01-02,4,lifecycle,me", "2:1: error: must not be empty"),
      ("DE,2025-01-01,2025-01-02,4", "2:1: error: expected 6 fields or more, found 4"),
      ("DE,\"2025-01-01,2025-01-02,4,lifecycle,me", "2:4: error: a quoted field"),
      (
        "DE,2025-01-01,2025-01-02,4,lifecycle,me\nDE,2025-01-01T23:00Z,2025-01-03,4,lifecycle,me",
        "3:1: error: de from 2025-01-01T23:00Z overlaps the slot up to 2025-01-02T00:00Z"
      ),
      (
        "DE,2025-01-01,2025-01-02,4,lifecycle,me\nDE,2025-01-02,2025-01-03,4,direct,me",
        "3:28: error: the factors of a zone must have one basis"
      ),
    ])
  func faults(rows: String, expected: String) {
    let text =
      rows.isEmpty || rows.hasPrefix("a,") || rows.hasPrefix("zone,")
      ? rows : "\(Self.header)\n\(rows)\n"
    #expect(message(text).hasPrefix("own.csv:\(expected)"), "\(message(text))")
  }

  @Test("finds a place by its region's name before its zone")
  func places() throws {
    let eco = EcoEstimator()
    let both = try own(
      "eu-west-1,2025-01-01,2026-01-01,1,lifecycle,me", "IE,2025-01-01,2026-01-01,2,lifecycle,me")
    for (region, zone) in [("eu-west-1", "eu-west-1"), ("northeurope", "ie"), ("ie", "ie")] {
      let row = try #require(eco.regions.find(region, provider: nil))
      let found = try #require(both.find(eco.regions.regions[row]))
      #expect(both.zones[found].zone == zone, "\(region)")
    }
    let other = try #require(eco.regions.find("fr", provider: nil))
    #expect(both.find(eco.regions.regions[other]) == nil)
  }

  @Test("of what a caller bought has a header of its own, and may be free of emissions")
  func market() throws {
    func market(_ text: String) throws -> GridSeries {
      try GridSeries(market: [GridSeries.File(name: "own.csv", bytes: Array(text.utf8))])
    }
    let rows = "eu-west-1,2025-01-01,2026-01-01,0,certificates\nDE,2025-01-01,2026-01-01,31.5,x\n"
    let bought = try market("zone,start,end,g_per_kwh,source\n\(rows)")
    #expect(bought.zones.map(\.basis) == [.market, .market])
    #expect(bought.zones[1].source == "certificates")
    try expect(factor(bought, 0, "2025-06-01T00:00:00"), is: 315, over: 10)
    try expect(factor(bought, 1, "2025-06-01T00:00:00"), is: 0)
    #expect(throws: DataError.self) {
      try market("\(Self.header)\nDE,2025-01-01,2026-01-01,3,market,x")
    }
    #expect(throws: DataError.self) { try series("zone,start,end,g_per_kwh,source\n\(rows)") }
  }

  @Test("is named by the SHA-256 of its files, whatever their order")
  func version() throws {
    let first = GridSeries.File(
      name: "a", bytes: Array("\(Self.header)\nDE,2025-01-01,2026-01-01,1,lifecycle,me\n".utf8))
    let second = GridSeries.File(
      name: "b", bytes: Array("\(Self.header)\nFR,2025-01-01,2026-01-01,1,lifecycle,me\n".utf8))
    #expect(try GridSeries([first]).versionSuffix == "+grid.67fd4ee2")
    #expect(try GridSeries([first, second]).versionSuffix == "+grid.a079df95")
    #expect(try GridSeries([second, first]).versionSuffix == "+grid.a079df95")
    let elsewhere = GridSeries.File(name: "a", bytes: first.bytes, zone: "FR")
    #expect(try GridSeries([elsewhere]).versionSuffix == "+grid.67ecd523")
    #expect(try GridSeries([]).versionSuffix == "")
  }
}
