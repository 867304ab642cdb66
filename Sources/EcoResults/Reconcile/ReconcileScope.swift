internal import EcoModel
internal import UsageLogs

/// By what a provider's usage is compared: by that which both sides tell.
struct ReconcileScope {
  /// How finely time is compared.
  enum Grain: Int, Comparable {
    case day, month, whole

    static func < (a: Grain, b: Grain) -> Bool { a.rawValue < b.rawValue }
  }

  private(set) var grain = Grain.day
  private(set) var hasModel = true
  private(set) var hasRegion = true
  /// What is not compared although it was asked for, because a side does not say it.
  private(set) var gaps: [Gap] = []

  struct Gap: Hashable {
    /// What formats call it.
    let field: String
    let isOfLogs: Bool
  }

  /// What one side tells of a provider.
  struct Side {
    fileprivate var isEmpty = true
    fileprivate var saysModel = false
    fileprivate var saysRegion = false
    fileprivate var saysTime = false
    /// That of its longest period.
    fileprivate var grain = Grain.day

    mutating func add(_ item: ReconcileItem) {
      isEmpty = false
      saysModel = saysModel || item.model != 0
      saysRegion = saysRegion || item.region != 0
      guard let period = item.period else { return }
      saysTime = true
      if period.first != period.last {
        grain = max(grain, period.month == nil ? .whole : .month)
      }
    }
  }

  /// What the two sides tell of one provider.
  ///
  /// - Parameter by: what is to be compared.
  init(_ logged: Side, _ billed: Side, by: Set<ReconcileOptions.Dimension>) {
    let sides = [(logged, true), (billed, false)].filter { !$0.0.isEmpty }
    func isTold(_ field: String, _ says: (Side) -> Bool) -> Bool {
      let silent = sides.filter { !says($0.0) }
      gaps += silent.map { Gap(field: field, isOfLogs: $0.1) }
      return silent.isEmpty
    }
    hasModel = by.contains(.model) && isTold("model", \.saysModel)
    hasRegion = by.contains(.region) && isTold("region", \.saysRegion)
    grain = by.contains(.day) ? .day : by.contains(.month) ? .month : .whole
    guard grain != .whole else { return }
    if !isTold("time", \.saysTime) { grain = .whole }
    grain = max(grain, logged.grain, billed.grain)
  }

  /// The key of an item.
  ///
  /// - Parameter places: of the names' numbers in the order of the names.
  func key(_ item: ReconcileItem, _ places: [Int32]) -> ReconcileKey {
    ReconcileKey(
      period: period(item.period), provider: places[Int(item.provider)],
      model: hasModel ? places[Int(item.model)] : 0,
      region: hasRegion ? places[Int(item.region)] : 0)
  }

  private func period(_ period: PaperPeriod?) -> ReconcilePeriod {
    switch grain {
    case .day: period.map { .day($0.first) } ?? .all
    case .month: period?.month.map { .month($0) } ?? .all
    case .whole: .all
    }
  }
}
