import EcoModel
import Foundation
import Hummingbird

/// Which records are wanted: those of some days (UTC), and of a model, a region and a status where
/// these are given.
struct RecordFilter: Sendable, Equatable {
  /// The first and the last day.
  var from: UTCDay
  var to: UTCDay
  var model: String?
  var region: String?
  var status: GenerationRecord.Status?

  /// The month that ends with a day, all of it.
  init(monthTo day: UTCDay) {
    to = day
    from = UTCDay(unixSeconds: (Int64(day.daysSinceEpoch) - 29) * 86400)
  }

  /// Reads a query. What is missing or cannot be read is as in the month that ends with a day.
  init(_ query: [String: String], today: UTCDay) {
    self.init(monthTo: query["to"].flatMap { UTCDay($0) } ?? today)
    from = query["from"].flatMap { UTCDay($0) } ?? from
    func text(_ key: String) -> String? { query[key].flatMap { $0.isEmpty ? nil : $0 } }
    model = text("model")
    region = text("region")
    status = text("status").flatMap(GenerationRecord.Status.init)
  }

  /// The query that this was read from.
  var query: [(name: String, value: String)] {
    [("from", "\(from)"), ("to", "\(to)")]
      + [("model", model), ("region", region), ("status", status?.rawValue)]
      .compactMap { name, value in value.map { (name, $0) } }
  }

  /// The first moment, and the first one after, as records have them.
  var bounds: (start: String, end: String) {
    ("\(from)", "\(UTCDay(unixSeconds: (Int64(to.daysSinceEpoch) + 1) * 86400))")
  }
}

extension Request {
  /// The names and values of the query; of several values of a name the first.
  var query: [String: String] {
    Dictionary(
      uri.queryParameters.map { (String($0.key), String($0.value)) },
      uniquingKeysWith: { first, _ in first })
  }
}
