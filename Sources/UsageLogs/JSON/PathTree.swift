/// The paths of a log format, merged into one tree that is walked along with a JSON text.
///
/// A path is written `usage.prompt_tokens`. `results[].model` goes into each element of an array,
/// `usage{*}.input` into each member of an object, whose name is `usage{*}#`;
/// `entries[type=a].input` into those whose `type` is `a`, and adds up what they count;
/// `attributes{gen_ai.system}` is a key, dots and all, of an object or of a list of
/// `{"key": …, "value": {…}}` pairs; `full_response|model` continues inside a string that holds JSON;
/// `a."b.c"` is a key with a dot of an object.
/// Longer than other files: its tables are filled and walked by what nobody else may touch.
struct PathTree {
  /// What a path leads to: indexes of a node and a slot, or -1.
  struct Node {
    /// Where a scalar found here is stored.
    var slot: Int32 = -1
    /// What the elements of an array found here are.
    var elements: Int32 = -1
    /// What each member of an object found here is, whatever its name.
    var members: Int32 = -1
    /// The node for the name of such a member.
    var memberName: Int32 = -1
    /// The keys of a list of key-value pairs found here.
    var pairs: Int32 = -1
    /// What a string found here holds, as JSON text.
    var embedded: Int32 = -1
    /// Which elements of an array found here are wanted, in `filters`.
    var filters: Int32 = -1
    /// Whether it is for values that no rule reads.
    var isUnread = false
    /// Whether an object found here is one record.
    var isRecord = false
    /// Whether an object found here takes the eco block rather than the record itself.
    var isHost = false
    /// Whether the member found here is of an earlier run: an eco block, or what is beside one.
    var isEco = false
    /// Whether it is the block.
    var isBlock = false
    /// The keys below it: a table in `buckets`, its size less 1 (-1: no keys).
    fileprivate var firstBucket: Int32 = 0
    fileprivate var bucketMask: Int32 = -1

    /// Whether any path continues below it.
    var hasKeys: Bool { bucketMask >= 0 }

    /// Whether nothing but a scalar is wanted here.
    var isScalar: Bool {
      !hasKeys && elements < 0 && members < 0 && pairs < 0 && embedded < 0 && filters < 0
        && !isRecord && !isHost && !isEco && !isUnread
    }
  }

  /// Elements of an array that have a member of some value, and where they lead.
  struct Filter {
    let key: [UInt8]
    let value: [UInt8]
    let node: Int32
  }

  /// A key and where it leads. Keys up to 16 bytes are equal when these three are.
  private struct Child {
    let first: UInt64
    let last: UInt64
    let count: Int
    let node: Int32
    /// Its index in `keys`, for longer ones.
    let key: Int32
  }

  private(set) var nodes: [Node] = [Node()]
  fileprivate(set) var filters: [[Filter]] = []
  /// How many slots the paths fill.
  let slotCount: Int
  /// Slots of a path that another slot has too: they get what that one gets.
  private(set) var copies: [(from: Int, to: Int)] = []
  /// The node of values that no rule reads, and their slot; -1 where nobody asks for them.
  let unread: Int
  let unreadSlot: Int
  /// For each slot, whether it is a member of a `usage` object.
  let isUsage: [Bool]
  /// For each slot, whether of the texts of a stream the one with the largest number counts.
  let keepsLargest: [Bool]
  /// Open-addressing tables of all nodes: index into `children` + 1, 0 where free.
  private var buckets: [UInt16] = []
  private var children: [Child] = []
  private var keys: [[UInt8]] = []

  /// The root of every text.
  static let root = 0

  /// The path of a slot for what no path leads to and may be a count.
  static let unreadPath = "?"

  /// Whether a name is one that leads somewhere, be it from elsewhere.
  func reads(_ name: [UInt8]) -> Bool { keys.contains(name) || known.contains(name) }

  /// Names of counts that are in what is read.
  private let known: [[UInt8]]

