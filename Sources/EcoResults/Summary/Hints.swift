internal import EcoModel
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// What a run has to say of its log besides the figures, in words: what was noticed, of how many records,
/// and what would mend it.
package struct Hints {
  private let totals: TallyTotals
  private let logs: [LogResult]
  private let unread: [(path: String, reason: String)]

  init(_ totals: TallyTotals, logs: [LogResult], unread: [(path: String, reason: String)]) {
    self.totals = totals
    self.logs = logs
    self.unread = unread
  }

  /// All of them: how the logs are written, the warnings in the order of their codes, the reasons for no
  /// figure, and what was not read.
  package var lines: [String] {
    logs.flatMap(texts) + (metered.map { [$0] } ?? [])
      + Warning.allCases.compactMap { warning in
        let count = totals.warnings[warning]
        return count > 0 ? text(warning, Self.records(count)) : nil
      }
      + Unclassified.allCases.compactMap { reason in
        totals.ledger.omitted[reason].flatMap { text(reason, $0.records) }
      } + (leftOut.map { [$0] } ?? [])
  }

  /// How much of the energy was metered and how much is estimated; `nil` where nothing was metered.
  package var metered: String? {
    let sums = LedgerTotals(withoutRanges: totals.ledger.unorderedLines)
    let part = sums.metered
    guard part.records > 0 else { return nil }
    let share = Readable.share(part.energy.nanos, of: sums.energy.nanos)
    let prorated =
      sums.prorated.records > 0
      ? " (\(Self.records(sums.prorated.records)) by a share of what several requests took)" : ""
    let rest =
      part.records < sums.records
      ? "; the rest, \(Self.records(sums.records - part.records)), is estimated" : ""
    return "\(share) of the energy was metered, in \(Self.records(part.records))\(prorated)\(rest)"
  }

  /// What files of directories were not read: said once, for each kind of reason with the first of them.
  package var leftOut: String? {
    guard !unread.isEmpty else { return nil }
    let kinds = Dictionary(grouping: unread) { Self.kind(of: $0.reason) }
    let sorted = kinds.values.sorted {
      ($1.count, $0[0].path) < ($0.count, $1[0].path)
    }
    let told = sorted.map { files in
      let (path, reason) = files[0]
      let more = files.count == 1 ? "" : " and \(Self.number(files.count - 1)) more"
      // The whole reason where there are few; the summary has those of all.
      return "\(path)\(more) (\(unread.count > 2 ? Self.kind(of: reason) : reason[...]))"
    }
    let files = unread.count == 1 ? "file was" : "files were"
    return "\(Self.number(unread.count)) \(files) not read: \(told.joined(separator: "; "))"
  }

  /// What a reason has in common with that of other files.
  private static func kind(of reason: String) -> Substring { reason.prefix { $0 != ":" } }

  /// Which formats the logs have, where they were recognised.
  package var read: String? {
    let kinds = Dictionary(grouping: logs, by: \.format)
    guard logs.count > 1 else {
      let known = logs.first { $0.format != "none" && $0.fields.isEmpty }
      return known.map { "read as \($0.format)" }
    }
    let told = kinds.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map {
      "\($0.key == "none" ? "empty" : $0.key) \(Self.number($0.value.count))"
    }
    return "read \(Self.number(logs.count)) files: \(told.joined(separator: ", "))"
  }

  private func texts(_ log: LogResult) -> [String] {
    (log.conversion.map { ["\(log.path) is \($0.words)"] } ?? [])
      + (log.skippedLines > 0
        ? ["\(log.path): \(log.skippedLines) lines above the header are left as they are"] : [])
  }

  /// What is said even where nobody looks: that less than half of the tokens have a figure, and what
  /// would give it; `nil` where more have one.
  package var shortfall: String? {
    let omitted = totals.ledger.omitted
    let estimated = totals.ledger.tokens
    let missing = omitted.values.reduce(0) { $0 + $1.tokens }
    let isShort = missing > 0 ? estimated < missing : totals.estimated == 0
    guard isShort, !omitted.isEmpty,
      let most = Unclassified.allCases.filter({ omitted[$0] != nil }).max(by: {
        Self.size(omitted[$0]) < Self.size(omitted[$1])
      }), let records = omitted[most]?.records
    else { return nil }
    let share =
      missing > 0
      ? "only \(100 * estimated / (estimated + missing)) % of the tokens have a figure"
      : "no record has a figure"
    return "\(share): \(text(most, records) ?? "\(Self.records(records)): \(most.code)")"
  }

  private static func size(_ omission: Ledger.Omission?) -> (Int128, Int) {
    (omission?.tokens ?? 0, omission?.records ?? 0)
  }

  private func text(_ reason: Unclassified, _ count: Int) -> String? {
    let records = Self.records(count)
    switch reason {
    case .unknownModel:
      return
        "\(records): the model is not in the tables; eco-calc data coverage LOG lists such models and"
        + " what is near, and --data DIR brings models of your own"
    case .undisclosedParameters: return "\(records): nobody has published the size of the model"
    case .unknownRegion: return text(withoutPlace: count)
    case .noUsage:
      return "\(records) \(count == 1 ? "has" : "have") no token counts"
        + (totals.unreadNames.names.isEmpty ? "" : " that are read: see --map")
    case .noGridData: return "\(records): older than the carbon intensities of their place"
    case .notCompletion:
      return "\(records) made no text: other lines of a session, embeddings, images and the like"
    case .notInferred: return "\(records) answered from a cache: nothing was worked out"
    }
  }

  /// Records whose place is not known, and the option that gives them one.
  private func text(withoutPlace count: Int) -> String {
    let records = Self.records(count)
    let missing = totals.warnings[.regionMissing]
    let unasked = totals.warnings[.providerMissing]
    let (have, them) = count == 1 ? ("has", "it a figure") : ("have", "them figures")
    func some(_ number: Int, name what: String) -> String {
      let name = number == 1 ? "names" : "name"
      return number == 0 ? "" : ", \(Self.number(number)) of them \(name) \(what)"
    }
    guard missing == count else {
      return "\(records): the region is not known; --assume region=world takes the world's average"
        + some(missing, name: "none")
    }
    guard unasked == count else {
      return "\(records) \(have) no region: --assume region=provider gives \(them) where the"
        + " provider says where it serves\(some(unasked, name: "no provider")),"
        + " and region=us (or where they were served) where you know"
    }
    return "\(records) \(have) no region and no provider to ask for one: --assume region=us (or"
      + " where they were served) gives \(them), region=world by the world's average"
  }

  private func text(_ warning: Warning, _ records: String) -> String? {
    switch warning {
    case .aggregate: "\(records) of several requests each, taken as equal"
    case .aggregateSuspected:
      "\(records) with more prompt tokens than one request can have: sums of several? Say of how many"
        + " with --map requests=NAME"
    case .assumedAccelerator: "\(records) served on the accelerator of --assume"
    case .assumedConcurrency: "\(records) served at the concurrency of --assume"
    case .assumedModel: "\(records) without a model: the one of --assume was taken"
    case .assumedProvider: "\(records) without a provider: the one of --assume was taken"
    case .assumedRegion:
      totals.ledger.unorderedLines.contains { $0.rate.basis.spread != nil }
        ? "\(records) without a region: the one was taken that stands for their provider's, the interval"
          + " of carbon is as wide as its places are apart, and their label is gross"
        : "\(records) without a region: the one of --assume was taken, and their label is gross"
    case .cachedCapped:
      "\(records) with more cached than prompt tokens, of different tokenisers: all of the prompt was"
        + " taken as cached"
    case .concurrencyOutlier:
      "\(records) with a concurrency that cannot be: it was taken as not said"
    case .energyNotMetered:
      "\(records) with an energy that nobody says was metered for the request (of a whole batch, an"
        + " estimate, or no number): the formula's figure stands; --map metered_j=FIELD, or metered_wh,"
        + " says that it was"
    case .gpuSecondsOutlier:
      "\(records) with more or fewer GPU-seconds than the model can take: is a division by the"
        + " concurrency missing?"
    case .localServing:
      "\(records) of a runner on one's own machine: one sequence at a time was taken"
    case .unknownAccelerator:
      "\(records) with an accelerator that is not in the tables: it was taken as not said"
    case .exactRepeats: "\(records) left out as exact repeats"
    case .gridEstimated: "\(records) by factors of --grid that their publisher estimated"
    case .gridYear:
      "\(records) at times that --grid has no factor for: the year's was taken"
    case .hiddenTokens:
      "\(records) whose total is more than its parts: the parts were used, and tokens (reasoning, most"
        + " often) may be missing"
    case .naiveTime: "\(records) with a time without a zone, taken as UTC"
    case .noCachedTokens:
      "\(records) with long prompts and no cached tokens in the log: where an agent sends its context"
        + " again, figures are 7 to 25 times too high; log the cached tokens, or say where they are with"
        + " --map cached_prompt=NAME"
    case .completionMissing:
      "\(records) with prompt tokens and no completion tokens: figures of half a request; say where"
        + " the completion is with --map completion=NAME"
    case .promptMissing:
      "\(records) with completion tokens and no prompt tokens: figures of half a request; say where the"
        + " prompt is with --map prompt=NAME"
    // Said with the reason for no figure.
    case .regionMissing, .providerMissing: nil
    case .superseded: "\(records) of calls that another record tells: each call was counted once"
    case .timeMissing:
      "\(records) without a time: the grid of the latest year was taken, and where a query adds up, a"
        + " row of totals may be counted with its parts"
    case .unreadTokens:
      "\(records) with counts that are not read: \(totals.unreadNames.names.joined(separator: ", "));"
        + " say what they are with --map"
    }
  }

  private static func records(_ count: Int) -> String {
    Readable.text(Int128(count), "record")
  }

  /// In groups of three digits.
  private static func number(_ count: Int) -> String { Readable.text(Int128(count)) }
}
