import Testing

@testable import UsageLogs

@Suite("What stood between values is known again, and changes nothing")
struct JointMemoryTests {
  private static let tree = PathTree(
    paths: ["id", "model", "usage.in", "usage.out", "note", "list[].x"], recordPath: "")

  private func prepared() -> JointMemory {
    var memory = JointMemory()
    memory.prepare(nodeCount: Self.tree.nodes.count)
    return memory
  }

  private func learn(
    _ memory: inout JointMemory, _ joint: String, in parent: Int = 0, after last: Int,
    leadsTo node: Int? = nil
  ) -> Int {
    let padded = PaddedText(joint)
    return memory.learn(
      padded.bytes.span, 0..<padded.end, in: parent, after: last, leadsTo: node, of: Self.tree)
  }

  /// Where a key of a record leads.
  private func target(_ key: String) -> Int? {
    let text = PaddedText(key)
    return Self.tree.child(of: PathTree.root, text.bytes.span, 0, text.end)
  }

  private func isNext(
    _ memory: JointMemory, _ joint: Int, _ text: String, end: Int? = nil, filler: UInt8 = 0x31
  ) -> Bool {
    let padded = PaddedText(text, filler: filler)
    return memory.isNext(joint, padded.bytes.span, 0, end ?? padded.end)
  }

  @Test("nothing is kept before there is room")
  func unprepared() {
    var memory = JointMemory()
    #expect(!memory.isPrepared)
    #expect(learn(&memory, #""id":"#, after: 0) == JointMemory.none)
    #expect(prepared().isPrepared)
  }

