internal import EcoModel

/// What a row is about, in numbers whose order is that of the texts: rows are told apart and sorted
/// without those.
struct ReconcileKey: Hashable, Comparable {
  let period: ReconcilePeriod
  /// Places of names among `Reconciliation.names`; that of the empty name, 0, where it is not compared or
  /// not said.
  let provider: Int32
  let model: Int32
  let region: Int32

  static func < (a: ReconcileKey, b: ReconcileKey) -> Bool {
    (a.period, a.provider, a.model, a.region) < (b.period, b.provider, b.model, b.region)
  }
}

/// A day, a month, or all of what is compared, in this order of their texts: all, a month, its days.
struct ReconcilePeriod: Hashable, Comparable {
  /// Twice its first day, and one more for a day.
  private let code: Int32

  private init(code: Int) { self.code = Int32(clamping: code) }

  static let all = ReconcilePeriod(code: .min)
  static func day(_ day: UTCDay) -> ReconcilePeriod {
    ReconcilePeriod(code: 2 * day.daysSinceEpoch + 1)
  }
  /// - Parameter first: its first day.
  static func month(_ first: UTCDay) -> ReconcilePeriod {
    ReconcilePeriod(code: 2 * first.daysSinceEpoch)
  }

  private var first: UTCDay { UTCDay(daysSinceEpoch: Int(code >> 1)) }

  /// The day; `nil` where it is none.
  var day: UTCDay? { self != .all && code & 1 == 1 ? first : nil }

  /// The first day of the month that it lies in; `nil` for all.
  var month: UTCDay? { self == .all ? nil : first.startOfMonth }

  /// The day or the month; empty for all.
  var text: String {
    self == .all ? "" : day?.description ?? String(first.description.prefix(7))
  }

  static func < (a: ReconcilePeriod, b: ReconcilePeriod) -> Bool { a.code < b.code }
}
