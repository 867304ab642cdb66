/// All models of `models.csv`, found by id, alias or the bare name after the maker.
package struct Catalogue: Sendable {
  /// A model that was found and how.
  package struct Match: Sendable {
    package let index: Int
    package let steps: [String]
  }

  /// The rows, sorted by id and then by the day from which they hold.
  package let models: [Model]
  /// For each spelling the rows of one id, oldest first.
  private let rows: [String: Range<Int>]

  init(_ bytes: [UInt8]) throws(DataError) {
    models = try Self.models(in: bytes)
    rows = try Self.spellings(of: models, in: bytes)
  }

  private static func models(in bytes: [UInt8]) throws(DataError) -> [Model] {
    var table = try TableReader<Model.Column>(bytes, of: .models)
    var models: [Model] = []
    while try table.next() {
      let model = try Model(table)
      if let last = models.last, (last.id, last.sortDay) >= (model.id, model.sortDay) {
        throw table.error(
          .id, "rows must be sorted by id and valid_from without repeats, \(model.id) is not")
      }
      models.append(model)
    }
    return models
  }

  /// The rows behind each id, alias and bare name; an error where two ids claim one.
  private static func spellings(
    of models: [Model], in bytes: [UInt8]
  ) throws(DataError) -> [String: Range<Int>] {
    var rows: [String: Range<Int>] = [:]
    rows.reserveCapacity(models.reduce(2 * models.count) { $0 + $1.aliases.count })
    var start = 0
    for index in models.indices
    where index + 1 == models.count || models[index + 1].id != models[start].id {
      rows[models[start].id] = start..<(index + 1)
      start = index + 1
    }
    for (index, model) in models.enumerated() {
      guard let own = rows[model.id] else { continue }
      let bareName = model.bareName.map { [($0, Model.Column.id)] } ?? []
      for (spelling, column) in model.aliases.map({ ($0, .aliases) }) + bareName {
        guard let taken = rows.updateValue(own, forKey: spelling), taken != own else { continue }
        throw try error(
          inRow: index, of: bytes, column,
          "\"\(spelling)\" already means \(models[taken.lowerBound].id)")
      }
    }
    return rows
  }

  /// The error for a row that has been left behind, which is read again to find its place.
  private static func error(
    inRow index: Int, of bytes: [UInt8], _ column: Model.Column, _ message: String
  ) throws(DataError) -> DataError {
    var table = try TableReader<Model.Column>(bytes, of: .models)
    for _ in 0...index { _ = try table.next() }
    return table.error(column, message)
  }

  /// The model that an id means on a day, or `nil`.
  package func find(_ id: String, on day: UTCDay?) -> Match? {
    guard let (form, range) = ModelID.firstForm(of: id, where: { rows[$0.text] }) else {
      return nil
    }
    let current = range.last { index in
      guard let day, let from = models[index].validFrom else { return true }
      return from <= day
    }
    guard let current else { return nil }
    var steps = form.steps
    if models[current].id != form.text { steps.append("alias of: \(models[current].id)") }
    return Match(index: current, steps: steps)
  }

  /// The days on which some id begins to mean another row, in order.
  package var turningDays: [UTCDay] { Set(models.compactMap(\.validFrom)).sorted() }
}

extension Model {
  /// The id without its maker, where it has one.
  fileprivate var bareName: String? {
    id.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(id[id.utf8.index(after: $0)...]) }
  }

  /// Orders a row without a first day before those with one.
  fileprivate var sortDay: Int { validFrom?.daysSinceEpoch ?? .min }
}
