package import EcoModel
package import SystemFiles

extension UsageVisitor {
  /// The records of logs by day, model, provider, region and key: for each log one visitor for each
  /// lane, and how many records could not even be held.
  ///
  /// - Parameters:
  ///   - found: paths that were found in a directory, which may hold other things than logs.
  ///   - wantsKeys: whether it is asked whose key paid.
  ///   - repeats: the ids seen so far, where exact repeats are counted once.
  /// - Returns: the logs, and files of directories that are none.
  /// - Throws: `FileError`, `LogError` or `UsageError`, as for `calc`; `UsageLimit`, `TooManyIDs`.
  package static func read(
    _ paths: [String], found: Set<String>, _ options: ReadingOptions, _ estimator: EcoEstimator,
    wantsKeys: Bool, repeats: RepeatTable?, jobs: Jobs
  ) async throws -> (
    logs: [(path: String, visitors: [UsageVisitor], unread: Int)],
    unread: [(path: String, reason: String)]
  ) {
    var options = options
    options.unneeded = Set(wantsKeys ? [.id] : [.id, .key]).subtracting(repeats == nil ? [] : [.id])
    // Which record of an id is the first has to be the same in every run.
    let jobs = repeats == nil ? jobs : .one
    let inputs = try await LogInputs(paths, found: found, options, jobs: jobs)
    var logs: [(path: String, visitors: [UsageVisitor], unread: Int)] = []
    for input in inputs.logs {
      let (visitors, unread) = try await input.visitors(inputs.calls, options, jobs: jobs) {
        UsageVisitor(
          RecordReader(plan: $0, estimator: estimator), wantsKeys: wantsKeys, repeats: repeats)
      }
      if repeats?.isOverfull == true { throw TooManyIDs() }
      if visitors.contains(where: \.isFull) { throw UsageLimit() }
      logs.append((input.path, visitors, unread))
    }
    return (logs, inputs.unread)
  }
}

extension Paper {
  /// The visitor of a bill's or a statement's rows, and how many rows could not even be held.
  fileprivate static func visitor<Visitor: RecordVisitor>(
    _ path: String, _ options: ReadingOptions, _ makeVisitor: (FieldPlan) -> Visitor
  ) async throws -> (visitor: Visitor?, unread: Int) {
    var options = options
    options.unneeded = [.id, .key]
    let inputs = try await LogInputs([path], options, jobs: .one)
    let (visitors, unread) = try await inputs.logs[0].visitors(
      inputs.calls, options, jobs: .one, makeVisitor)
    return (visitors.first, unread)
  }
}

extension Paper<BillLine> {
  /// Reads a bill.
  ///
  /// - Throws: `FileError`, `UsageError`; `LogError` too where no row says how many tokens were used.
  package static func bill(_ path: String, _ options: ReadingOptions) async throws -> Paper {
    let (visitor, unread) = try await visitor(path, options) {
      BillVisitor(Paper(path: path, $0), $0)
    }
    var bill = visitor?.bill ?? Paper(path: path)
    bill.faultCount += unread
    bill.lines.removeAll { $0.amounts.isEmpty }
    guard !bill.lines.isEmpty || bill.rows == 0 else {
      throw LogError(path: path, message: bill.emptiness)
    }
    return bill
  }
}

extension Paper<StatementLine> {
  /// Reads a statement.
  ///
  /// - Throws: `FileError`, `LogError`, `UsageError`.
  package static func statement(_ path: String, _ options: ReadingOptions) async throws -> Paper {
    let (visitor, unread) = try await visitor(path, options) {
      StatementVisitor(Paper(path: path, $0), $0)
    }
    var statement = visitor?.statement ?? Paper(path: path)
    statement.faultCount += unread
    return statement
  }
}

extension Paper<BillLine> {
  /// Why a bill with rows has none that counts tokens.
  fileprivate var emptiness: String {
    let reasons = leftOut.sorted { $0.key < $1.key }.prefix(5).map { reason, count in
      "\(count) \(reason.code)\(reason.detail.isEmpty ? "" : " (\(reason.detail))")"
    }
    let fault = faults.first.map { ["row \($0.row): \($0.message)"] } ?? []
    let needed = ["quantity", "unit", "priced_quantity", "priced_unit"].flatMap(columns)
    return "none of its \(rows) rows says how many tokens were used: "
      + (reasons + fault).joined(separator: ", ")
      + (needed.isEmpty ? "" : "; as \(format) it is read from \(needed.joined(separator: ", "))")
  }
}