  @Test("a joint has one number, and another one in another object")
  func numbers() {
    var memory = prepared()
    let first = learn(&memory, #""id":"#, after: 0)
    #expect(first >= Self.tree.nodes.count)
    #expect(learn(&memory, #""id":"#, after: 0) == first)
    let others = [
      learn(&memory, #""id": "#, after: 0), learn(&memory, #","id":"#, after: first),
      learn(&memory, #""ie":"#, after: 0), learn(&memory, #""id":"#, in: 1, after: 1),
    ]
    #expect(Set(others + [first]).count == 5 && !others.contains(JointMemory.none))
  }

  @Test("the two that came last after a joint are its next ones")
  func order() {
    var memory = prepared()
    let first = learn(&memory, #""id":"#, after: 0)
    let second = learn(&memory, #","a":"#, after: first)
    #expect(memory.joints[first].next == second && memory.joints[first].other == -1)
    let third = learn(&memory, #","b":"#, after: first)
    #expect(memory.joints[first].next == third && memory.joints[first].other == second)
    _ = learn(&memory, #","b":"#, after: first)
    #expect(memory.joints[first].next == third && memory.joints[first].other == second)
    _ = learn(&memory, #","a":"#, after: first)
    #expect(memory.joints[first].next == second && memory.joints[first].other == third)
    #expect(memory.joints[0].next == first)
    // What follows something that was not kept follows nothing.
    _ = learn(&memory, #","c":"#, after: JointMemory.none)
    #expect(memory.joints[first].next == second)
  }

  @Test("it is next where all of its bytes stand and a value right after them")
  func places() {
    var memory = prepared()
    let joint = learn(&memory, #","id":"#, after: 0)
    #expect(isNext(memory, joint, #","id":1"#) && isNext(memory, joint, #","id":"x""#))
    for text in [
      #","id": 1"#, #","id"1"#, #","ie":1"#, #","i":12"#, #" "id":1"#, #","id":"# + "\n1",
      #","id":"#,
    ] {
      #expect(!isNext(memory, joint, text), "\(text)")
    }
    // What stands after the end is no value.
    #expect(!isNext(memory, joint, #","id":1"#, end: 6))
    #expect(isNext(memory, joint, #","id":1"#, end: 7))
  }

  @Test("where it leads is kept with it", arguments: [true, false])
  func targets(isKnown: Bool) throws {
    var memory = prepared()
    let node = try #require(target("model"))
    let joint = learn(&memory, #","model":"#, after: 0, leadsTo: isKnown ? node : nil)
    #expect(memory.joints[joint].slot == (isKnown ? 1 : JointMemory.Joint.nobodyAsks))
    #expect(memory.joints[joint].node == (isKnown ? Int32(node) : -1))
    let inner = try #require(target("usage"))
    let more = learn(&memory, #","usage":"#, after: 0, leadsTo: inner)
    #expect(memory.joints[more].slot == JointMemory.Joint.moreThanScalar)
  }

  @Test("joints of up to thirty-two bytes are kept, and not more than a few hundred")
  func limits() {
    var memory = prepared()
    func joint(_ count: Int) -> String { "\"\(String(repeating: "k", count: count - 3))\":" }
    #expect(learn(&memory, joint(33), after: 0) == JointMemory.none)
    let longest = learn(&memory, joint(32), after: 0)
    #expect(longest != JointMemory.none)
    #expect(isNext(memory, longest, joint(32) + "1") && !isNext(memory, longest, joint(31) + "11"))
    let kept = (0..<2000).map { learn(&memory, "\"\($0)\":", after: 0) }
    let count = kept.count { $0 != JointMemory.none }
    #expect(count > 100 && count < 1000)
    // Those that are kept are still known.
    #expect(learn(&memory, joint(32), after: 0) == longest)
    #expect(learn(&memory, "\"0\":", after: 0) == kept[0])
  }

  // MARK: Through the extractor

  /// What an extractor found in a text, as text; `nil` where it is no JSON.
  private func found(_ extractor: inout JSONExtractor, _ text: PaddedText) -> [String]? {
    guard (try? extractor.extract(text.bytes.span, 0, text.end)) != nil else { return nil }
    return extractor.records.flatMap { record in
      ["\(record.start) \(record.end) \(record.insertion)"]
        + (0..<Self.tree.slotCount).map { slot in
          let field = extractor.fields[record.firstField + slot]
          let bytes =
            field.isUnescaped ? extractor.unescaped.bytes[field.range] : text.bytes[field.range]
          return "\(field.kind) \(String(decoding: bytes, as: UTF8.self))"
        }
    }
  }

  /// Records with some of the same keys, in this order or another, with white space or without.
  private struct RecordMaker {
    var generator: SeededGenerator
    /// Values that may stand in any place.
    let scalars: [String]

    private mutating func pick(_ texts: [String]) -> String {
      texts.randomElement(using: &generator) ?? ""
    }

    private mutating func space() -> String { pick(["", "", "", "", "", "", " ", "\n", "  "]) }

    mutating func object(_ depth: Int = 0) -> String {
      var keys = ["id", "model", "usage", "in", "out", "note", "list", "other", "i\\u0064", "x"]
      if Int.random(in: 0..<3, using: &generator) == 0 { keys.shuffle(using: &generator) }
      var members: [String] = []
      for key in keys where Int.random(in: 0..<3, using: &generator) > 0 {
        let (before, after) = (space() + "\"\(key)\"" + space(), space() + value(depth) + space())
        members.append("\(before):\(after)")
      }
      return "{\(members.joined(separator: ","))\(space())}"
    }

    private mutating func value(_ depth: Int) -> String {
      // Now and then a fault, which must be found where everything else is known.
      let faults = ["01", "", "tru", "\"\u{1}\"", "1 2", "[1", "{\"a\"}"]
      switch Int.random(in: 0..<200, using: &generator) {
      case 0: return pick(faults)
      case 1...20 where depth < 3: return object(depth + 1)
      case 21...30 where depth < 3: return "[\(object(depth + 1)),\(object(depth + 1))]"
      default: return pick(scalars)
      }
    }
  }

  /// Compares what an extractor with a memory finds in many records with what one without it does;
  /// returns how many of them are no JSON.
  private func compare(_ scalars: [String], rounds: Int) -> Int {
    var maker = RecordMaker(generator: SeededGenerator(seed: 20), scalars: scalars)
    var known = JSONExtractor(tree: Self.tree)
    var refused = 0
    for _ in 0..<rounds {
      let text = PaddedText(maker.object(), filler: 0x2C)
      known.reset()
      // One that is never reset has no memory.
      var plain = JSONExtractor(tree: Self.tree)
      let expected = found(&plain, text)
      let message = String(decoding: text.bytes[..<text.end], as: UTF8.self)
      #expect(found(&known, text) == expected, "\(message)")
      if expected == nil { refused += 1 }
    }
    return refused
  }

  @Test("records have the same fields with a memory of others as without any")
  func sameFields() {
    let rounds = Size.isWhole ? 30_000 : 1500
    let scalars = [
      "1", "-2.5e3", "0", "\"a\"", "\"a\\n\"", "\"é\"", "true", "false", "null", "12345678901",
      "\"\(String(repeating: "v", count: 40))\"", "[1,{\"x\":2}]", "[]", "{}",
    ]
    let refused = compare(scalars, rounds: rounds)
    #expect(refused > rounds / 50 && refused < rounds / 2)
  }

  @Test("also where strings are empty or have spaces around them")
  func sameSpaces() {
    _ = compare(["\" a \"", "\" \"", "\"\"", "\"a\""], rounds: 100)
  }
}