  /// A tree for paths in slot order; records are found at `recordPath`, empty for the text itself.
  ///
  /// - Parameters:
  ///   - largest: slots of which the largest number counts, where several texts are one record.
  ///   - known: names of counts that are in what is read.
  init(
    paths: [String], recordPath: String, largest: Set<Int> = [], known: Set<String> = []
  ) {
    slotCount = paths.count
    keepsLargest = paths.indices.map(largest.contains)
    self.known = known.map { Array($0.utf8) }
    unreadSlot = paths.firstIndex(of: Self.unreadPath) ?? -1
    if unreadSlot >= 0 {
      nodes.append(Node())
      nodes[1].isUnread = true
    }
    unread = unreadSlot >= 0 ? 1 : -1
    isUsage = paths.map { $0.split(separator: ".").dropLast().contains { $0.hasSuffix("usage") } }
    var branches = Branches()
    let record = branches.insert(recordPath, into: &nodes)
    nodes[record].isRecord = true
    let host = branches.insert(
      recordPath + (recordPath.isEmpty ? "" : ".") + "lowrouter", into: &nodes)
    nodes[host].isHost = true
    for place in [record, host] {
      let block = branches.child(of: place, "eco", into: &nodes)
      nodes[block].isEco = true
      nodes[block].isBlock = true
      // What was written beside a block goes with it.
      nodes[branches.child(of: place, "eco_more", into: &nodes)].isEco = true
    }
    for (slot, path) in paths.enumerated() where slot != unreadSlot {
      let node = branches.insert(path, into: &nodes)
      if nodes[node].slot >= 0 {
        copies.append((Int(nodes[node].slot), slot))
      } else {
        nodes[node].slot = Int32(slot)
      }
    }
    filters = branches.filters
    for (node, children) in branches.children.sorted(by: { $0.key < $1.key }) {
      addTable(node, children)
    }
  }

  private mutating func addTable(_ node: Int, _ named: [(name: [UInt8], node: Int)]) {
    var size = 8
    while size < 4 * named.count { size *= 2 }
    let first = buckets.count
    nodes[node].firstBucket = Int32(first)
    nodes[node].bucketMask = Int32(size - 1)
    buckets += [UInt16](repeating: 0, count: size)
    for (name, target) in named {
      let padded = name + [UInt8](repeating: 0, count: Words.slack)
      let child = Child(
        first: KeyWords.first(padded.span, 0, name.count),
        last: KeyWords.last(padded.span, 0, name.count), count: name.count, node: Int32(target),
        key: Int32(keys.count))
      keys.append(name)
      children.append(child)
      var bucket = KeyWords.bucket(child.first, child.last, child.count, mask: size - 1)
      while buckets[first + bucket] != 0 { bucket = (bucket + 1) & (size - 1) }
      buckets[first + bucket] = UInt16(children.count)
    }
  }

  /// Where a key leads from a node, or `nil`.
  @inline(__always)
  func child(of node: Int, _ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
    let mask = Int(nodes[node].bucketMask)
    guard mask >= 0 else { return nil }
    let table = Int(nodes[node].firstBucket)
    let first = KeyWords.first(text, start, count)
    let last = KeyWords.last(text, start, count)
    var bucket = KeyWords.bucket(first, last, count, mask: mask)
    while buckets[table + bucket] != 0 {
      let index = Int(buckets[table + bucket]) - 1
      if children[index].first == first, children[index].last == last,
        children[index].count == count,
        count <= 16 || isKey(Int(children[index].key), text, start, count)
      {
        return Int(children[index].node)
      }
      bucket = (bucket + 1) & mask
    }
    return nil
  }

  @inline(never)
  private func isKey(_ key: Int, _ text: Span<UInt8>, _ start: Int, _ count: Int) -> Bool {
    ByteSearch.equal(text, start..<(start + count), keys[key])
  }
}

extension PathTree {
  /// What is wrong with a path as it is written; `nil` where it leads somewhere.
  static func fault(in path: String) -> String? {
    var rest = Substring(path)
    while let first = rest.first {
      switch first {
      case "{", "\"":
        guard let close = rest.dropFirst().firstIndex(of: first == "{" ? "}" : "\"") else {
          return "\(first) is not closed"
        }
        let isMember = rest.hasPrefix("{*}")
        rest = rest[close...].dropFirst()
        if isMember, rest == "#" { return nil }
      case "[":
        let close = rest.firstIndex(of: "]") ?? rest.endIndex
        guard close < rest.endIndex, rest.hasPrefix("[]") || rest[..<close].contains("=") else {
          return "expected [] for the elements of an array, or [NAME=VALUE] for some of them"
        }
        rest = rest[close...].dropFirst()
      case "#": return "# is the name of a member of an object: {*}#"
      case ".", "|":
        rest = rest.dropFirst()
        // JSON in a string may be all of the value.
        if first == "|", rest.isEmpty { return nil }
        guard let next = rest.first, !".|]}#".contains(next), first == "|" || next != "[" else {
          return "\(first) leads nowhere"
        }
      default: rest = rest.drop { !".[{|#\"".contains($0) }
      }
    }
    return path.isEmpty ? "an empty path" : nil
  }
}

/// The branches of a tree while it grows.
private struct Branches {
  /// For each node its keys and where they lead.
  private(set) var children: [Int: [(name: [UInt8], node: Int)]] = [:]
  private(set) var filters: [[PathTree.Filter]] = []

