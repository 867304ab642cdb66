internal import EcoModel
internal import UsageLogs

/// Something that is to be compared, from either side, under names that both use.
struct ReconcileItem {
  let period: PaperPeriod?
  let model: String
  let provider: String
  let region: String
}

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

  /// What the two sides tell of one provider.
  ///
  /// - Parameter by: what is to be compared.
  init(
    _ logged: [ReconcileItem], _ billed: [ReconcileItem],
    by: Set<ReconcileOptions.Dimension>
  ) {
    let sides = [(logged, true), (billed, false)].filter { !$0.0.isEmpty }
    func isTold(_ field: String, _ says: (ReconcileItem) -> Bool) -> Bool {
      let silent = sides.filter { !$0.0.contains(where: says) }
      gaps += silent.map { Gap(field: field, isOfLogs: $0.1) }
      return silent.isEmpty
    }
    hasModel = by.contains(.model) && isTold("model") { !$0.model.isEmpty }
    hasRegion = by.contains(.region) && isTold("region") { !$0.region.isEmpty }
    grain = by.contains(.day) ? .day : by.contains(.month) ? .month : .whole
    guard grain != .whole else { return }
    if !isTold("time", { $0.period != nil }) { grain = .whole }
    for period in (logged + billed).compactMap(\.period) where period.first != period.last {
      grain = max(grain, period.month == nil ? .whole : .month)
    }
  }

  func key(_ item: ReconcileItem) -> ReconcileKey {
    ReconcileKey(
      period: period(item.period), model: hasModel ? item.model : "", provider: item.provider,
      region: hasRegion ? item.region : "")
  }

  /// The month of an item, where it is compared by months or days.
  func month(_ item: ReconcileItem) -> String? {
    grain == .whole ? nil : item.period?.month
  }

  private func period(_ period: PaperPeriod?) -> String {
    switch grain {
    case .day: period?.first.description ?? ""
    case .month: period?.month ?? ""
    case .whole: ""
    }
  }
}
