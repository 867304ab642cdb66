/// Reads off a record which call it tells.
struct CallIdentity {
  private let call: FieldSlots
  private let within: FieldSlots
  private let copy: FieldSlots
  private let isOfSessions: Bool
  private let format: [UInt8]

  /// `nil` where a format does not tell calls in several records.
  init?(_ plan: FieldPlan) {
    guard plan.tellsCallsInParts else { return nil }
    call = plan.slots(of: .call)
    within = plan.slots(of: .within)
    copy = plan.slots(of: .copy)
    isOfSessions = !plan.slots(of: .session).range.isEmpty
    format = Array(plan.format.name.utf8)
  }

  /// Whether the records of a call are those that go on inside one another with the same counts, of
  /// which the innermost counts; else they are all that have the same name.
  var isNested: Bool { !within.range.isEmpty }

  /// What names a record's call within its session; `nil` where the first of its names is missing.
  func names(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Digest? {
    guard fields[call.range.lowerBound].saysSomething else { return nil }
    return digester(of: call, text, unescaped, fields).finish()
  }

  /// What names the call of those names that is told in a session.
  func call(_ names: Digest, in family: Digest) -> Digest {
    guard isOfSessions else { return names }
    var digester = Digester()
    digester.add(names)
    digester.add(family)
    return digester.finish()
  }

  /// Whether a record other than the one at `place` counts for the call of those names; what a session
  /// repeats of those it goes on from is told there.
  func isSuperseded(
    _ names: Digest, in family: Digest, at place: UInt64, by table: CallTable
  ) -> Bool {
    table.isCounted(call(names, in: family), otherThan: place)
      || table.isTold(before: family) { call(names, in: $0) }
  }

  /// What names a call by its span and its counts, or the call that it goes on in, which has the same.
  func span(
    isAround: Bool, _ counts: TokenCounts, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Digest? {
    let slots = isAround ? within : call
    guard counts.prompt != nil || counts.completion != nil,
      slots.range.allSatisfy({ fields[$0].saysSomething })
    else { return nil }
    var digester = digester(of: slots, text, unescaped, fields)
    digester.add(counts.prompt ?? 0)
    digester.add(counts.completion ?? 0)
    return digester.finish()
  }

  private func digester(
    of slots: FieldSlots, _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Digester {
    var digester = Digester()
    digester.add(format.span)
    for slot in slots.range {
      digester.add(0 as UInt8)
      let field = fields[slot]
      if field.saysSomething {
        digester.add((field.isUnescaped ? unescaped : text).extracting(field.range))
      }
    }
    return digester
  }

  /// How much a record has to say of its call.
  func weight(_ counts: TokenCounts, _ fields: Span<FieldRange>) -> UInt64 {
    let isCopy = copy.range.contains { fields[$0].kind == .yes }
    return counts.tokens + (isCopy ? 0 : 1 << 63)
  }
}

/// Tells of the records of one log, in their order, which are superseded by others of their call.
struct CallReader {
  private let plan: FieldPlan
  private let identity: CallIdentity
  private let table: CallTable
  private let said: CallTable.Said
  private let input: Int
  private var kinds = KindTable()

  /// `nil` where each record is a call.
  ///
  /// - Parameter input: the number of the log among the inputs.
  init?(_ plan: FieldPlan, _ table: CallTable?, input: Int) {
    guard let table, let identity = CallIdentity(plan) else { return nil }
    self.plan = plan
    self.identity = identity
    self.table = table
    self.input = input
    said = table.said[input] ?? CallTable.Said()
  }

  /// How many fields a record has.
  var width: Int { plan.slots.count }

  /// What earlier lines have said, for a record that does not say it itself, and the slots for it.
  ///
  /// - Parameter offset: of the record in the log.
  func carried(_ fields: Span<FieldRange>, at offset: Int) -> [(slot: Int, text: [UInt8])] {
    let place = CallPlace.of(input: input, offset: offset)
    return said.texts.compactMap { field, texts in
      let slots = plan.slots(of: field)
      let next = texts.partition { $0.place > place }
      return next > 0 && slots.first(in: fields) == nil
        ? (slots.range.lowerBound, texts[next - 1].text) : nil
    }
  }

  /// Whether another record counts for the call that a record tells.
  mutating func isSuperseded(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>, at offset: Int
  ) -> Bool {
    if identity.isNested { return isAroundAnother(text, unescaped, fields) }
    guard let names = identity.names(text, unescaped, fields) else { return false }
    let place = CallPlace.of(input: input, offset: offset)
    return identity.isSuperseded(names, in: family(at: place), at: place, by: table)
  }

  private func family(at place: UInt64) -> Digest {
    let next = said.families.partition { $0.place > place }
    return next > 0 ? said.families[next - 1].family : Self.family(ofInput: input)
  }

  /// The family of calls in a log that names no session.
  static func family(ofInput input: Int) -> Digest {
    var digester = Digester()
    digester.add(UInt64(truncatingIfNeeded: input))
    return digester.finish()
  }

  private mutating func isAroundAnother(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Bool {
    guard let counts = identity.counts(plan, text, unescaped, fields, &kinds),
      let call = identity.span(isAround: false, counts, text, unescaped, fields)
    else { return false }
    return table.has(call)
  }
}

extension CallIdentity {
  /// The counts of a record that is a call by its kind; `nil` for any other.
  func counts(
    _ plan: FieldPlan, _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>,
    _ kinds: inout KindTable
  ) -> TokenCounts? {
    if let (kind, _) = plan.kind.first(in: fields),
      !kinds.isCompletion(kind.isUnescaped ? unescaped : text, kind.range, plan.format)
    {
      return nil
    }
    var counts = TokenCounts()
    return counts.read(plan, text, unescaped, fields) == nil ? counts : nil
  }
}

extension Array {
  /// How many elements come before those for which something holds; it holds for all after the first.
  fileprivate func partition(_ isAfter: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension JSONTexts {
  /// Whether a record of the text read last is superseded by another of its call; what earlier lines have
  /// said is put into it.
  ///
  /// - Parameter position: bytes of the log before the block.
  mutating func isSuperseded(
    _ index: Int, _ text: Span<UInt8>, by calls: inout CallReader?, at position: Int
  ) -> Bool {
    guard calls != nil else { return false }
    let record = extractor.records[index]
    let offset = position + record.start
    let slots = record.firstField..<(record.firstField + (calls?.width ?? 0))
    for (slot, text) in calls?.carried(extractor.fields.span.extracting(slots), at: offset) ?? [] {
      supply(text, slots.lowerBound + slot)
    }
    return calls?.isSuperseded(
      text, extractor.unescaped.bytes.span, extractor.fields.span.extracting(slots), at: offset)
      ?? false
  }
}
