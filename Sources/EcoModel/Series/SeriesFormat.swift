/// What the header of a file says about its rows.
struct SeriesFormat {
  /// Where the length of a slot comes from.
  enum Length {
    /// A column says where it ends.
    case stated(Int)
    /// The row's time is its start, and the next one of the zone shows how long it is.
    case fromStart
    /// The row's time is the end of an hour.
    case hourBefore
  }

  /// What a column must say in each row.
  struct Demand {
    let column: Int
    let texts: [String]
    let otherwise: String
  }

  /// Who publishes it.
  let publisher: String
  let zone: Int?
  /// The zone, where the publisher has only one.
  var onlyZone: String?
  let time: Int
  let length: Length
  var times = SeriesTime.Style.iso
  let factor: Int
  var unit = SeriesFactor.Unit.gramsPerKilowattHour
  /// `nil`: a column says it.
  let basis: GridSeries.Basis?
  var basisColumn: Int?
  var source: Int?
  var estimated: Int?
  var demands: [Demand] = []

  /// Whether a publisher's program wrote it: an empty factor is a gap there, and a fault elsewhere.
  var isExport: Bool { publisher != "own" }

  /// How many columns a row must have at least.
  var columnCount: Int {
    var last = max(time, factor, zone ?? 0, basisColumn ?? 0, source ?? 0, estimated ?? 0)
    if case .stated(let column) = length { last = max(last, column) }
    return 1 + demands.reduce(last) { max($0, $1.column) }
  }

  /// The format of a header, or what is wrong with it.
  ///
  /// Names are compared in lower case, with a plain 2 for the small one: exporters have changed both.
  ///
  /// - Parameter isMarket: whether the factors are of what the caller bought, which no export has.
  init(_ header: [String], isMarket: Bool) throws(HeaderFault) {
    let names = header.map { name in
      Spelling.folded(String(name.map { $0 == "\u{2082}" ? "2" : $0 }))
    }
    guard !isMarket else {
      guard ["zone", "region"].contains(names.first ?? ""),
        names.dropFirst().starts(with: ["start", "end", "g_per_kwh"]),
        names.count == 4 || names.dropFirst(4) == ["source"]
      else { throw HeaderFault(message: "header: expected zone,start,end,g_per_kwh[,source]") }
      self.init(
        publisher: "own", zone: 0, time: 1, length: .stated(2), factor: 3, basis: .market,
        source: names.count > 4 ? 4 : nil)
      return
    }
    func column(_ choices: String...) -> Int? {
      choices.lazy.compactMap { names.firstIndex(of: $0) }.first
    }
    if names.starts(with: ["zone", "start", "end", "g_per_kwh", "basis", "source"]),
      names.count == 6 || names.dropFirst(6) == ["estimated"]
    {
      self.init(
        publisher: "own", zone: 0, time: 1, length: .stated(2), factor: 3, basis: nil,
        basisColumn: 4, source: 5, estimated: names.count > 6 ? 6 : nil)
    } else if let time = column("datetime (utc)"), let zone = column("zone id") {
      guard
        let factor = column(
          "carbon intensity gco2eq/kwh (life cycle)", "carbon intensity gco2eq/kwh (lca)")
      else { throw HeaderFault(message: "no column of life-cycle carbon intensity") }
      self.init(
        publisher: "Electricity Maps", zone: zone, time: time, length: .fromStart, factor: factor,
        basis: .lifecycle, source: column("data source"), estimated: column("data estimated"))
    } else if let time = column("datetime"), let factor = column("carbon_intensity"),
      column("wind_emb") != nil
    {
      self.init(
        publisher: "NESO", zone: nil, onlyZone: "gb", time: time, length: .fromStart,
        factor: factor, basis: .operational)
    } else if let time = column("datetime (utc)"),
      let factor = column("actual carbon intensity (gco2/kwh)")
    {
      self.init(
        publisher: "NESO", zone: nil, onlyZone: "gb", time: time, length: .fromStart,
        factor: factor, basis: .operational)
    } else if let time = column("unix_seconds"), let factor = column("co2eq") {
      self.init(
        publisher: "energy-charts", zone: column("country"), time: time, length: .fromStart,
        factor: factor, basis: .direct)
    } else if let time = column("point_time"), let factor = column("value") {
      self = try .wattTime(time, factor, column)
    } else if let time = column("utc time", "utc time at end of hour"),
      let factor = column(
        "co2 emissions intensity for consumed electricity",
        "co2 emissions intensity for generated electricity")
    {
      self.init(
        publisher: "EIA", zone: column("ba", "balancing authority", "region"), time: time,
        length: .hourBefore, times: .american, factor: factor, unit: .poundsPerKilowattHour,
        basis: .direct)
    } else {
      throw HeaderFault(
        message: "header: expected zone,start,end,g_per_kwh,basis,source[,estimated], or an export"
          + " of Electricity Maps, NESO, energy-charts (unix_seconds,co2eq), WattTime or EIA")
    }
  }

  /// A header that is refused, and why.
  struct HeaderFault: Error { let message: String }

  private static func wattTime(
    _ time: Int, _ factor: Int, _ column: (String...) -> Int?
  ) throws(HeaderFault) -> SeriesFormat {
    // Its usual signal is the plant that answers to more load, not the mean of all.
    guard let signal = column("signal_type") else {
      throw HeaderFault(
        message: "WattTime's usual values are marginal, and no column signal_type says that these"
          + " are co2_aoer; a marginal factor is no average")
    }
    var format = SeriesFormat(
      publisher: "WattTime", zone: column("region"), time: time, length: .fromStart,
      factor: factor, unit: .poundsPerMegawattHour, basis: .operational)
    format.demands = [
      Demand(
        column: signal, texts: ["co2_aoer"],
        otherwise: "only co2_aoer is an average; a marginal factor is no factor of an average")
    ]
    if let units = column("units") {
      format.demands.append(
        Demand(
          column: units, texts: ["lbs_co2_per_mwh"], otherwise: "expected lbs_co2_per_mwh"))
    }
    return format
  }

  private init(
    publisher: String, zone: Int?, onlyZone: String? = nil, time: Int, length: Length,
    times: SeriesTime.Style = .iso, factor: Int, unit: SeriesFactor.Unit = .gramsPerKilowattHour,
    basis: GridSeries.Basis?, basisColumn: Int? = nil, source: Int? = nil, estimated: Int? = nil
  ) {
    self.publisher = publisher
    self.zone = zone
    self.onlyZone = onlyZone
    self.time = time
    self.length = length
    self.times = times
    self.factor = factor
    self.unit = unit
    self.basis = basis
    self.basisColumn = basisColumn
    self.source = source
    self.estimated = estimated
  }
}

/// What publishers call grids that the tables have under names of their own.
enum SeriesZones {
  /// Codes of Electricity Maps and of EIA, in lower case.
  private static let names = [
    "us-cal-ciso": "us-ca", "ciso": "us-ca", "cal": "us-ca", "us-tex-erco": "us-tx",
    "erco": "us-tx", "tex": "us-tx", "us-mida-pjm": "us-pjm", "pjm": "us-pjm",
    "us-midw-miso": "us-miso", "miso": "us-miso", "us-se-soco": "us-southern",
    "soco": "us-southern", "us-nw-pace": "us-pace", "pace": "us-pace", "us48": "us",
  ]

  /// The name in the tables.
  static func own(_ name: String) -> String { names[name] ?? name }
}
