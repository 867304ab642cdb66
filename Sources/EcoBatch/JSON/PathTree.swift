/// The paths of a log format, merged into one tree that is walked along with a JSON text.
///
/// A path is written `usage.prompt_tokens`. `results[].model` goes into each element of an array;
/// `attributes{gen_ai.system}` looks a key up in a list of `{"key": …, "value": {…}}` pairs;
/// `full_response|model` goes on inside a string that holds JSON text.
struct PathTree {
  /// What a path leads to.
  struct Node {
    var children: [Child] = []
    /// Open-addressing table over `children`: index + 1, 0 where free.
    var table: [UInt8] = []
    /// Where a scalar found here is stored.
    var slot: Int?
    /// What the elements of an array found here are.
    var elements: Int?
    /// The keys of a list of key-value pairs found here.
    var pairs: Int?
    /// What a string found here holds, as JSON text.
    var embedded: Int?
    /// Whether an object found here is one record.
    var isRecord = false
    /// Whether an object found here takes the eco block rather than the record itself.
    var isHost = false
    /// Whether the member found here is an eco block of an earlier run.
    var isEco = false
  }

  /// A key and where it leads. Keys up to 16 bytes are equal when these three are.
  struct Child {
    let key: [UInt8]
    let first: UInt64
    let last: UInt64
    let node: Int
  }

  private(set) var nodes: [Node] = [Node()]
  /// How many slots the paths fill.
  var slotCount: Int { paths.count }
  private let paths: [String]

  /// The root of every text.
  static let root = 0

  /// A tree for paths in slot order; records are found at `recordPath`, empty for the text itself.
  init(paths: [String], recordPath: String) {
    self.paths = paths
    let record = insert(recordPath)
    nodes[record].isRecord = true
    let host = insert(recordPath + (recordPath.isEmpty ? "" : ".") + "lowrouter")
    nodes[host].isHost = true
    for place in [record, host] {
      let eco = child(of: place, "eco")
      nodes[eco].isEco = true
    }
    for (slot, path) in paths.enumerated() {
      let node = insert(path)
      nodes[node].slot = slot
    }
    for index in nodes.indices { nodes[index].buildTable() }
  }

  /// Whether a slot is a member of a `usage` object.
  func isUsage(_ slot: Int) -> Bool { paths[slot].contains("usage.") }

  /// The node at the end of a path, made where it does not exist.
  private mutating func insert(_ path: String) -> Int {
    var node = Self.root
    var rest = Substring(path)
    while !rest.isEmpty {
      if rest.hasPrefix(".") {
        rest.removeFirst()
      } else if rest.hasPrefix("[]") {
        rest.removeFirst(2)
        node = reach(\.elements, of: node)
      } else if rest.hasPrefix("|") {
        rest.removeFirst()
        node = reach(\.embedded, of: node)
      } else if rest.hasPrefix("{") {
        let close = rest.firstIndex(of: "}") ?? rest.endIndex
        let key = rest[rest.index(after: rest.startIndex)..<close]
        rest = rest[close...].dropFirst()
        node = child(of: reach(\.pairs, of: node), String(key))
      } else {
        let end = rest.firstIndex { ".[{|".contains($0) } ?? rest.endIndex
        node = child(of: node, String(rest[..<end]))
        rest = rest[end...]
      }
    }
    return node
  }

  private mutating func reach(_ link: WritableKeyPath<Node, Int?>, of node: Int) -> Int {
    if let next = nodes[node][keyPath: link] { return next }
    nodes.append(Node())
    nodes[node][keyPath: link] = nodes.count - 1
    return nodes.count - 1
  }

  private mutating func child(of node: Int, _ name: String) -> Int {
    let key = Array(name.utf8)
    if let known = nodes[node].children.first(where: { $0.key == key }) { return known.node }
    nodes.append(Node())
    let padded = key + [UInt8](repeating: 0, count: Words.slack)
    nodes[node].children.append(
      Child(
        key: key, first: KeyWords.first(padded.span, 0, key.count),
        last: KeyWords.last(padded.span, 0, key.count), node: nodes.count - 1))
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

extension PathTree.Node {
  fileprivate mutating func buildTable() {
    guard !children.isEmpty else { return }
    var size = 8
    while size < 4 * children.count { size *= 2 }
    table = [UInt8](repeating: 0, count: size)
    for (index, child) in children.enumerated() {
      var bucket = KeyWords.bucket(child.first, child.last, child.key.count, mask: size - 1)
      while table[bucket] != 0 { bucket = (bucket + 1) & (size - 1) }
      table[bucket] = UInt8(index + 1)
    }
  }

  /// Where a key leads, or `nil`.
  @inline(__always)
  func child(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
    guard !table.isEmpty else { return nil }
    let first = KeyWords.first(text, start, count)
    let last = KeyWords.last(text, start, count)
    var bucket = KeyWords.bucket(first, last, count, mask: table.count - 1)
    while table[bucket] != 0 {
      let index = Int(table[bucket]) - 1
      if children[index].first == first, children[index].last == last,
        children[index].key.count == count
      {
        if count <= 16
          || ByteSearch.equal(text, start..<(start + count), children[index].key)
        {
          return children[index].node
        }
      }
      bucket = (bucket + 1) & (table.count - 1)
    }
    return nil
  }
}
