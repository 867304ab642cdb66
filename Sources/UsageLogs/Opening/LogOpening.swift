internal import PlainText

/// What the start of a log says about all of it: how it is framed, its format, its columns.
struct LogOpening {
  /// How the blocks of the log are made and read.
  enum Body {
    case csv(CSVLayout)
    case json(JSONFraming)
  }

  /// What the output begins with, where its rows are the input's own: a byte order mark, an array's
  /// bracket, the header with the eco columns.
  var prefix: [UInt8] = []
  /// How far what is before the records goes in the log, a byte order mark left out.
  var extent: TextExtent {
    let prefix = prefix.starts(with: Self.byteOrderMark) ? Array(prefix.dropFirst(3)) : prefix
    return TextExtent(prefix.span, prefix.count)
  }
  /// Lines above the header, which come through as they are.
  var skippedLines = 0
  /// What has been read of the log's records.
  var rest: [UInt8] = []
  /// `nil` for a log without any record.
  var log: (body: Body, plan: FieldPlan)?

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Works out what a log is from its start; `nil` where more of it has to be read for that.
  ///
  /// - Parameters:
  ///   - head: the start.
  ///   - extent: how much of the log it is.
  ///   - name: what the log is called.
  /// - Throws: `LogError` where no format fits, or several do; `UsageError` where the options do not.
  init?(head: [UInt8], _ extent: HeadExtent, name: String, _ options: ReadingOptions) throws {
    let mark = head.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
    prefix = Array(head[..<mark])
    let padded = Array(head[mark...]) + [UInt8](repeating: 0, count: Words.slack)
    let end = padded.count - Words.slack
    if let words = Refusal.encoding(of: head) { throw LogError(path: name, message: words) }
    guard let shape = Detection.shape(padded, extent, name: name) else { return nil }
    switch shape {
    case .empty: prefix = head
    case .csv(let dialect):
      try openCSV(padded, end, isComplete: extent == .whole, dialect, name, options)
    case .json(let framing):
      let start = framing == .elements ? JSONSyntax.skipSpace(padded.span, 0, end) + 1 : 0
      prefix += padded[..<start]
      rest = Array(padded[start..<end])
      lazy var paths = Detection.paths(padded, framing)
      let isNamed = options.format != nil
      guard
        let candidates = isNamed
          ? [] : Detection.candidates(padded, framing, extent, options.formats)
      else { return nil }
      let shape: LogFormat.Shape = framing == .events ? .events : .json
      let format = try Self.choose(candidates, name: name, shape: shape, options) {
        $0
      } names: {
        paths
      } generic: {
        Refusal.isKnown(paths)
          ? nil : GenericFormat.format(paths: paths, shape, needsModel: options.needsModel)
      } refusal: {
        Refusal.members(paths, shape, options)
      }
      let elsewhere =
        format.name == GenericFormat.name ? GenericFormat.unread(format, paths: paths) : []
      log = (.json(framing), Self.plan(format, options, unread: [PathTree.unreadPath] + elsewhere))
    }
  }

