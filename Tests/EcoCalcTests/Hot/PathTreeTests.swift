import Testing

@testable import UsageLogs

@Suite("Paths lead where they say, in one tree")
struct PathTreeTests {
  /// The node at the end of some keys.
  private func node(_ tree: PathTree, _ keys: String..., from start: Int = PathTree.root) -> Int? {
    var node: Int? = start
    for key in keys {
      let padded = PaddedText("\"\(key)", filler: 0x78)
      node = node.flatMap { tree.child(of: $0, padded.bytes.span, 1, padded.end - 1) }
    }
    return node
  }

  @Test("a path of keys leads to its slot, and what is between has none")
  func keys() throws {
    let tree = PathTree(paths: ["a", "b.c", "b.d.e", "b.d"], recordPath: "")
    for (keys, slot) in [(["a"], 0), (["b", "c"], 1), (["b", "d", "e"], 2), (["b", "d"], 3)] {
      var place = PathTree.root
      for key in keys { place = try #require(node(tree, key, from: place)) }
      #expect(tree.nodes[place].slot == slot)
    }
    let between = try #require(node(tree, "b"))
    #expect(tree.nodes[between].slot == -1 && tree.nodes[between].hasKeys)
    #expect(!tree.nodes[between].isScalar)
    #expect(try tree.nodes[#require(node(tree, "a"))].isScalar)
    #expect(try !tree.nodes[#require(node(tree, "b", "d"))].isScalar)
    #expect(tree.slotCount == 4)
    for keys in [["c"], ["b", "a"], [""], ["A"], ["aa"], ["b", "c", "c"], ["b.c"]] {
      var place: Int? = PathTree.root
      for key in keys { place = place.flatMap { node(tree, key, from: $0) } }
      #expect(place == nil, "\(keys)")
    }
  }

  @Test("elements, pairs and JSON in a string are ways of their own")
  func otherWays() throws {
    let tree = PathTree(
      paths: ["r[].m", "at{gen_ai.system}", "full|model", "r[].x[].y", "[].z"], recordPath: "")
    let list = try #require(node(tree, "r"))
    let element = Int(tree.nodes[list].elements)
    #expect(try tree.nodes[#require(node(tree, "m", from: element))].slot == 0)
    #expect(node(tree, "m", from: list) == nil)
    // The dots of a pair's key part nothing.
    let pairs = try Int(tree.nodes[#require(node(tree, "at"))].pairs)
    #expect(try tree.nodes[#require(node(tree, "gen_ai.system", from: pairs))].slot == 1)
    #expect(node(tree, "gen_ai", from: pairs) == nil)
    let inner = try Int(tree.nodes[#require(node(tree, "full"))].embedded)
    #expect(try tree.nodes[#require(node(tree, "model", from: inner))].slot == 2)
    let inside = try Int(tree.nodes[#require(node(tree, "x", from: element))].elements)
    #expect(try tree.nodes[#require(node(tree, "y", from: inside))].slot == 3)
    let top = Int(tree.nodes[PathTree.root].elements)
    #expect(try tree.nodes[#require(node(tree, "z", from: top))].slot == 4)
  }

  @Test(
    "the record, its host and their eco members are marked, and nothing else",
    arguments: ["", "a.b[]"])
  func marks(recordPath: String) throws {
    let tree = PathTree(paths: ["x", "eco.y"], recordPath: recordPath)
    var record = PathTree.root
    if !recordPath.isEmpty {
      record = try Int(tree.nodes[#require(node(tree, "a", "b"))].elements)
    }
    let host = try #require(node(tree, "lowrouter", from: record))
    let blocks = [node(tree, "eco", from: record), node(tree, "eco", from: host)]
      .compactMap(\.self)
    let more = [node(tree, "eco_more", from: record), node(tree, "eco_more", from: host)]
    let eco = blocks + more.compactMap(\.self)
    #expect(blocks.count == 2 && eco.count == 4)
    for index in tree.nodes.indices {
      #expect(tree.nodes[index].isRecord == (index == record))
      #expect(tree.nodes[index].isHost == (index == host))
      #expect(tree.nodes[index].isEco == eco.contains(index))
      #expect(tree.nodes[index].isBlock == blocks.contains(index))
    }
  }

  @Test("keys of any length are told apart by every byte")
  func lengths() throws {
    let keys = (0...40).map { String(repeating: "k", count: $0) }.filter { !$0.isEmpty }
    // Of one length, with the same first and last eight bytes: only the middle differs.
    let middles = (0..<9).map { place in
      var key = [UInt8](repeating: 0x6D, count: 25)
      key[8 + place] = 0x6E
      return String(decoding: key, as: UTF8.self)
    }
    let names = keys + middles + ["é", "ключ", "a b", "k\u{7F}"]
    let tree = PathTree(paths: names, recordPath: "")
    for (slot, name) in names.enumerated() {
      #expect(try tree.nodes[#require(node(tree, name), "\(name)")].slot == slot)
      // Any other byte, anywhere in it.
      for place in name.utf8.indices {
        var bytes = Array(name.utf8)
        bytes[name.utf8.distance(from: name.utf8.startIndex, to: place)] ^= 0x20
        let other = PaddedText(bytes)
        #expect(tree.child(of: PathTree.root, other.bytes.span, 0, other.end) == nil)
      }
    }
    #expect(node(tree, String(repeating: "k", count: 41)) == nil)
  }

  @Test("two paths to one place are one place: the later slot gets what the first one gets")
  func repeats() throws {
    let tree = PathTree(paths: ["a.b", "a.b"], recordPath: "")
    #expect(try tree.nodes[#require(node(tree, "a", "b"))].slot == 0)
    #expect(tree.copies.map(\.from) == [0] && tree.copies.map(\.to) == [1])
  }

  @Test("a slot of a usage object is known as one")
  func usage() {
    let tree = PathTree(
      paths: ["usage.in", "x.usage.out", "usage", "model", "usage_in"], recordPath: "")
    #expect(tree.isUsage == [true, true, false, false, false])
  }

  @Test("each member of an object, and its name")
  func members() throws {
    let tree = PathTree(paths: ["u{*}.in", "u{*}#", "u{*}"], recordPath: "")
    let object = try #require(node(tree, "u"))
    let member = Int(tree.nodes[object].members)
    #expect(try tree.nodes[#require(node(tree, "in", from: member))].slot == 0)
    #expect(tree.nodes[Int(tree.nodes[member].memberName)].slot == 1)
    #expect(tree.nodes[member].slot == 2)
    #expect(!tree.nodes[object].isScalar)
  }

  @Test("a key in braces is one of an object, and one of a list of pairs")
  func braces() throws {
    let tree = PathTree(paths: ["a{b.c}", "{x.y}", "a{b.c}|d"], recordPath: "")
    let owner = try #require(node(tree, "a"))
    let inObject = try #require(node(tree, "b.c", from: owner))
    #expect(tree.nodes[inObject].slot == 0)
    #expect(node(tree, "b.c", from: Int(tree.nodes[owner].pairs)) == inObject)
    #expect(try tree.nodes[#require(node(tree, "x.y"))].slot == 1)
    #expect(
      try tree.nodes[#require(node(tree, "d", from: Int(tree.nodes[inObject].embedded)))].slot == 2)
  }

  @Test(
    "what leads nowhere is said",
    arguments: [
      ("a{b", "{ is not closed"), ("a.\"b", "\" is not closed"), ("a[0]", "expected []"),
      ("a.", ". leads nowhere"), ("a..b", ". leads nowhere"), ("a#", "# is the name of a member"),
      ("u{*}#.a", "# is the name of a member"), ("", "an empty path"), ("a|.b", "| leads nowhere"),
    ])
  func faults(path: String, words: String) {
    #expect(
      PathTree.fault(in: path)?.hasPrefix(words) == true, "\(PathTree.fault(in: path) ?? "-")")
  }

  @Test(
    "and what leads somewhere is not",
    arguments: [
      "a", "a.b", "a[].b", "[].a", "a[][].b", "a{b.c}", "{a.b}", "a|b.c", "a|", "u{*}.a", "u{*}#",
      "a.\"b.c\"", "\"b.c\".d", "a|[].b", "a|{b.c}", "a b",
    ])
  func wellFormed(path: String) { #expect(PathTree.fault(in: path) == nil) }

  @Test(
    "a path that leads nowhere ends all the same", arguments: ["a[0].b", "[", "a[b", "#", "a{"])
  func ends(path: String) { #expect(PathTree(paths: [path], recordPath: path).slotCount == 1) }
}
