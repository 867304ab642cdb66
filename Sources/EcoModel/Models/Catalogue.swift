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
    var table = try TableReader<Model.Column>(bytes, of: .models)
    var models: [Model] = []
    var groups: [Range<Int>] = []
    while try table.next() {
      let model = try Model(table)
      if let last = models.last {
        guard (last.id, last.sortDay) < (model.id, model.sortDay) else {
          throw table.error(
            .id, "rows must be sorted by id and valid_from without repeats, \(model.id) is not")
        }
      }
      if let group = groups.last, models.last?.id == model.id {
        groups[groups.count - 1] = group.lowerBound..<(models.count + 1)
      } else {
        groups.append(models.count..<(models.count + 1))
      }
      models.append(model)
    }

    var rows: [String: Range<Int>] = [:]
    rows.reserveCapacity(models.reduce(2 * models.count) { $0 + $1.aliases.count })
    for group in groups { rows[models[group.lowerBound].id] = group }
    func add(_ spelling: String, _ column: Model.Column, of index: Int, in group: Range<Int>)
      throws(DataError)
    {
      guard let taken = rows.updateValue(group, forKey: spelling), taken != group else { return }
      throw try Self.error(
        inRow: index, of: bytes, column,
        "\"\(spelling)\" already means \(models[taken.lowerBound].id)")
    }
    for group in groups {
      for index in group {
        for alias in models[index].aliases { try add(alias, .aliases, of: index, in: group) }
        if let name = models[index].bareName { try add(name, .id, of: index, in: group) }
      }
    }
    self.models = models
    self.rows = rows
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
