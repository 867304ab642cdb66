import Foundation
import Testing

@Suite("Diagnostics: errors on standard error")
struct DiagnosticsTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write("bad.csv", HostileTests.header + "error:\n" + HostileTests.row)
  }

  private func errors(
    _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> String {
    try await scratch.run(["bad.csv", "--rejects", "r"] + arguments, environment: environment)
      .errors
  }

  @Test("ten are shown, and how many more there were is said", arguments: [9, 10, 11, 12, 35])
  func shown(count: Int) async throws {
    let rows = String(repeating: "x\n", count: count)
    try scratch.write("bad.csv", HostileTests.header + rows + HostileTests.row)
    let lines = try await errors(["--max-rejects", "100%"]).split(separator: "\n")
    #expect(lines.prefix(10).count { $0.contains(": error: ") } == min(count, 10))
    let more = lines.dropFirst(min(count, 10))
    #expect(more == (count > 10 ? ["… and \(count - 10) more like these"] : []))
  }

  @Test("the word error is red where that is asked for, and nothing else is")
  func colors() async throws {
    let red = "\u{1B}[31merror:\u{1B}[0m"
    let always = try await errors(["--color", "always"])
    #expect(always.hasPrefix("bad.csv:2:1: \(red) expected 7 fields"))
    #expect(always.count { $0 == "\u{1B}" } == 2)
    // Off a terminal it is not red by itself.
    for arguments in [[], ["--color", "never"], ["--color", "auto"]] {
      let plain = try await errors(arguments)
      #expect(plain == always.replacing(red, with: "error:"))
    }
    // The last one counts.
    #expect(try await !errors(["--color", "always", "--color", "never"]).contains("\u{1B}"))
    #expect(try await errors(["--color", "never", "--color", "always"]).contains(red))
  }

  @Test("NO_COLOR says no to any option, where it says something")
  func noColor() async throws {
    let set = try await errors(["--color", "always"], environment: ["NO_COLOR": "1"])
    #expect(!set.contains("\u{1B}"))
    let empty = try await errors(["--color", "always"], environment: ["NO_COLOR": ""])
    #expect(empty.contains("\u{1B}"))
  }
}