  private mutating func openCSV(
    _ padded: [UInt8], _ end: Int, isComplete: Bool, _ dialect: CSVDialect, _ name: String,
    _ options: ReadingOptions
  ) throws {
    let text = padded.span
    var (dialect, start) = (dialect, CSVDialect.separatorLine(text.extracting(0..<end))?.end ?? 0)
    if let header = Self.header(under: start, padded, end, options) {
      (dialect, start) = (header.dialect, header.start)
      skippedLines = text.lineEnds(0..<start)
    }
    var scanner = CSVScanner(delimiter: dialect.delimiter, fields: 1)
    let header = scanner.scan(text, start, end)
    // A header without a line end in all that has been read would be taken for shorter than it is.
    let isWhole = isComplete || text[header.next - 1] == UInt8(ascii: "\n")
    guard isWhole, header.isBalanced, header.fieldCount <= CSVLayout.maximumColumns else {
      throw LogError(
        path: name,
        message: "the first line is not a header: a quote is left open, it has more than"
          + " \(CSVLayout.maximumColumns) columns, or it is longer than \(OpenLog.headSize) bytes")
    }
    let columns = CSVLayout.names(text.extracting(start..<header.end), dialect)
    for path in options.maps.filter({ $0.field != nil }).map(\.path)
    where !columns.contains(path) && !columns.contains(where: { path.hasPrefix($0 + "|") }) {
      throw UsageError(
        "\(name): --map names the column \(path)\(Nearest.hint(path, columns)); its columns are:"
          + " \(columns.prefix(40).joined(separator: ", "))")
    }
    let exact = Detection.candidates(columns: columns, options.formats)
    let generic = { GenericFormat.format(columns: columns, needsModel: options.needsModel) }
    let adapted: (LogFormat) -> LogFormat = { exact.isEmpty ? $0.spelled(as: columns) : $0 }
    let known =
      exact.isEmpty ? Detection.candidate(columnsLike: columns, options.formats) : exact
    // A signature of common names may be another log's, of which the names say more.
    let candidates = known.filter {
      options.mapsCounts
        || !Refusal.overlooks(adapted(options.formats.format($0)), Set(columns), generic)
    }
    let format = try Self.choose(
      candidates, name: name, shape: .csv, options, adapted: adapted, names: { Set(columns) },
      generic: generic, refusal: { Refusal.columns(columns, options) })
    try Refusal.checkNames(of: format, in: columns, name: name)
    let read = Set(format.slots.map { $0.source.path.prefix { $0 != "|" } })
    let plan = Self.plan(
      format, options, columns: columns,
      unread: columns.filter {
        !read.contains($0[...]) && !format.known.contains($0) && TokenNames.isCount($0)
      },
      hasDecimalComma: dialect.hasDecimalComma)
    let layout = CSVLayout(
      columns: columns, dialect: dialect, paths: plan.slots.map(\.source.path))
    prefix +=
      padded[..<start]
      + layout.enriched(
        text.extracting(start..<header.next), with: options.with.flatMap(\.names))
    rest = Array(padded[header.next..<end])
    log = (.csv(layout), plan)
  }

  /// The most lines that stand above a header.
  private static let mostLinesAbove = 30

  /// The header of a known format under other lines; `nil` where the first line is one, or none is.
  private static func header(
    under start: Int, _ padded: [UInt8], _ end: Int, _ options: ReadingOptions
  ) -> (dialect: CSVDialect, start: Int)? {
    let text = padded.span
    var line = start
    for number in 0..<mostLinesAbove {
      let lineEnd = ByteSearch.first(UInt8(ascii: "\n"), in: text, line..<end) ?? end
      let header = text.extracting(line..<lineEnd)
      let dialect = CSVDialect(header: header)
      let names = CSVLayout.names(header, dialect).map {
        $0.hasSuffix("\r") ? String($0.dropLast()) : $0
      }
      let isKnown =
        names.count > 2 && !Detection.candidates(columns: names, options.formats).isEmpty
      if isKnown { return number == 0 ? nil : (dialect, line) }
      guard lineEnd < end else { return nil }
      line = lineEnd + 1
    }
    return nil
  }

  /// The paths of the log's first texts; empty for a delimited one.
  func paths(_ body: Body) -> Set<String> {
    guard case .json(let framing) = body else { return [] }
    let mark = prefix.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
    let head = prefix[mark...] + rest + [UInt8](repeating: 0, count: Words.slack)
    return Detection.paths(Array(head), framing)
  }

  static func plan(
    _ format: LogFormat, _ options: ReadingOptions, columns: [String] = [], unread: [String],
    hasDecimalComma: Bool = false
  ) -> FieldPlan {
    // A column is there, whatever its cells say.
    let mapped = Set(options.maps.filter { !columns.contains($0.path) }.compactMap(\.field))
    let unneeded =
      options.holding == .log ? options.unneeded.union(Field.ofPapers) : options.unneeded
    return FieldPlan(
      format: format, assumptions: options.assumptions, mapped: mapped,
      // What a caller maps is looked for, so that a slip is noticed.
      unneeded: unneeded.subtracting(mapped), unread: unread, hasDecimalComma: hasDecimalComma)
  }

