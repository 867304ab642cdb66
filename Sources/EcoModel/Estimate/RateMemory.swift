internal import Synchronization

/// What an estimator has worked out: models, places, and the rates of both, each once for all who ask.
///
/// It changes no answer. What is asked for comes from outside, so that it is bounded: what is full is
/// forgotten and starts anew.
final class RateMemory: Sendable {
  private static let mostNames = 1 << 12
  private static let mostRates = 1 << 13
  /// Texts longer than any name are not kept.
  private static let longestName = 256

  private struct ModelName: Hashable {
    let id: String
    let period: Int?
    let isLocal: Bool
  }

  private struct PlaceName: Hashable {
    let region: String
    let provider: String?
    let year: Int?
  }

  private struct Pair: Hashable {
    let model: ObjectIdentifier
    let place: ObjectIdentifier
    let regionAssumed: Bool
  }

  private struct Known {
    var models: [ModelName: FoundModel?] = [:]
    var places: [PlaceName: Result<PlaceRows, Unclassified>] = [:]
    var rates: [Pair: Rate] = [:]
  }

  private let known = Mutex(Known())

  /// The model of an id, found with `find` the first time.
  ///
  /// - Parameter period: a number of the time in which ids mean the same; `nil`: now.
  func model(
    _ id: String, in period: Int?, isLocal: Bool, _ find: () -> FoundModel?
  ) -> FoundModel? {
    let name = ModelName(id: id, period: period, isLocal: isLocal)
    return known.withLock { known in
      if let found = known.models[name] { return found }
      let found = find()
      if known.models.count >= Self.mostNames { known.models.removeAll() }
      if id.utf8.count <= Self.longestName { known.models[name] = .some(found) }
      return found
    }
  }

  /// The place of a name, found with `find` the first time.
  func place(
    _ region: String, provider: String?, _ year: Int?,
    _ find: () -> Result<PlaceRows, Unclassified>
  ) -> Result<PlaceRows, Unclassified> {
    let name = PlaceName(region: region, provider: provider, year: year)
    return known.withLock { known in
      if let found = known.places[name] { return found }
      let found = find()
      if known.places.count >= Self.mostNames { known.places.removeAll() }
      if region.utf8.count + (provider?.utf8.count ?? 0) <= Self.longestName {
        known.places[name] = found
      }
      return found
    }
  }

  /// The rate of a model at a place, worked out with `make` the first time.
  func rate(
    _ model: FoundModel, _ place: PlaceRows, regionAssumed: Bool, _ make: () -> Rate
  ) -> Rate {
    let pair = Pair(
      model: ObjectIdentifier(model.served), place: ObjectIdentifier(place.place),
      regionAssumed: regionAssumed)
    return known.withLock { known in
      if let rate = known.rates[pair] { return rate }
      let rate = make()
      if known.rates.count >= Self.mostRates { known.rates.removeAll() }
      // The rate keeps both, so that their identifiers stay theirs.
      known.rates[pair] = rate
      return rate
    }
  }
}

/// A model that was found by an id, as it is served.
struct FoundModel: Sendable {
  let served: ServedModel
  let kernel: ModelKernel
  let row: Int
  /// The precision that the id names, where it is not the row's.
  let bits: NamedBits?
}
