package import EcoModel
internal import SystemFiles

/// All calls that logs tell, each once, with what people group them by. About 150 bytes a call.
package struct CallHistory: Sendable {
  /// A file of a known format, or one that says itself what it is.
  package struct File: Sendable {
    package let path: String
    /// How many bytes it has.
    package let size: Int
    /// The name of its format, written as JSON; `nil`: the file itself tells.
    package let format: String?
    /// The project of its calls where they do not say it.
    package let project: String

    package init(path: String, size: Int, format: String?, project: String = "") {
      (self.path, self.size, self.format, self.project) = (path, size, format, project)
    }

    /// Its name without folders and what follows the first point.
    var stem: String {
      String((path.split(separator: "/").last ?? "").prefix { $0 != "." })
    }
  }

  /// One call.
  package struct Call: Sendable {
    /// The place of the file among those that were given.
    package let file: Int
    package let day: UTCDay?
    /// The place in `groups` of what it is of.
    package let group: Int
    /// What it comes to.
    package let outcome: Outcome
    /// Where its record starts in the file.
    package let offset: Int
  }

  package enum Outcome: Sendable {
    /// The place in `rates` of its rate, and its tokens.
    case charged(rate: Int, TokenUsage)
    /// It has no figure.
    case omitted(Unclassified, tokens: Int)
  }

  /// What calls are grouped by, in the order of the values of a group.
  package static let dimensions: [GroupDimension] = [
    .session, .project, .branch, .user, .provider, .model,
  ]

  /// In the order of the files, and of the records in them.
  package private(set) var calls: [Call] = []
  package private(set) var rates: [Rate] = []
  /// The values of `dimensions`.
  package private(set) var groups: [[String]] = []
  /// Records that could not be read.
  package private(set) var rejected = 0
  /// Files that could not be read, and why.
  package private(set) var unread: [(path: String, reason: String)] = []

  /// Reads files, as many at once as there are jobs.
  ///
  /// - Parameters:
  ///   - options: how they are read.
  ///   - jobs: how many threads; the result is the same for any number.
  package init(
    _ files: [File], _ options: ReadingOptions, _ estimator: EcoEstimator, jobs: Int
  ) async {
    var options = options
    options.unneeded = [.id, .key]
    let (large, others) = Self.large(files, jobs, options.blockSize)
    var readers: [HistoryReader] = []
    if !large.isEmpty {
      let reader = HistoryReader(files, large, options, estimator, jobs: jobs)
      await reader.read()
      readers = [reader]
    }
    let alone = Self.shares(others, files, jobs).map {
      HistoryReader(files, $0, options, estimator, jobs: 1)
    }
    if alone.count == 1 {
      await alone[0].read()
    } else {
      await withTaskGroup { tasks in
        for reader in alone { tasks.addTask { await reader.read() } }
      }
    }
    merge(readers + alone, files)
  }

  /// Leaves out the calls whose values of `dimensions` are not wanted.
  package mutating func keep(where isWanted: ([String]) -> Bool) {
    calls.removeAll { !isWanted(groups[$0.group]) }
  }

  /// Files that are more than the share of one job, which all jobs read together, and all others.
  ///
  /// - Parameter least: how much such a file has at least.
  private static func large(
    _ files: [File], _ jobs: Int, _ least: Int
  ) -> (large: [Int], others: [Int]) {
    let share = max(files.reduce(0) { $0 + $1.size } / jobs, least)
    func isLarge(_ index: Int) -> Bool { jobs > 1 && files[index].size > share }
    return (files.indices.filter(isLarge), files.indices.filter { !isLarge($0) })
  }

  /// The files of each job, about as many bytes for each.
  private static func shares(_ own: [Int], _ files: [File], _ jobs: Int) -> [[Int]] {
    var shares = [(files: [Int], bytes: Int)](repeating: ([], 0), count: min(jobs, own.count))
    for index in own.sorted(by: { (files[$0].size, $1) > (files[$1].size, $0) }) {
      guard let least = shares.indices.min(by: { shares[$0].bytes < shares[$1].bytes }) else {
        break
      }
      shares[least].files.append(index)
      // Opening a file costs about as much as reading so many bytes of it.
      shares[least].bytes += files[index].size + 1 << 15
    }
    return shares.map(\.files)
  }

  private mutating func merge(_ readers: [HistoryReader], _ files: [File]) {
    var table = CallTable()
    for reader in readers {
      for visitor in reader.visitors { table.merge(visitor.table) }
      unread += reader.unread
    }
    var rateNumbers: [Rate.Key: Int] = [:]
    var groupNumbers: [[String]: Int] = [:]
    for visitor in readers.flatMap(\.visitors) {
      rejected += visitor.rejected
      let rates = visitor.rates.map { rate in
        rateNumbers.number(of: rate.key) { self.rates.append(rate) }
      }
      var numbers: [SIMD2<Int>: Int] = [:]
      func group(of call: HistoryVisitor.Told) -> Int {
        let file = CallPlace.input(call.place)
        let key = SIMD2(call.group, file)
        if let number = numbers[key] { return number }
        var values = visitor.values(call.group)
        // Where calls do not say their session, a file is one.
        if values[0].isEmpty { values[0] = files[file].stem }
        if values[1].isEmpty { values[1] = files[file].project }
        let number = groupNumbers.number(of: values) { self.groups.append(values) }
        numbers[key] = number
        return number
      }
      for call in visitor.calls where !call.isSuperseded(by: table) {
        let outcome: Outcome
        switch call.outcome {
        case .charged(let rate, let usage): outcome = .charged(rate: rates[rate], usage)
        case .omitted(let reason, let tokens): outcome = .omitted(reason, tokens: tokens)
        case .rejected:
          rejected += 1
          continue
        }
        calls.append(
          Call(
            file: CallPlace.input(call.place), day: call.day, group: group(of: call),
            outcome: outcome, offset: CallPlace.offset(call.place)))
      }
    }
    calls.sort { ($0.file, $0.offset) < ($1.file, $1.offset) }
    unread.sort { $0.path < $1.path }
  }
}

