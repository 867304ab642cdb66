import Testing

@testable import EcoCommands
@testable import PlainText
@testable import UsageLogs

@Suite("Words of a command line are options and operands")
struct OptionParserTests {
  private static let specs = [
    OptionSpec(name: "output", short: "o", value: "PATH", help: ""),
    OptionSpec(name: "quiet", short: "q", help: ""),
    OptionSpec(name: "by", value: "LIST", help: ""),
  ]

  private func typed(_ words: [String]) throws -> (options: [String], operands: [String]) {
    let typed = try TypedArguments(words, Self.specs, instead: ["--region": "--assume region=NAME"])
    return (typed.options.map { "\($0.name)=\($0.value)" }, typed.operands)
  }

  @Test(
    "in any order and any of their spellings",
    arguments: [
      ([], [], []), (["a", "-q", "b"], ["quiet="], ["a", "b"]), (["-"], [], ["-"]),
      (["-o", "x"], ["output=x"], []), (["-ox"], ["output=x"], []),
      (["--output", "x"], ["output=x"], []), (["--output=x"], ["output=x"], []),
      (["--output="], ["output="], []), (["--output=a=b"], ["output=a=b"], []),
      // A value may look like an option.
      (["-o", "-q"], ["output=-q"], []), (["-o", "--"], ["output=--"], []),
      (["--by", "a", "--by", "b"], ["by=a", "by=b"], []),
    ] as [([String], [String], [String])])
  func spellings(words: [String], options: [String], operands: [String]) throws {
    let found = try typed(words)
    #expect(found.options == options && found.operands == operands)
  }

  @Test("after -- all words are operands")
  func end() throws {
    let found = try typed(["-q", "--", "-q", "--output", "--", "-", "x", "--region"])
    #expect(found.options == ["quiet="])
    #expect(found.operands == ["-q", "--output", "--", "-", "x", "--region"])
    #expect(try typed(["--"]).operands == [])
  }

  @Test("the last value of an option counts, and all of one that may be repeated")
  func repeats() throws {
    let typed = try TypedArguments(["--by", "a", "-q", "--by=b"], Self.specs)
    #expect(typed.last("by") == "b" && typed.all("by") == ["a", "b"])
    #expect(typed.has("quiet") && !typed.has("output"))
    #expect(typed.last("output") == nil && typed.all("output") == [])
  }

  @Test(
    "what is no option is refused, with what to write",
    arguments: [
      (["--outptu"], "unknown option --outptu; did you mean --output?"),
      (["--zebra"], "unknown option --zebra; see eco-calc --help"),
      (["-x"], "unknown option -x; see eco-calc --help"),
      (["--region"], "unknown option --region; write --assume region=NAME"),
      (["-o"], "--output needs a value: --output PATH"), (["--quiet=1"], "--quiet takes no value"),
      (["-q1"], "--quiet takes no value"),
      (["---------"], "unknown option ---------; see eco-calc --help"),
    ])
  func refused(words: [String], message: String) {
    let error = #expect(throws: UsageError.self) { try typed(words) }
    #expect(error?.message == message)
  }
}

@Suite("A name near to an unknown one is proposed, and a far one is not")
struct NearestTests {
  @Test(
    "near is two letters, or a third of them",
    arguments: [
      ("abc", "abc", true), ("abc", "ab", true), ("abc", "abcd", true), ("abc", "axc", true),
      ("abc", "abcde", true), ("abc", "acb", true), ("abc", "abcdef", false), ("abc", "xyz", false),
      ("abcdefgh", "abcdexyz", false), ("abcdefghi", "abcdefxyz", true),
      ("abcdefghi", "abcdewxyz", false), ("abcdefghijkl", "abcdefghwxyz", true),
      ("abcdefghijkl", "abcdefgvwxyz", false), ("", "ab", true), ("", "abc", false),
    ])
  func distances(name: String, known: String, isNear: Bool) {
    #expect(Nearest.names(name, [known], limit: 1) == (isNear ? [known] : []))
    #expect(Nearest.hint(name, [known]) == (isNear ? "; did you mean \(known)?" : ""))
  }

  @Test("the nearest first, of equally near ones the first by name, and no more than asked for")
  func order() {
    let known = ["modem", "model", "mode", "yodel", "zzzzz", "models"]
    #expect(
      Nearest.names("model", known, limit: 9) == ["model", "mode", "models", "modem", "yodel"])
    #expect(Nearest.names("model", known, limit: 2) == ["model", "mode"])
    #expect(Nearest.names("model", known, limit: 0) == [])
    #expect(Nearest.hint("model", ["zzzzz"]) == "")
  }
}
