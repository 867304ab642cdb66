/// Reads a log that no format has by what its columns or members are called: a model, and counts of
/// prompt and completion tokens.
package enum GenericFormat {
  /// What `--from` and the summary call it.
  package static let name = "generic"

  /// The format of a delimited log; `nil` where its header does not name all that is needed.
  ///
  /// - Parameter needsModel: whether a log without a model is of no use.
  static func format(columns: [String], needsModel: Bool) -> LogFormat? {
    let found = columns.compactMap { column -> Place? in
      let words = NameWords(column)
      if let count = words.count(isUsage: false) { return Place(count, 0, column) }
      if words.isRowCount { return Place(.requests, .max, column) }
      return words.field.map { Place($0.field, $0.rank, column) } ?? Member(column).energy
    }
    return format(found, shape: .csv, needsModel)
  }

  /// The format of a JSON log: its first object with counts of tokens, and what stands around it.
  ///
  /// - Parameter paths: all paths of the log's first texts, as `PathLister` has them.
  static func format(
    paths: Set<String>, _ shape: LogFormat.Shape, needsModel: Bool
  ) -> LogFormat? {
    let all = paths.filter { !$0.contains("=") }.map(Member.init)
    let containers = Member.containers(of: all)
    let members = all.filter { !containers.contains($0.path) }
    let owners = Set(
      members.filter { NameWords($0.name).count(isUsage: true) == .prompt }.map(\.parent)
    ).filter { !NameWords($0).isRunning }.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    for owner in owners {
      let isUsage = ["usage", "token", "tokens"].contains {
        NameWords(Member(owner).name).words.contains($0)
      }
      let record = Member(owner).record
      var found: [Place] = []
      for member in members where member.record == record || record.hasPrefix(member.record) {
        if let count = member.count(in: owner, isUsage: isUsage) {
          found.append(Place(count, 0, member.path))
        } else if let (field, rank) = member.words.field,
          field == .model ? member.isText(in: paths) : member.isAround(owner),
          // Outside the record it is how many records there are.
          field != .requests || member.record == record
        {
          // What stands near the counts is of them rather than what stands further out.
          let near = zip(member.path, owner).prefix { $0 == $1 }.count
          found.append(Place(field, rank - 100 * near, member.path))
        } else if member.isAround(owner) || Member(member.parent).isAround(owner),
          let energy = member.energy
        {
          found.append(energy)
        }
      }
      if var format = format(found, shape: shape, needsModel) {
        format.recordPath = record
        return format
      }
    }
    return nil
  }

  /// Where a field may be; the lowest rank is trusted most.
  fileprivate struct Place {
    let field: Field
    let rank: Int
    let source: LogFormat.Source

    init(_ field: Field, _ rank: Int, _ path: String, _ part: Field.Part = .all) {
      self.field = field
      self.rank = rank
      source = LogFormat.Source(path: path, part: part)
    }
  }

  private static func format(
    _ places: [Place], shape: LogFormat.Shape, _ needsModel: Bool
  ) -> LogFormat? {
    var format = LogFormat(name: name, shapes: [shape])
    for place in places.sorted(by: { ($0.rank, $0.source.path) < ($1.rank, $1.source.path) }) {
      format.fields[place.field, default: []].append(place.source)
    }
    for field in [Field.prompt, .completion] { format.chooseWholes(of: field) }
    let needed: [Field] = [.prompt, .completion] + (needsModel ? [.model] : [])
    return needed.allSatisfy { format.fields[$0] != nil } ? format : nil
  }
}

extension GenericFormat {
  /// Paths of counts in a record that no source reads, where nobody looks for such in passing: those of
  /// other objects than the one that was chosen.
  static func unread(_ format: LogFormat, paths: Set<String>) -> [String] {
    let read = Set(format.slots.map(\.source.path))
    let all = paths.filter { !$0.contains("=") }
    let containers = Member.containers(of: all.map(Member.init))
    let found = all.filter { path in
      let member = Member(path)
      return member.record == format.recordPath && !read.contains(path)
        && !containers.contains(path) && TokenNames.isCount(member.name)
        && !format.known.contains(member.name) && !NameWords(member.parent).isRunning
    }
    return Array(found.sorted().prefix(mostUnread))
  }