extension Dictionary where Value == Int {
  /// The number of a key: a new one goes after all others.
  fileprivate mutating func number(of key: Key, isNew: () -> Void) -> Int {
    if let number = self[key] { return number }
    isNew()
    self[key] = count
    return count - 1
  }
}

/// Reads some of the files, one after the other, each with as many jobs as it may have. It belongs to one
/// task.
private final class HistoryReader: @unchecked Sendable {
  private let files: [CallHistory.File]
  private let own: [Int]
  private let options: ReadingOptions
  private let estimator: EcoEstimator
  private let jobs: Int
  /// For each known format a pipeline that is kept, with all that it has learnt.
  private var pipelines: [String: Pipeline<HistoryScan>] = [:]
  private(set) var visitors: [HistoryVisitor] = []
  private(set) var unread: [(path: String, reason: String)] = []

  init(
    _ files: [CallHistory.File], _ own: [Int], _ options: ReadingOptions,
    _ estimator: EcoEstimator, jobs: Int
  ) {
    (self.files, self.own, self.options, self.estimator) = (files, own, options, estimator)
    self.jobs = jobs
  }

  func read() async {
    for index in own {
      do {
        try await read(files[index], index)
      } catch {
        unread.append((files[index].path, "\(error)"))
      }
    }
    for (_, pipeline) in pipelines.sorted(by: { $0.key < $1.key }) { take(pipeline) }
  }

  private func read(_ file: CallHistory.File, _ index: Int) async throws {
    let input = try InputFile(path: file.path)
    guard let name = file.format else {
      let log = try await OpenLog(input, options)
      guard let (body, plan) = log.opening.log else { return }
      let pipeline = pipeline(body, plan)
      try await run(pipeline, log.blocks(body.framer, blockSize: options.blockSize), index)
      return take(pipeline)
    }
    let framing: JSONFraming = file.path.hasSuffix(".json") ? .documents : .lines
    let key = "\(name) \(framing)"
    guard let pipeline = pipelines[key] ?? pipeline(of: name, framing) else { return }
    pipelines[key] = pipeline
    let blocks = BlockReader(
      source: input, head: [], isComplete: false, framer: .json(framing),
      blockSize: options.blockSize)
    try await run(pipeline, blocks, index)
  }

  /// A pipeline for logs of a format: where one is written in several ways, a document has its records
  /// inside, and a line is one.
  private func pipeline(
    of name: String, _ framing: JSONFraming
  ) -> Pipeline<HistoryScan>? {
    let formats = options.formats.named(name).filter { $0.shapes.contains(.json) }
    let format = formats.first { $0.recordPath.isEmpty == (framing == .lines) } ?? formats.first
    return format.map {
      pipeline(.json(framing), LogOpening.plan($0, options, unread: [PathTree.unreadPath]))
    }
  }

  private func pipeline(
    _ body: LogOpening.Body, _ plan: FieldPlan
  ) -> Pipeline<HistoryScan> {
    // What lines say for those after them is known to one lane only.
    Pipeline(jobs: plan.format.carried.isEmpty ? jobs : 1) {
      HistoryScan(body, plan, HistoryVisitor(plan, estimator))
    }
  }

  private func run(
    _ pipeline: Pipeline<HistoryScan>, _ blocks: BlockReader, _ index: Int
  ) async throws {
    pipeline.changeEach { $0.visitor.begin(input: index) }
    _ = try await pipeline.run(blocks) { _ in }
  }

  private func take(_ pipeline: Pipeline<HistoryScan>) {
    pipeline.forEachProcessor { visitors.append($0.visitor) }
  }
}

/// Reads blocks of a log for a visitor; of lines only those that may tell a call.
private struct HistoryScan: BlockProcessor {
  var visitor: HistoryVisitor
  private var records: LogRecords
  private let filter: LineFilter?
  /// Whether no line says anything for those after it.
  private let standAlone: Bool

  init(_ body: LogOpening.Body, _ plan: FieldPlan, _ visitor: HistoryVisitor) {
    self.visitor = visitor
    records = LogRecords(body, plan, nil)
    filter = body.isLines ? LineFilter(plan) : nil
    standAlone = plan.format.carried.isEmpty
  }

  mutating func process(
    _ text: Span<UInt8>, _ end: Int, after position: Int, into output: inout BlockOutput
  ) {
    guard let filter else { return records.forEach(text, end, after: position, &visitor) }
    let lines = filter.lines(text, end)
    // Of the lines that tell one call the last mostly counts: those before it then need no figure.
    for line in standAlone ? lines.reversed() : lines {
      let readable = min(line.upperBound + Words.slack, text.count)
      records.forEach(
        text.extracting(line.lowerBound..<readable), line.count, after: position + line.lowerBound,
        &visitor)
    }
  }
}

extension LogOpening.Body {
  /// Whether each line is a JSON text.
  fileprivate var isLines: Bool {
    if case .json(.lines) = self { true } else { false }
  }
}
