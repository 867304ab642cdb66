import EcoModel
import Testing

@Suite("A damaged table")
struct DamagedTableTests {
  private static let models = Array(
    #"""
    \#(CustomTables.modelHeader)
    a/m,b c,8,7,9,6,5,8,16,131072,131072,vendor,config,2025-01-01,https://a.b,2026-11-21,"n, ""é"""
    d,,,,,,,,,,,undisclosed,,,https://a.b,2026-11-21,

    """#.utf8)

  private static let pues = Array("region,provider,year,pue,source\nhere,,2024,1.2,x\n".utf8)

  private static func bytes(_ name: EcoTables.Name) -> [UInt8] {
    let rules = ["word,-fp8,only,not never,8,8,,\"n, \"\"é\"\"\"", "default,d,,,,,a/m,"]
    return switch name {
    case .models: models
    case .pue: pues
    default: CustomTables(rules: rules).tables[name]
    }
  }

  private func load(_ name: EcoTables.Name, _ bytes: [UInt8]) -> Bool {
    var own = Dictionary(uniqueKeysWithValues: EcoTables.Name.allCases.map { ($0, Self.bytes($0)) })
    own[name] = bytes
    do {
      let eco = try EcoEstimator(
        tables: EcoTables(replacing: own), methodology: .newest(of: .newest))
      _ = eco.rate(model: "a/m", region: "here", at: .year(2025))
      return true
    } catch {
      #expect(error.line >= 1 && error.column >= 1 && !error.message.isEmpty)
      return false
    }
  }

  @Test("cut at any byte is an error or a shorter table", arguments: EcoTables.Name.allCases)
  func cut(name: EcoTables.Name) {
    let whole = Self.bytes(name)
    #expect(load(name, whole))
    let good = (0..<whole.count).count { load(name, Array(whole[..<$0])) }
    // After the header, or a row, with its line end or without, or inside the last open field.
    #expect(good > 0 && good < 20)
  }

  @Test("with any byte changed is an error or another table", arguments: EcoTables.Name.allCases)
  func mutated(name: EcoTables.Name) {
    var generator = SeededGenerator(seed: 10)
    let bytes = Array("\0\n\r\",.-019azAZ é\u{FEFF}".utf8) + [0x80, 0xFF]
    for _ in 0..<1000 {
      var table = Self.bytes(name)
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = Int.random(in: table.indices, using: &generator)
        let byte = bytes[Int.random(in: bytes.indices, using: &generator)]
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: table.insert(byte, at: index)
        case 1: table.remove(at: index)
        case 2: table.replaceSubrange(index..., with: table[index...].reversed())
        default: table[index] = byte
        }
      }
      _ = load(name, table)
    }
  }

  /// A table is read whole each time, which takes long without the optimiser.
  #if DEBUG
    private static let mutations = 5
  #else
    private static let mutations = 40
  #endif

  @Test("of the bundled ones, mutated, never traps", arguments: EcoTables.Name.allCases)
  func mutatedBundled(name: EcoTables.Name) {
    var generator = SeededGenerator(seed: 15)
    let whole = EcoTables.bundled[name]
    for _ in 0..<Self.mutations {
      var table = whole
      let index = Int.random(in: 200..<table.count, using: &generator)
      table[index] = UInt8.random(in: 0...255, using: &generator)
      _ = try? EcoEstimator(
        tables: EcoTables(replacing: [name: table]), methodology: .newest(of: .newest))
    }
  }
}
