import PlainText
import Testing

@Suite("A word for a shell")
struct ShellWordTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test(
    "comes out of it as it was",
    arguments: ["", "usage.csv", "a b", "it's", "''", "$HOME", "-x\\", "'\u{301}", "a\nb", "é"])
  func comesBack(word: String) async throws {
    let run = try await scratch.shell("printf %s \(word.shellWord)")
    #expect(run.text == word)
  }
}
