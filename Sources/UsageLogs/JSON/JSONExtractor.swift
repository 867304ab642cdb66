internal import EcoModel
/// Checks JSON texts completely and picks out the fields of a format on the way.
///
/// Everything is kept in arrays that are reused from text to text, so that nothing is allocated for
/// a record. Longer than other files: the walk and its shortcut for repeated members share state that
/// nobody else may touch.
struct JSONExtractor {
  let tree: PathTree
  /// The fields of all records and of the scopes around them, `tree.slotCount` each; after them are
  /// some of earlier texts.
  var fields: [FieldRange] = []
  private var fieldCount = 0
  private(set) var records: [JSONRecord] = []
  private(set) var staleMembers: [StaleMember] = []
  private(set) var unescaped = UnescapedText()
  /// Names of counts that no rule reads.
  var unreadNames = FirstNames()
  private var memory = JointMemory()

  init(tree: PathTree) { self.tree = tree }

  /// Forgets the last text. An event stream is several texts without a reset between them.
  mutating func reset() {
    fieldCount = 0
    records.removeAllFast()
    staleMembers.removeAllFast()
    unescaped.removeAll()
    // An extractor for one text only has nothing to remember it for.
    if !memory.isPrepared { memory.prepare(nodeCount: tree.nodes.count) }
  }

  /// Checks one value and collects its records; returns the offset after it.
  mutating func extract(
    _ text: Span<UInt8>, _ start: Int, _ end: Int
  ) throws(JSONError) -> Int {
    let scope = openScope()
    let outerRecords = records.count
    let next = try value(text, start, end, Place(node: PathTree.root, scope: scope, depth: 0))
    inherit(from: scope, records: outerRecords)
    if !tree.copies.isEmpty {
      for index in outerRecords..<records.count {
        let first = records[index].firstField
        for (from, to) in tree.copies { fields[first + to] = fields[first + from] }
      }
    }
    return next
  }

  /// Takes the fields of a member of the record before that stands in a comment; whatever else a comment
  /// says is no fault.
  mutating func extractComment(_ text: Span<UInt8>, _ name: Range<Int>, _ json: Range<Int>) {
    guard let record = records.last,
      let node = tree.child(of: PathTree.root, text, name.lowerBound, name.count),
      (try? JSONSyntax.value(text, json.lowerBound, json.upperBound, depth: 1)) != nil
    else { return }
    let place = Place(node: node, scope: record.firstField, depth: 1)
    _ = try? value(text, json.lowerBound, json.upperBound, place)
  }

  /// Replaces a field by one of another record.
  mutating func replaceField(_ index: Int, _ field: FieldRange) { fields[index] = field }

  /// Gives a field a value that does not stand in the text.
  mutating func supply(_ value: [UInt8], _ index: Int) {
    let range = unescaped.append(value)
    fields[index] = FieldRange(range.lowerBound, range.upperBound, .string, isUnescaped: true)
  }

  /// Where the walk is: the node, the fields that scalars go to, the record that is open.
  struct Place {
    var node: Int
    var scope: Int
    var depth: Int
    var record: Int = -1
    var isUnescaped = false
  }

  mutating func openScope() -> Int {
    let scope = fieldCount..<(fieldCount + tree.slotCount)
    fieldCount = scope.upperBound
    if fields.count < fieldCount {
      fields += repeatElement(FieldRange(), count: fieldCount - fields.count)
    }
    var new = fields.mutableSpan
    for index in scope { new[index] = FieldRange() }
    return scope.lowerBound
  }

  @inline(__always)
  mutating func value(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ place: Place
  ) throws(JSONError) -> Int {
    guard start < end else { throw JSONError(offset: end, message: "expected a JSON value") }
    if place.node == tree.unread { return try unread(text, start, end, place) }
    switch text[start] {
    case UInt8(ascii: "\""):
      var escapes = false
      let close = try JSONSyntax.string(text, start + 1, end, hasEscapes: &escapes)
      if escapes {
        storeUnescaped(text, place, start + 1, close)
      } else {
        storeString(text, place, start + 1, close)
      }
      if tree.nodes[place.node].embedded >= 0 {
        embedded(text, start + 1, close, place)
      }
      return close + 1
    case UInt8(ascii: "{"):
      let next = try object(text, start, end, place)
      store(place, start, next, .container)
      return next
    case UInt8(ascii: "["):
      let next = try array(text, start, end, place)
      store(place, start, next, .container)
      return next
    default:
      let next = try JSONSyntax.bare(text, start, end)
      let kind: FieldRange.Kind =
        switch text[start] {
        case UInt8(ascii: "t"): .yes
        case UInt8(ascii: "f"): .no
        case UInt8(ascii: "n"): .absent
        default: .number
        }
      store(place, start, next, kind)
      return next
    }
  }

