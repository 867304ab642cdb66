/// All models of `models.csv`, found by id, alias or the bare name after the maker.
package struct Catalogue: Sendable {
  /// A model that was found and how.
  package struct Match: Sendable {
    package let index: Int
    package let model: Model
    package let steps: [String]
  }

  /// The rows, sorted by id and then by the day from which they hold.
  package let models: Table<Model>
  /// The days on which some id begins to mean another row, in order.
  package let turningDays: [UTCDay]
  /// The edition whose rules lead from an id to a spelling.
  package let edition: Edition
  private let spellings: SpellingIndex

  init(_ tables: EcoTables) throws(DataError) {
    edition = tables.edition
    // None of the bundled ones.
    var checked: [Model] = []
    models = try Table(.models, of: tables) { model, fields, last throws(DataError) in
      if let last, (last.id, last.sortDay) >= (model.id, model.sortDay) {
        throw fields.error(
          .id, "rows must be sorted by id and valid_from without repeats, \(model.id) is not")
      }
      checked.append(model)
    }
    try Self.checkSpellings(of: checked, in: models)
    var entries = SpellingIndex.Entries()
    var days: [UTCDay] = []
    for index in models.indices {
      models.read(index, through: .valid_from) { row throws(DataError) in
        row.withUTF8(of: .id) { entries.add(id: $0, row: index) }
        row.withUTF8(of: .aliases) { entries.add(aliases: $0, row: index) }
        if !row.isEmpty(.valid_from) { days.append(try row.date(.valid_from)) }
      }
    }
    spellings = SpellingIndex(entries)
    turningDays = days.sorted().reduce(into: []) { days, day in
      if days.last != day { days.append(day) }
    }
  }

  /// An id, an alias or a bare name must not mean two models.
  private static func checkSpellings(
    of models: [Model], in table: Table<Model>
  ) throws(DataError) {
    var owners: [String: String] = [:]
    for model in models { owners[model.id] = model.id }
    for (index, model) in models.enumerated() {
      let bareName = Model.bareName(of: model.id).map { [($0, Model.Column.id)] } ?? []
      for (spelling, column) in model.aliases.map({ ($0, .aliases) }) + bareName {
        guard let owner = owners.updateValue(model.id, forKey: spelling), owner != model.id
        else { continue }
        throw table.read(index, through: column) {
          $0.error(column, "\"\(spelling)\" already means \(owner)")
        }
      }
    }
  }

  /// The model that an id means on a day, or `nil`.
  package func find(_ id: String, on day: UTCDay?) -> Match? {
    let found = ModelID.firstForm(of: id, in: edition) { row(spelling: $0.text) }
    guard let (form, found) = found else { return nil }
    for index in rows(of: models.text(.id, of: found)).reversed() {
      let model = models[index]
      if let day, let from = model.validFrom, day < from { continue }
      let alias = model.id == form.text ? [] : ["alias of: \(model.id)"]
      return Match(index: index, model: model, steps: form.steps + alias)
    }
    return nil
  }

  /// The first row that lists a spelling.
  private func row(spelling: String) -> Int? {
    spellings.rows(of: spelling).first { index in
      models.read(index, through: .aliases) { row throws(DataError) in
        let id = try row.text(.id)
        if id == spelling || Model.bareName(of: id) == spelling { return true }
        return try row.keys(.aliases).contains(spelling)
      }
    }
  }

  /// The rows of one id, oldest first.
  func rows(of id: String) -> [Int] {
    spellings.rows(of: id).filter { models.text(.id, of: $0) == id }
  }
}

extension Model {
  /// An id without its maker, where it has one.
  fileprivate static func bareName(of id: String) -> String? {
    id.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(id[id.utf8.index(after: $0)...]) }
  }

  /// Orders a row without a first day before those with one.
  fileprivate var sortDay: Int { validFrom?.daysSinceEpoch ?? .min }
}
