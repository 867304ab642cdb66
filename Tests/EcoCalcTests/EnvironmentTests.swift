import Foundation
import Testing

@Suite("A run respects how it was started")
struct EnvironmentTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("what is said where standard error is closed does not get into the data")
  func closedErrors() async throws {
    try scratch.write("log.csv", HostileTests.header + HostileTests.row + "bad\n")
    let run = try await scratch.shell(
      """
      $ECO log.csv -o good.csv --max-rejects 5 2> errors
      $ECO log.csv -o out.csv --max-rejects 5 2>&-; echo $?
      $ECO log.csv -o all.csv --max-rejects 5 <&- >&- 2>&-; echo $?
      """)
    #expect(run.text == "0\n0\n")
    #expect(try scratch.text("errors").contains("log.csv:3:1: error: "))
    let good = try scratch.bytes("good.csv")
    for name in ["out.csv", "all.csv"] { #expect(try scratch.bytes(name) == good) }
    let rejects = try scratch.bytes("good.csv.rejects.jsonl")
    for name in ["out.csv", "all.csv"] {
      #expect(try scratch.bytes(name + ".rejects.jsonl") == rejects)
    }
  }

  @Test("data that is to go to a closed descriptor, or come from one, is exit 3")
  func closedData() async throws {
    try scratch.write("log.csv", HostileTests.header + HostileTests.row)
    let output = try await scratch.shell("$ECO log.csv >&-")
    #expect(output.exitCode == 3)
    #expect(output.errors.contains("<stdout>: cannot write: Bad file descriptor"))
    let input = try await scratch.shell("$ECO - <&-")
    #expect(input.exitCode == 3)
    #expect(input.errors.contains("<stdin>: cannot read: Bad file descriptor"))
  }

  @Test(
    "a signal that it was started to ignore does not end it", arguments: ["HUP", "INT", "TERM"])
  func ignoredSignals(name: String) async throws {
    let rows = HostileTests.repeated(HostileTests.row, 3000)
    try scratch.write("log.csv", Array(HostileTests.header.utf8) + rows)
    // The input is a pipe that stays open, so that the run cannot end before the signal.
    let run = try await scratch.shell(
      """
      trap '' \(name); mkfifo pipe; $ECO pipe -o out.csv & run=$!
      exec 3> pipe; cat log.csv >&3
      until ls out.csv.eco-calc-*.tmp > /dev/null 2>&1; do :; done
      kill -\(name) $run; exec 3>&-; wait $run; echo $?
      """)
    #expect(run.text == "0\n", "\(run.errors)")
    #expect(try await scratch.bytes("out.csv") == scratch.run("log.csv").output)
  }

  @Test(
    "where few files may be open, more are asked for or it is told, and nothing is left behind",
    arguments: [("-n 5", 3), ("-n 8", 3), ("-n 9", 3), ("-n 12", 3), ("-Sn 8", 0), ("-n 40", 0)])
  func descriptors(limit: String, exitCode: Int32) async throws {
    // Enough for two lanes.
    let rows = HostileTests.repeated(HostileTests.row, 12_000)
    try scratch.write("log.csv", Array(HostileTests.header.utf8) + rows)
    let run = try await scratch.shell("ulimit \(limit); exec $ECO log.csv -j 2 -o out.csv")
    #expect(run.exitCode == exitCode, "\(run.errors)")
    #expect(run.errors.contains("raise it with ulimit -n") == (exitCode == 3), "\(run.errors)")
    #expect(scratch.names == ["log.csv"] + (exitCode == 3 ? [] : ["out.csv"]))
  }

  @Test(
    "without /proc, where the command line is, nothing is taken for it",
    .enabled(if: geteuid() == 0))
  func withoutProc() async throws {
    try scratch.write("log.csv", HostileTests.header + HostileTests.row)
    // Only root may mount, and not everywhere.
    let run = try await scratch.shell(
      """
      unshare -m true 2> /dev/null || exit 9
      unshare -m sh -c 'mount -t tmpfs none /proc 2> /dev/null || exit 9; exec $ECO log.csv -o x'
      """)
    guard run.exitCode != 9 else { return }
    #expect(run.exitCode == 3)
    #expect(run.errors == "eco-calc: the command line cannot be read: /proc is not there\n")
    #expect(scratch.names == ["log.csv"])
  }
}
