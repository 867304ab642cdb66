import EcoModel
import Testing

@Suite("The rows of a table")
struct TableTests {
  private static let size = ",8,8,8,8,8,8,16,131072,131072,vendor,config"
  private static let rest = ",,https://example.org,2026-11-21,"

  @Test("start behind line ends that are not in quotes, wherever those stand", arguments: 0..<20)
  func starts(length: Int) throws {
    let filler = String(repeating: "x", count: length)
    let eco = try CustomTables(models: [
      #"a,\#(Self.size)\#(Self.rest)"\#(filler)"" ""\#n\#(filler)\#n""""#,
      "b,\(Self.size)\(Self.rest)\(filler)", #"c,\#(Self.size)\#(Self.rest)"\#(filler)""#,
    ]).estimator()
    #expect(eco.catalogue.models.map(\.id) == ["a", "b", "c"])
    #expect(eco.catalogue.models.map(\.line) == [2, 5, 6])
    #expect(
      eco.catalogue.models.map(\.note) == ["\(filler)\" \"\n\(filler)\n\"", filler, filler])
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
