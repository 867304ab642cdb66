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
    let file = EcoTables.Name.models.rawValue
    let table = try TableReader.rows(of: bytes, file: file, columns: Model.columns)
    var models: [Model] = []
    models.reserveCapacity(table.count)
    for row in table {
      let model = try Model(row)
      if let last = models.last, (last.id, last.sortDay) >= (model.id, model.sortDay) {
        throw row.error(
          "id", "rows must be sorted by id and valid_from without repeats, \(model.id) is not")
      }
      models.append(model)
    }

    var rows: [String: Range<Int>] = [:]
    rows.reserveCapacity(3 * models.count)
    var start = 0
    for index in models.indices {
      if models[index].id != models[start].id { start = index }
      rows[models[index].id] = start..<(index + 1)
    }
    for (index, model) in models.enumerated() {
      var spellings = model.aliases.map { ($0, "aliases") }
      if let slash = model.id.lastIndex(of: "/") {
        spellings.append((String(model.id[model.id.index(after: slash)...]), "id"))
      }
      for (spelling, column) in spellings {
        guard let own = rows[model.id] else { continue }
        if let taken = rows[spelling], taken.lowerBound != own.lowerBound {
          throw table[index].error(
            column, "\"\(spelling)\" already means \(models[taken.lowerBound].id)")
        }
        rows[spelling] = own
      }
    }
    self.models = models
    self.rows = rows
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
  /// Orders a row without a first day before those with one.
  fileprivate var sortDay: Int { validFrom?.daysSinceEpoch ?? .min }
}
