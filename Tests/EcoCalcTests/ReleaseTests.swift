import Foundation
import Testing

@Suite("A release")
struct ReleaseTests {
  @Test("has the version that the newest heading of the changelog has")
  func version() async throws {
    let root = Fixtures.tests.deletingLastPathComponent().deletingLastPathComponent()
    let changelog = try String(contentsOf: root.appending(path: "CHANGELOG.md"), encoding: .utf8)
    let headings = changelog.matches(of: /(?m)^## (.+)$/).map { String($0.1) }
    #expect(headings.dropFirst().allSatisfy { $0 != "Unreleased" })
    let newest = try #require(headings.first { $0 != "Unreleased" })
    let run = try await Scratch().run("--version")
    #expect(run.text.hasPrefix("eco-calc \(newest), "), "\(run.text)")
  }
}
