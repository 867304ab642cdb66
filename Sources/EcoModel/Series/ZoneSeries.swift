/// What one request is charged by where a caller brings factors by time.
package struct SeriesSlots: Sendable, Hashable {
  /// In place of the year's row of the grid.
  package var grid: ZoneSeries.Slot?
  /// For what the caller bought.
  package var market: ZoneSeries.Slot?

  package init(grid: ZoneSeries.Slot? = nil, market: ZoneSeries.Slot? = nil) {
    self.grid = grid
    self.market = market
  }
}

/// The factors of one zone by time. A class, since each record looks into it: a value would be copied.
package final class ZoneSeries: Sendable {
  /// What a request is charged by: `weight / unitsPerGram` g/kWh.
  package struct Slot: Sendable, Hashable {
    /// The factor in the unit that all slots of a series share.
    package let weight: UInt64
    /// How many of the unit are one g/kWh.
    package let unitsPerGram: UInt64
    /// Whether the publisher estimated it.
    package let isEstimated: Bool

    /// The factor, rounded half to even.
    package var intensity: GramsPerKilowattHour {
      let gram = Scale(Rational(Decimal9.one.nanos, over: Int128(unitsPerGram)))
      return GramsPerKilowattHour(nanos: gram.apply(UInt128(weight)).rounded)
    }
  }

  /// The zone's or region's name in lower case.
  package let zone: String
  /// Which emissions the factors count.
  package let basis: GridSeries.Basis
  /// Who says so.
  package let source: String
  /// The slots in the order of time, their factors in the unit of the series, of which a weight has
  /// `partsPerDay`.
  private let slots: [SeriesZoneRows.Slot]
  private let partsPerDay: Int
  /// How many units of a weight are one g/kWh.
  package let unitsPerGram: UInt64

  init(_ rows: SeriesZoneRows, unit: UInt64, partsPerDay: Int) {
    unitsPerGram = SeriesFactor.unitsPerGram / unit * UInt64(partsPerDay)
    zone = rows.name
    basis = rows.basis
    source = rows.source
    slots = rows.slots.map { $0.divided(by: unit) }
    self.partsPerDay = partsPerDay
  }

  /// How many slots there are.
  package var count: Int { slots.count }

  /// What a request at a time is charged by: its slot, or for a day the mean over all its minutes;
  /// `nil` where the series does not have it whole.
  package func slot(at moment: SeriesMoment) -> Slot? {
    if moment.isDay { return mean(of: moment.minute) }
    guard let index = index(at: moment.minute) else { return nil }
    return Slot(
      weight: slots[index].factor * UInt64(partsPerDay), unitsPerGram: unitsPerGram,
      isEstimated: slots[index].isEstimated)
  }

  /// The times that a slot is from and up to, as a reader writes them.
  package func span(at moment: SeriesMoment) -> (start: String, end: String)? {
    guard !moment.isDay else {
      return mean(of: moment.minute).map { _ in
        (
          SeriesTime.text(moment.minute),
          SeriesTime.text(moment.minute + SeriesTime.minutesPerDay)
        )
      }
    }
    return index(at: moment.minute).map {
      (SeriesTime.text(Int(slots[$0].start)), SeriesTime.text(Int(slots[$0].end)))
    }
  }

  /// The slot that a minute is in.
  private func index(at minute: Int) -> Int? {
    guard let first = slots.first else { return nil }
    // Where it is if all slots are as long as the first and none is missing, as in most files.
    let even = (minute - Int(first.start)) / max(1, Int(first.end - first.start))
    if slots.indices.contains(even), slots[even].has(minute) { return even }
    var (low, high) = (0, slots.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(slots[middle].start) <= minute { low = middle + 1 } else { high = middle }
    }
    return low > 0 && slots[low - 1].has(minute) ? low - 1 : nil
  }

  /// The mean over a day, each slot for as long as it lasts; `nil` where a minute is in none.
  private func mean(of midnight: Int) -> Slot? {
    let end = midnight + SeriesTime.minutesPerDay
    let minutesPerPart = SeriesTime.minutesPerDay / partsPerDay
    var (minute, weight, isEstimated) = (midnight, 0 as UInt64, false)
    while minute < end {
      guard let index = index(at: minute) else { return nil }
      let slot = slots[index]
      let next = min(end, Int(slot.end))
      // Slots start and end on whole parts, so this is whole.
      weight += slot.factor * UInt64((next - minute) / minutesPerPart)
      isEstimated = isEstimated || slot.isEstimated
      minute = next
    }
    return Slot(weight: weight, unitsPerGram: unitsPerGram, isEstimated: isEstimated)
  }
}

extension SeriesZoneRows.Slot {
  fileprivate func divided(by unit: UInt64) -> SeriesZoneRows.Slot {
    SeriesZoneRows.Slot(
      start: start, end: end, factor: factor / unit, isEstimated: isEstimated, line: line)
  }

  /// Whether a minute is in the slot.
  fileprivate func has(_ minute: Int) -> Bool { Int(start) <= minute && minute < Int(end) }
}