  /// The most of them: some logs have data for names.
  private static let mostUnread = 16

  /// The name at the end of a path.
  static func lastName(_ path: String) -> String { Member(path).name }

  /// Counts of a JSON log that go on from record to record; `nil` where there are none.
  static func runningTotal(in paths: Set<String>) -> String? {
    paths.filter { path in
      !path.contains("=") && NameWords(path).isRunning
        && NameWords(Member(path).name).count(isUsage: true) == .prompt
    }.min()
  }
}

extension LogFormat {
  /// Of several names of one count, those that do not say that it is a total, for that may have more;
  /// of these the largest, for one of them may be 0.
  fileprivate mutating func chooseWholes(of field: Field) {
    guard let sources = fields[field], sources.count > 1 else { return }
    let plain = sources.filter { !NameWords($0.path).words.contains("total") }
    guard !plain.isEmpty else { return }
    fields[field] = plain
    known.formUnion(Set(sources).subtracting(plain).flatMap { [$0.path, Member($0.path).name] })
    combining[field] = .largest
  }
}

/// A path of a JSON log, taken apart.
private struct Member {
  let path: String
  /// The path of the object that it is a member of.
  let parent: String
  let name: String

  init(_ path: String) {
    self.path = path
    // A key in braces may have dots.
    let start = path.hasSuffix("}") ? path.lastIndex(of: "{") : path.lastIndex { ".]".contains($0) }
    let end = start.map { path[$0] == "]" ? path.index(after: $0) : $0 } ?? path.startIndex
    parent = String(path[..<end])
    name = String(path[end...].filter { !".{}".contains($0) || path.hasSuffix("}") && $0 == "." })
  }

  /// All paths that others go on from.
  static func containers(of members: [Member]) -> Set<String> {
    var containers: Set<String> = []
    for member in members {
      var path = member.parent
      while !path.isEmpty, containers.insert(path).inserted {
        path = path.hasSuffix("[]") ? String(path.dropLast(2)) : Member(path).parent
      }
    }
    return containers
  }

  /// The path of the array's elements that it stands in; empty where it is in none.
  var record: String {
    path.ranges(of: "[]").last.map { String(path[..<$0.upperBound]) } ?? ""
  }

  /// The words of its name; `model.id` is one name.
  var words: NameWords {
    let outer = Member(parent).name
    return ["id", "name"].contains(name) && outer == "model"
      ? NameWords("\(outer) \(name)") : NameWords(name)
  }

  /// What it counts as a member of an object, or of one inside that has details; `nil`: nothing.
  func count(in owner: String, isUsage: Bool) -> Field? {
    guard path != owner, path.hasPrefix(owner), !path.dropFirst(owner.count).contains("[]") else {
      return nil
    }
    let rest = path.dropFirst(owner.count)
    guard owner.isEmpty || ".{".contains(rest.first ?? "x"),
      let count = NameWords(rest).count(isUsage: isUsage)
    else { return nil }
    let isWhole = [.prompt, .completion, .total].contains(count)
    return isWhole && parent != owner ? nil : count
  }

  /// What it says of an energy, if anything: in an object of that name as servers return what they
  /// metered, and how it was attributed; anywhere else nobody says that it was metered.
  var energy: GenericFormat.Place? {
    let isReturned = NameWords(Member(parent).name).words == ["energy"]
    if isReturned, name == "attribution_method" {
      return GenericFormat.Place(.attribution, 0, path)
    }
    if isReturned, name == "attribution_ratio" {
      return GenericFormat.Place(.attributionRatio, 0, path)
    }
    guard let unit = NameWords(path).energy else { return nil }
    return isReturned
      ? GenericFormat.Place(.acceleratorEnergy, 0, path, .energy(unit))
      : GenericFormat.Place(.energyNotMetered, 0, path)
  }

  /// Whether it is a member of an object, or of one around it.
  func isAround(_ owner: String) -> Bool {
    parent.isEmpty || owner == parent || owner.hasPrefix(parent + ".")
      || owner.hasPrefix(parent + "{")
  }

  func isText(in paths: Set<String>) -> Bool { paths.contains { $0.hasPrefix(path + "=") } }
}
