/// Carbon intensities of a caller's own, by zone and time: hours of a grid's operator, for example.
///
/// A series takes the place of the year's row of `grid-intensity.csv` where it has a slot for a
/// request's time. Its zones are named as the rows of `regions.csv` name them; a zone may be a single
/// region's name too, which then goes before the zone that the region is in.
public struct GridSeries: Sendable {
  /// Which emissions factors count.
  public enum Basis: String, CaseIterable, Sendable {
    /// Of the plants' whole life and their fuel's supply, as in the bundled table.
    case lifecycle
    /// Of burning the fuel in the plants.
    case direct
    /// As a system's operator counts them: of running the plants, often with those abroad.
    case operational
    /// Of what the caller bought, certificates and contracts: market-based, and never a grid's.
    case market

    /// Those that a grid's factors may have.
    static let ofGrids: [Basis] = [.lifecycle, .direct, .operational]
  }

  /// A file of a caller's own.
  public struct File: Sendable {
    /// What it is called in messages.
    public let name: String
    /// Its bytes: CSV with a header.
    public let bytes: [UInt8]
    /// The zone of all its rows, for exports that do not say it; it replaces the only one of a file
    /// that does.
    public let zone: String?

    /// A file of a caller's own.
    public init(name: String, bytes: [UInt8], zone: String? = nil) {
      self.name = name
      self.bytes = bytes
      self.zone = zone.map { Spelling.folded($0) }
    }
  }

  /// What identifies the files in `methodology_version`: `+grid.` and the first 8 hexadecimal digits
  /// of the SHA-256 of a sorted listing: of each file its own SHA-256, and after two spaces the zone
  /// that was said for it. Without such zones
  /// `sha256sum FILE… | cut -c1-64 | sort | sha256sum` prints the digits.
  public let versionSuffix: String

  /// The zones, sorted by name.
  package let zones: [ZoneSeries]

  /// A series read from files: `zone,start,end,g_per_kwh,basis,source[,estimated]`, or an export of
  /// Electricity Maps, NESO, energy-charts, WattTime or EIA, told by its header.
  ///
  /// Times are UTC, a slot is from `start` up to but not including `end`, from 15 minutes to a year
  /// long; the slots of a zone do not overlap, and all have one basis. Units are converted exactly.
  ///
  /// - Throws: the first fault, with file, line and column: an unknown header, marginal factors, a
  ///   value that cannot be read, slots that overlap.
  public init(_ files: [File]) throws(DataError) { try self.init(files, isMarket: false) }

  /// Factors of the electricity that the caller bought, for `carbon_market_g`:
  /// `zone,start,end,g_per_kwh[,source]`, otherwise as a grid's.
  ///
  /// - Throws: the first fault, with file, line and column.
  public init(market files: [File]) throws(DataError) { try self.init(files, isMarket: true) }

  private init(_ files: [File], isMarket: Bool) throws(DataError) {
    var read: [String: SeriesZoneRows] = [:]
    for file in files {
      for zone in try SeriesReader.zones(of: file, isMarket: isMarket) {
        if let known = read[zone.name] {
          read[zone.name] = try known.joined(with: zone)
        } else {
          read[zone.name] = zone
        }
      }
    }
    var rows: [SeriesZoneRows] = []
    for zone in read.values.sorted(by: { $0.name < $1.name }) { rows.append(try zone.inOrder()) }
    // The largest unit that all weights, of slots and of days, are whole in: small numbers are fast.
    let unit = rows.reduce(SeriesFactor.unitsPerGram) { unit, zone in zone.commonUnit(unit) }
    let grain = rows.reduce(SeriesTime.minutesPerDay) { grain, zone in zone.commonMinutes(grain) }
    let parts = SeriesTime.minutesPerDay / grain
    zones = rows.map { ZoneSeries($0, unit: unit, partsPerDay: parts) }
    let listing = files.map { file in
      SHA256.hex(of: file.bytes) + (file.zone.map { "  \($0)" } ?? "") + "\n"
    }
    versionSuffix =
      files.isEmpty
      ? "" : "+grid." + SHA256.hex(of: Array(listing.sorted().joined().utf8)).prefix(8)
  }

  /// The series for a place: its own before its zone's.
  package func find(_ region: Region) -> Int? {
    find(region.name) ?? find(Spelling.folded(region.zone))
  }

  private func find(_ name: String) -> Int? {
    var (low, high) = (0, zones.count)
    while low < high {
      let middle = (low + high) / 2
      if zones[middle].zone < name { low = middle + 1 } else { high = middle }
    }
    return low < zones.count && zones[low].zone == name ? low : nil
  }
}

/// The time of a request as far as a series needs it.
public struct SeriesMoment: Sendable, Hashable {
  /// The minute since 1970-01-01T00:00Z; for a day its first.
  package let minute: Int
  /// Whether only the day is known, or several requests of it were added up.
  package let isDay: Bool

  /// A moment in seconds since 1970-01-01T00:00:00Z.
  public init(unixSeconds: Int64) {
    let day = UTCDay(unixSeconds: unixSeconds).daysSinceEpoch
    let second = Int(unixSeconds - Int64(day) * 86_400)
    self.init(day: day, minuteOfDay: second / 60)
  }

  /// Some time on a day.
  public init(_ day: UTCDay) { self.init(day: day.daysSinceEpoch, minuteOfDay: nil) }

  /// Some time on the same day.
  package var day: SeriesMoment {
    SeriesMoment(UTCDay(unixSeconds: Int64(minute) * 60))
  }

  /// A minute of a day that is counted from 1970-01-01; `nil`: some time on it.
  package init(day: Int, minuteOfDay: Int?) {
    minute = day * SeriesTime.minutesPerDay + (minuteOfDay ?? 0)
    isDay = minuteOfDay == nil
  }
}