  @inline(__always)
  private mutating func store(_ place: Place, _ start: Int, _ end: Int, _ kind: FieldRange.Kind) {
    let slot = Int(tree.nodes[place.node].slot)
    guard slot >= 0 else { return }
    fields[place.scope + slot] = FieldRange(start, end, kind, isUnescaped: place.isUnescaped)
  }

  /// Stores a string whose escapes have to be looked through: its text is in the unescaped text.
  private mutating func storeUnescaped(
    _ text: Span<UInt8>, _ place: Place, _ start: Int, _ end: Int
  ) {
    guard tree.nodes[place.node].slot >= 0 else { return }
    let range = unescaped.append(text, start..<end)
    var place = place
    place.isUnescaped = true
    store(place, range.lowerBound, range.upperBound, range.isEmpty ? .absent : .string)
  }

  /// Stores the name of a member, as a string is stored.
  @inline(never)
  mutating func storeName(
    _ text: Span<UInt8>, _ name: Range<Int>, hasEscapes: Bool, _ place: Place
  ) {
    if hasEscapes {
      storeUnescaped(text, place, name.lowerBound, name.upperBound)
    } else {
      storeString(text, place, name.lowerBound, name.upperBound)
    }
  }

  /// Stores a string as delimited fields are: without spaces around it, and absent where that leaves
  /// nothing.
  @inline(__always)
  private mutating func storeString(
    _ text: Span<UInt8>, _ place: Place, _ start: Int, _ end: Int
  ) {
    let range =
      start < end && (text[start] == 0x20 || text[end - 1] == 0x20)
      ? FieldRange.trimmed(text, start..<end) : start..<end
    store(place, range.lowerBound, range.upperBound, range.isEmpty ? .absent : .string)
  }

  private mutating func array(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ place: Place
  ) throws(JSONError) -> Int {
    let node = tree.nodes[place.node]
    if node.filters >= 0 {
      return try filteredElements(text, start, end, place, tree.filters[Int(node.filters)])
    }
    if node.pairs >= 0 { return try pairList(text, start, end, place, Int(node.pairs)) }
    guard node.elements >= 0 else {
      return try JSONSyntax.value(text, start, end, depth: place.depth)
    }
    var index = JSONSyntax.skipSpace(text, start + 1, end)
    if index < end, text[index] == UInt8(ascii: "]") { return index + 1 }
    if tree.nodes[Int(node.elements)].isScalar {
      // The first of several scalars is a field of the object around the array.
      var inner = place
      inner.node = Int(node.elements)
      _ = try value(text, index, end, inner)
      return try JSONSyntax.value(text, start, end, depth: place.depth)
    }
    while true {
      // Each element is a scope: its members belong to the records inside it.
      let outerRecords = records.count
      var inner = place
      inner.node = Int(node.elements)
      inner.depth += 1
      inner.scope = openScope()
      index = try value(text, index, end, inner)
      inherit(from: inner.scope, records: outerRecords)
      index = JSONSyntax.skipSpace(text, index, end)
      guard index < end, text[index] == UInt8(ascii: ",") else { break }
      index = JSONSyntax.skipSpace(text, index + 1, end)
    }
    guard index < end, text[index] == UInt8(ascii: "]") else {
      throw JSONError(offset: index, message: "expected a comma or the closing bracket")
    }
    return index + 1
  }

  /// Gives the records found in a scope the scope's own fields, where they lack them.
  mutating func inherit(from scope: Int, records first: Int) {
    for index in first..<records.count where records[index].firstField != scope {
      for slot in 0..<tree.slotCount {
        let target = records[index].firstField + slot
        if fields[target].kind == .absent { fields[target] = fields[scope + slot] }
      }
    }
  }