  /// The one format that a log has: the named one, else the one whose signature it has, else what its
  /// names say; then what `--map` says. It is never a guess between two.
  ///
  /// - Parameters:
  ///   - adapted: a format as this log spells it.
  ///   - names: the columns or paths that the log has.
  ///   - generic: what its names say, where they say enough.
  ///   - refusal: what is said where no format has them.
  private static func choose(
    _ candidates: [LogFormats.Entry], name: String, shape: LogFormat.Shape,
    _ options: ReadingOptions, adapted: (LogFormat) -> LogFormat, names: () -> Set<String>,
    generic: () -> LogFormat?,
    refusal: () -> String
  ) throws -> LogFormat {
    var format: LogFormat
    let found = candidates
    let candidates = found.filter { options.takes(options.formats.format($0).holding) }
    if let other = found.first, candidates.isEmpty, options.format == nil, !options.mapsCounts {
      throw LogError(path: name, message: Refusal.holding(options.formats.format(other), options))
    }
    if options.format == GenericFormat.name {
      guard let generic = generic() else {
        throw UsageError(
          "\(name): --from \(GenericFormat.name): nothing here is called a model and prompt and"
            + " completion tokens; say where they are with --map")
      }
      format = generic
    } else if let wanted = options.format {
      format = try named(wanted, name: name, shape: shape, options, adapted, names)
    } else if let first = candidates.first, candidates.allSatisfy({ $0.name == first.name }) {
      format = adapted(options.formats.format(first))
    } else if !candidates.isEmpty {
      throw LogError(
        path: name,
        message:
          "it fits several formats, \(candidates.map(\.name).sorted().joined(separator: ", "));"
          + " say which with --from NAME")
    } else if !options.mapsCounts, let generic = generic() {
      format = generic
    } else if !options.maps.isEmpty {
      format = LogFormat(name: "mapped", shapes: [shape])
    } else {
      throw LogError(path: name, message: refusal())
    }
    try map(options, in: &format, shape)
    return format
  }

  /// The format that `--from` names: of those of its name the one that fits.
  private static func named(
    _ wanted: String, name: String, shape: LogFormat.Shape, _ options: ReadingOptions,
    _ adapted: (LogFormat) -> LogFormat, _ names: () -> Set<String>
  ) throws(UsageError) -> LogFormat {
    let formats = options.formats.named(wanted).filter { $0.shapes.contains(shape) }.map(adapted)
    guard let first = formats.first else {
      throw UsageError("\(name): \(wanted) logs are not written as \(shape.rawValue)")
    }
    guard options.takes(first.holding) else {
      throw UsageError("\(name): --from \(wanted): \(Refusal.holding(first, options))")
    }
    let names = names()
    let misfits = formats.map {
      Refusal.misfit($0, shape, names, needsModel: options.needsModel)
    }
    if let told = formats.first(where: { $0.signature.isSubset(of: names) }) { return told }
    if let fitting = zip(formats, misfits).first(where: { $1 == nil })?.0 { return fitting }
    if options.maps.isEmpty, let misfit = misfits[0] {
      throw UsageError("\(name): --from \(wanted): \(misfit)")
    }
    return first
  }

  /// Puts what a caller says in the place of what a format says.
  private static func map(
    _ options: ReadingOptions, in format: inout LogFormat, _ shape: LogFormat.Shape
  ) throws(UsageError) {
    for field in options.maps.compactMap(\.field) { format.fields[field] = nil }
    for rule in options.maps {
      do throws(FormatRule.Fault) {
        try options.formats.add(rule, to: &format, writtenAs: shape)
      } catch {
        throw UsageError("--map \(rule.name)=\(rule.path): \(error.message)")
      }
    }
  }
}