  /// The node at the end of a path, made where it does not exist.
  mutating func insert(_ path: String, into nodes: inout [PathTree.Node]) -> Int {
    var node = PathTree.root
    var rest = Substring(path)
    while !rest.isEmpty {
      if rest.hasPrefix(".") {
        rest.removeFirst()
      } else if rest.hasPrefix("[]") {
        rest.removeFirst(2)
        node = reach(\.elements, of: node, in: &nodes)
      } else if rest.hasPrefix("["), let close = rest.firstIndex(of: "]"),
        let equals = rest[..<close].firstIndex(of: "=")
      {
        let key = Array(rest[rest.index(after: rest.startIndex)..<equals].utf8)
        let value = Array(rest[rest.index(after: equals)..<close].utf8)
        rest = rest[close...].dropFirst()
        node = filtered(of: node, key, value, in: &nodes)
      } else if rest.hasPrefix("|") {
        rest.removeFirst()
        node = reach(\.embedded, of: node, in: &nodes)
      } else if rest.hasPrefix("{*}") {
        rest.removeFirst(3)
        node = reach(\.members, of: node, in: &nodes)
      } else if rest.hasPrefix("#") {
        rest.removeFirst()
        node = reach(\.memberName, of: node, in: &nodes)
      } else if rest.hasPrefix("{") {
        let close = rest.firstIndex(of: "}") ?? rest.endIndex
        let key = rest[rest.index(after: rest.startIndex)..<close]
        rest = rest[close...].dropFirst()
        let pairs = reach(\.pairs, of: node, in: &nodes)
        node = child(of: node, String(key), into: &nodes)
        add(node, to: pairs, as: String(key))
      } else if rest.hasPrefix("\"") {
        rest.removeFirst()
        let close = rest.firstIndex(of: "\"") ?? rest.endIndex
        node = child(of: node, String(rest[..<close]), into: &nodes)
        rest = rest[close...].dropFirst()
      } else {
        // At least one byte: a bracket that opens nothing is part of a name.
        let end = rest.dropFirst().firstIndex { ".[{|#".contains($0) } ?? rest.endIndex
        node = child(of: node, String(rest[..<end]), into: &nodes)
        rest = rest[end...]
      }
    }
    return node
  }

  /// The node of those elements of an array at a node that have a member of some value.
  private mutating func filtered(
    of node: Int, _ key: [UInt8], _ value: [UInt8], in nodes: inout [PathTree.Node]
  ) -> Int {
    if nodes[node].filters < 0 {
      nodes[node].filters = Int32(filters.count)
      filters.append([])
    }
    let place = Int(nodes[node].filters)
    if let known = filters[place].first(where: { $0.key == key && $0.value == value }) {
      return Int(known.node)
    }
    nodes.append(PathTree.Node())
    filters[place].append(
      PathTree.Filter(key: key, value: value, node: Int32(nodes.count - 1)))
    return nodes.count - 1
  }

  private func reach(
    _ link: WritableKeyPath<PathTree.Node, Int32>, of node: Int, in nodes: inout [PathTree.Node]
  ) -> Int {
    if nodes[node][keyPath: link] < 0 {
      nodes.append(PathTree.Node())
      nodes[node][keyPath: link] = Int32(nodes.count - 1)
    }
    return Int(nodes[node][keyPath: link])
  }

  /// Lets a key of one more object lead to a node.
  private mutating func add(_ node: Int, to owner: Int, as name: String) {
    let key = Array(name.utf8)
    if children[owner]?.contains(where: { $0.name == key }) != true {
      children[owner, default: []].append((key, node))
    }
  }

  /// Where a key leads from a node, made where it leads nowhere.
  mutating func child(
    of node: Int, _ name: String, into nodes: inout [PathTree.Node]
  ) -> Int {
    let key = Array(name.utf8)
    if let known = children[node]?.first(where: { $0.name == key }) { return known.node }
    nodes.append(PathTree.Node())
    children[node, default: []].append((key, nodes.count - 1))
    return nodes.count - 1
  }
}

/// The first and last eight bytes of a key: enough to find it in a table, and to tell keys of up to
/// sixteen bytes apart.
enum KeyWords {
  @inline(__always)
  static func first(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
    Words.load(text, at: start) & Words.low(count)
  }

  @inline(__always)
  static func last(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
    count > 8 ? Words.load(text, at: start + count - 8) : 0
  }

  @inline(__always)
  static func bucket(_ first: UInt64, _ last: UInt64, _ count: Int, mask: Int) -> Int {
    let mixed = (first ^ (last << 7 | last >> 57) ^ UInt64(count)) &* 0x9E37_79B9_7F4A_7C15
    return Int(mixed >> 40) & mask
  }
}