  private mutating func object(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ place: Place
  ) throws(JSONError) -> Int {
    let isRecord = tree.nodes[place.node].isRecord
    let isHost = tree.nodes[place.node].isHost && place.record >= 0
    if tree.nodes[place.node].members >= 0 { return try members(text, start, end, place) }
    if !isRecord && !isHost && !tree.nodes[place.node].hasKeys {
      return try JSONSyntax.value(text, start, end, depth: place.depth)
    }
    var inner = place
    inner.depth += 1
    if isRecord {
      inner.record = records.count
      records.append(
        JSONRecord(firstField: place.scope, start: start, firstStale: staleMembers.count))
    }
    var members = Members(
      node: place.node, takesEco: isRecord || isHost, isHost: isHost, start: start,
      last: place.node)
    while true {
      try passKnown(text, end, inner, &members)
      if let past = try member(text, end, inner, &members) {
        if isRecord { close(inner.record, insertion: members.end, start: start, end: past) }
        if isHost { host(place.record, insertion: members.end, start: start) }
        return past
      }
    }
  }

  /// The walk over the members of one object.
  private struct Members {
    let node: Int
    /// Whether an eco member is this tool's own.
    let takesEco: Bool
    let isHost: Bool
    /// After the opening brace.
    let first: Int
    /// After the last value, or the opening brace.
    var end: Int
    /// The last joint; at first the object's start.
    var last: Int

    init(node: Int, takesEco: Bool, isHost: Bool, start: Int, last: Int) {
      self.node = node
      self.takesEco = takesEco
      self.isHost = isHost
      first = start + 1
      end = first
      self.last = last
    }
  }

  /// Passes the members that come as they came before, as long as they do.
  @inline(__always)
  private mutating func passKnown(
    _ text: Span<UInt8>, _ end: Int, _ inner: Place, _ members: inout Members
  ) throws(JSONError) {
    guard memory.isPrepared, members.last != JointMemory.none else { return }
    var next = memory.joints[members.last].next
    while true {
      let stop = try Self.passScalars(text, end, inner, &members, next, memory, &fields)
      if let stop {
        var inner = inner
        inner.node = Int(stop.node)
        members.end = try value(text, members.end + Int(stop.count), end, inner)
        next = stop.next
      } else {
        // A key that is not always there makes the first guess wrong; the second is right then.
        next = memory.joints[members.last].other
        guard next >= 0, memory.isNext(Int(next), text, members.end, end) else { return }
      }
    }
  }

  /// Passes members with scalars and with values that are not needed, as long as the guess for the
  /// next one is right, which is `first` at first; stops after the last one, with the joint that
  /// follows where more is wanted of its value.
  @inline(__always)
  private static func passScalars(
    _ text: Span<UInt8>, _ end: Int, _ inner: Place, _ members: inout Members,
    _ first: Int32, _ memory: borrowing JointMemory, _ fields: inout [FieldRange]
  ) throws(JSONError) -> JointMemory.Joint? {
    let joints = memory.joints.span
    let bytes = memory.bytes.span
    var fields = fields.mutableSpan
    let isUnescaped = inner.isUnescaped
    var index = members.end
    var last = members.last
    defer {
      members.end = index
      members.last = last
    }
    var next = Int(first)
    while next >= 0 {
      let joint = joints[next]
      let same = Words.mask(text, at: index, same: bytes, at: next * Words.shortMask)
      let start = index + Int(joint.count)
      guard same & joint.mask == joint.mask, start < end else { return nil }
      let byte = text[start]
      // White space that was not there before does not belong to the value.
      guard byte > 0x20 else { return nil }
      last = next
      guard joint.slot != JointMemory.Joint.moreThanScalar else { return joint }
      next = Int(joint.next)
      if byte == UInt8(ascii: "\"") {
        var escapes = false
        let close = try JSONSyntax.string(text, start + 1, end, hasEscapes: &escapes)
        if joint.slot >= 0 {
          // What has to be looked through or trimmed is; an empty string is absent.
          guard !escapes, close > start + 1, text[start + 1] != 0x20, text[close - 1] != 0x20 else {
            return joint
          }
          fields[inner.scope + Int(joint.slot)] = FieldRange(
            start + 1, close, .string, isUnescaped: isUnescaped)
        }
        index = close + 1
      } else if byte &- 0x30 < 10 {
        index = try JSONSyntax.number(text, start, end)
        if joint.slot >= 0 {
          fields[inner.scope + Int(joint.slot)] = FieldRange(
            start, index, .number, isUnescaped: isUnescaped)
        }
      } else {
        if joint.slot >= 0 { return joint }
        index = try JSONSyntax.value(text, start, end, depth: inner.depth)
      }
    }
    return nil
  }

