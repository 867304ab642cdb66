import EcoModel
import Testing

@Suite("The rows of a table")
struct TableTests {
  private static let size = ",8,8,8,8,8,8,16,131072,131072,vendor,config"
  private static let rest = ",,https://example.org,2026-11-21,"

  @Test("start after line ends that are not in quotes, wherever those stand", arguments: 0..<70)
  func starts(length: Int) throws {
    let filler = String(repeating: "x", count: length)
    let eco = try CustomTables(models: [
      #"a,\#(Self.size)\#(Self.rest)"\#(filler)"" ""\#n\#(filler)\#n""""#,
      "b,\(filler)\(Self.size)\(Self.rest)\(filler)", #"c,\#(Self.size)\#(Self.rest)"\#(filler)""#,
    ]).estimator()
    #expect(eco.catalogue.models.map(\.id) == ["a", "b", "c"])
    #expect(eco.catalogue.models.map(\.line) == [2, 5, 6])
    #expect(
      eco.catalogue.models.map(\.note) == ["\(filler)\" \"\n\(filler)\n\"", filler, filler])
    #expect(eco.catalogue.models.map(\.aliases) == [[], filler.isEmpty ? [] : [filler], []])
  }

  @Test("have no quote inside a field that is not quoted, wherever it stands", arguments: 1..<40)
  func quotes(length: Int) {
    let alias = String(repeating: "x", count: length) + "\"" + String(repeating: "y", count: 20)
    let error = #expect(throws: DataError.self) {
      _ = try CustomTables(models: ["a,\(alias)\(Self.size)\(Self.rest)"]).estimator()
    }
    #expect(error?.message.hasPrefix("a quote inside an unquoted field") == true)
  }

  @Test("are found by their first column, whatever its characters, and only those that are there")
  func order() throws {
    let names = [
      "a", "a b", "a,b", "a-b", "ab", "b", "c\u{327}a", "ca", "e", "e\u{301}", "ez", "f",
      "fu\u{308}r", "fur", "z", "zz", "\u{FC}",
    ].sorted()
    var tables = CustomTables()
    tables.accelerators = names.map {
      ($0.contains(",") ? "\"\($0)\"" : $0) + ",1000,0.75,1.55,test,"
    }
    let eco = try tables.estimator()
    for name in names + ["\u{E9}", "f\u{FC}r", "\u{E7}a", "u\u{308}", " AB "] {
      #expect(eco.accelerator(name)?.name == Spelling.folded(name), "\(name)")
    }
    let others = [
      "", "0", "a,", "a,bc", "aa", "c", "e\u{302}", "fu", "fu\u{308}", "g", "zzz", "\u{FD}",
    ]
    for name in others {
      #expect(eco.accelerator(name) == nil, "\(name)")
    }
  }

  @Test("are found by spellings that are not ASCII, in either of their forms")
  func spellings() throws {
    let eco = try CustomTables(models: [
      "a,caf\u{E9} na\u{EF}ve\(Self.size)\(Self.rest)", "b,\u{FC}\(Self.size)\(Self.rest)",
      "c/\u{E7},\(Self.size)\(Self.rest)",
    ]).estimator()
    for (spelling, id) in [
      ("caf\u{E9}", "a"), ("cafe\u{301}", "a"), ("na\u{EF}ve", "a"), ("\u{FC}", "b"),
      ("u\u{308}", "b"), ("c/\u{E7}", "c/\u{E7}"), ("\u{E7}", "c/\u{E7}"),
    ] {
      #expect(eco.catalogue.find(spelling, on: nil)?.model.id == id, "\(spelling)")
    }
    for other in ["caf\u{E8}", "\u{DF}", "cafe", ""] {
      #expect(eco.catalogue.find(other, on: nil) == nil, "\(other)")
    }
  }

  @Test("of an id are all found, though only one lists the alias")
  func dates() throws {
    let second = Self.rest.dropFirst()
    let eco = try CustomTables(models: [
      "a,\(Self.size)\(Self.rest)", "a,other\(Self.size),2025-01-01\(second)",
    ]).estimator()
    #expect(eco.catalogue.find("other", on: UTCDay("2024-12-31"))?.index == 0)
    #expect(eco.catalogue.find("other", on: UTCDay("2025-01-01"))?.index == 1)
    #expect(eco.catalogue.find("other", on: nil)?.index == 1)
  }
}
