/// All models of `models.csv`, found by id, alias or the bare name after the maker.
package struct Catalogue: Sendable {
  /// A model that was found and how.
  package struct Match: Sendable {
    package let index: Int
    package let model: Model
    package let steps: [String]
    /// The precision that the id names, where it is not the row's.
    package let bits: NamedBits?

    /// The model's size, in that precision.
    var size: Model.Size? { model.size.map { $0.served(in: bits) } }
  }

  /// The rows, sorted by id and then by the day from which they hold.
  package let models: Table<Model>
  /// The days on which some id begins to mean another row, in order.
  package let turningDays: [UTCDay]
  /// The edition whose rules lead from an id to a spelling.
  package let edition: Edition
  private let spellings: Spellings
  /// The rules of tables that are a caller's own.
  private let ownRules: IDRules?
  /// Those of the bundled tables, made when the first id needs them.
  private static let bundledRules: IDRules? = try? IDRules(.bundled)

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
    try Self.checkSpellings(of: checked, in: models, edition)
    let hasRules = edition.files.contains(.idRules)
    ownRules = hasRules && !tables.isBundled ? try IDRules(tables) : nil
    spellings = Spellings(models)
    var days = checked.compactMap(\.validFrom)
    // A bundled row with a first day stands beside another of its id: the rest need not be read.
    if tables.isBundled {
      for index in models.indices where models.hasFirstFieldOfLast(index) {
        for row in [models[index - 1], models[index]] {
          if let day = row.validFrom { days.append(day) }
        }
      }
    }
    turningDays = days.sorted().reduce(into: []) { days, day in
      if days.last != day { days.append(day) }
    }
  }

  /// An id, an alias or a bare name must not mean two models.
  private static func checkSpellings(
    of models: [Model], in table: Table<Model>, _ edition: Edition
  ) throws(DataError) {
    var owners: [String: String] = [:]
    for model in models { owners[edition.key(model.id)] = model.id }
    for (index, model) in models.enumerated() {
      let bareName = Model.bareName(of: model.id).map { [($0, Model.Column.id)] } ?? []
      for (spelling, column) in model.aliases.map({ ($0, .aliases) }) + bareName {
        guard let owner = owners.updateValue(model.id, forKey: edition.key(spelling)),
          owner != model.id
        else { continue }
        throw table.read(index, through: column) {
          $0.error(column, "\"\(spelling)\" already means \(owner)")
        }
      }
    }
  }

  /// The model that an id means on a day, or `nil`.
  package func find(_ id: String, on day: UTCDay?) -> Match? {
    guard let found = lookUp(id) else { return nil }
    for index in rows(of: models.text(.id, of: found.row)).reversed() {
      let model = models[index]
      if let day, let from = model.validFrom, day < from { continue }
      let bits = found.bits(in: model)
      let step = bits.map {
        "precision: weights of \($0.weights) bits, arithmetic in \($0.arithmetic)"
      }
      return Match(
        index: index, model: model, steps: found.steps + [step].compactMap(\.self),
        bits: bits)
    }
    return nil
  }

  /// The first row that an id leads to, whatever the day.
  private func lookUp(_ id: String) -> IDRules.Found? {
    switch edition {
    case .november2026:
      ModelID.firstForm(of: id) { row(spelling: $0.text) }.map { form, row in
        IDRules.Found(row: row, steps: form.steps + aliasStep(form.text, row))
      }
    case .december2026: lookUpByRules(id)
    }
  }

  private func lookUpByRules(_ id: String) -> IDRules.Found? {
    let folded = Spelling.folded(id)
    let steps = folded == id ? [] : ["trim and fold case: \(folded)"]
    var name = Substring(folded)
    while true {
      if let row = row(spelling: String(name)) {
        let path = name.utf8.count == folded.utf8.count ? [] : ["drop path: \(name)"]
        let hasMark = folded.utf8.contains(UInt8(ascii: ":"))
        return IDRules.Found(
          row: row, steps: steps + path + aliasStep(String(name), row),
          bits: hasMark ? rules?.tag(folded) : nil, isAtMost: true)
      }
      guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { break }
      name = name[name.utf8.index(after: slash)...]
    }
    let found = rules?.find(folded, row: { rows(of: $0).first }, rowOfKey: row(of:))
    guard let found else { return nil }
    return IDRules.Found(
      row: found.row,
      steps: steps + found.steps + ["means: \(models.text(.id, of: found.row))"],
      bits: found.bits, isAtMost: found.isAtMost)
  }

  private var rules: IDRules? { ownRules ?? Self.bundledRules }

  private func aliasStep(_ spelling: String, _ row: Int) -> [String] {
    let id = models.text(.id, of: row)
    return id == spelling ? [] : ["alias of: \(id)"]
  }

  /// The forms under which an id was looked up that the table does not know.
  package func triedForms(of id: String) -> [String] {
    var forms: [String] = []
    switch edition {
    case .november2026:
      _ = ModelID.firstForm(of: id) { form -> Bool? in
        forms.append(form.text)
        return nil
      }
    case .december2026:
      forms = rules?.forms(of: Spelling.folded(id)) ?? []
    }
    return forms
  }

  /// The row that an unknown id nearly leads to, and what is between: told to people, never taken.
  package func almost(_ id: String) -> String? {
    guard edition != .november2026,
      let found = rules?.almost(Spelling.folded(id), rowOfKey: row(of:))
    else { return nil }
    return "\(models.text(.id, of: found.row)) \(found.why)"
  }

  /// The first row that lists a spelling. Most are ids, which are found without the index.
  private func row(spelling: String) -> Int? {
    rows(of: spelling).first
      ?? candidates(spelling).first { index in
        models.read(index, through: .aliases) { row throws(DataError) in
          let id = try row.text(.id)
          if id == spelling || Model.bareName(of: id) == spelling { return true }
          return try row.keys(.aliases).contains(spelling)
        }
      }
  }

  /// The first row with a spelling that has the same key as words.
  private func row(of words: ModelWords) -> Int? {
    let found = spellings.rows(of: words.utf8)
    guard !found.isEmpty else { return nil }
    let key = words.key
    return found.first { index in
      models.read(index, through: .aliases) { row throws(DataError) in
        let id = try row.text(.id)
        return try ([id, Model.bareName(of: id) ?? id] + row.keys(.aliases)).contains {
          ModelWords(of: $0).key == key
        }
      }
    }
  }

  private func candidates(_ spelling: String) -> [Int] {
    spellings.rows(of: Array(spelling.utf8))
  }

  /// The rows of one id, oldest first.
  func rows(of id: String) -> Range<Int> { models.rows(where: .id, is: id) }
}

extension IDRules.Found {
  /// The precision that the id names, where the row has a size and not fewer bits already.
  fileprivate func bits(in model: Model) -> NamedBits? {
    guard let own = model.size?.weightBits, let bits else { return nil }
    return isAtMost && own <= bits.weights ? nil : bits
  }
}

extension IDRules {
  fileprivate init(_ tables: EcoTables) throws(DataError) {
    self.init(try Table<IDRule>(.idRules, of: tables) { _, _, _ in })
  }
}

extension Edition {
  /// What two spellings must not have in common that mean different models.
  fileprivate func key(_ spelling: String) -> String {
    switch self {
    case .november2026: spelling
    case .december2026: String(decoding: ModelWords(of: spelling).key, as: UTF8.self)
    }
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