  /// Checks one member, whatever it looks like, or the closing brace: then it returns the offset
  /// after that.
  private mutating func member(
    _ text: Span<UInt8>, _ end: Int, _ inner: Place, _ members: inout Members
  ) throws(JSONError) -> Int? {
    let start = members.end
    var index = JSONSyntax.skipSpace(text, start, end)
    var comma: Int?
    if index < end, text[index] == UInt8(ascii: "}") { return index + 1 }
    if start != members.first {
      guard index < end else {
        throw JSONError(offset: end, message: "the text ends inside an object or array")
      }
      guard text[index] == UInt8(ascii: ",") else {
        throw JSONError(offset: index, message: "expected a comma or the closing bracket")
      }
      comma = index
      index = JSONSyntax.skipSpace(text, index + 1, end)
      if let last = staleMembers.last, last.value.upperBound == start {
        staleMembers[staleMembers.count - 1].next = index
      }
    }
    guard index < end, text[index] == UInt8(ascii: "\"") else {
      throw JSONError(offset: index, message: "expected a key in quotes")
    }
    let key = index
    var escapes = false
    let close = try JSONSyntax.string(text, key + 1, end, hasEscapes: &escapes)
    let valueStart = try JSONSyntax.colon(text, close + 1, end)
    var node = child(text, members.node, key + 1, close, escapes)
    if node == nil, unreadName(text, (key + 1)..<close) != nil { node = tree.unread }
    let isEco = node.map { tree.nodes[$0].isEco } ?? false
    // Taking an eco member out needs what comes before and after it.
    members.last =
      isEco
      ? JointMemory.none
      : memory.learn(
        text, start..<valueStart, in: members.node, after: members.last, leadsTo: node, of: tree)
    if let node {
      var inner = inner
      inner.node = node
      members.end = try value(text, valueStart, end, inner)
      if isEco, members.takesEco {
        staleMembers.append(
          StaleMember(
            comma: comma, key: key, value: valueStart..<members.end, next: nil,
            inHost: members.isHost, isBlock: tree.nodes[node].isBlock))
      }
    } else {
      members.end = try JSONSyntax.value(text, valueStart, end, depth: inner.depth)
    }
    return nil
  }

  private mutating func close(_ record: Int, insertion: Int, start: Int, end: Int) {
    records[record].end = end
    records[record].staleCount = staleMembers.count - records[record].firstStale
    if !records[record].hasHost {
      records[record].insertion = insertion
      records[record].hostIsEmpty = insertion == start + 1
    }
  }

  private mutating func host(_ record: Int, insertion: Int, start: Int) {
    records[record].hasHost = true
    records[record].insertion = insertion
    records[record].hostIsEmpty = insertion == start + 1
  }

  /// Where a key leads; escapes in it are looked through.
  @inline(__always)
  func child(
    _ text: Span<UInt8>, _ node: Int, _ start: Int, _ end: Int, _ escapes: Bool
  ) -> Int? {
    escapes
      ? escapedChild(text, node, start, end)
      : tree.child(of: node, text, start, end - start)
  }

  private func escapedChild(_ text: Span<UInt8>, _ node: Int, _ start: Int, _ end: Int) -> Int? {
    var key: [UInt8] = []
    JSONString.unescape(text, start..<end, into: &key)
    let count = key.count
    key += [UInt8](repeating: 0, count: Words.slack)
    return tree.child(of: node, key.span, 0, count)
  }

  /// Goes on inside a string that holds JSON text. Text in it that is not JSON has no fields.
  private mutating func embedded(_ text: Span<UInt8>, _ start: Int, _ end: Int, _ place: Place) {
    guard !place.isUnescaped else { return }
    let json = unescaped.appendJSON(text, start..<end)
    let inner = Place(
      node: Int(tree.nodes[place.node].embedded), scope: place.scope, depth: 0, isUnescaped: true)
    do {
      let bytes = unescaped.beginWalk()
      let first = JSONSyntax.skipSpace(bytes.span, json.lowerBound, json.upperBound)
      // The string is the log's data; it need not be JSON.
      _ = try? value(bytes.span, first, json.upperBound, inner)
    }
    unescaped.endWalk()
  }
}
