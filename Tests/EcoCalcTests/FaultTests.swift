import Foundation
import Testing

@Suite("When something fails, no file is left half-written")
struct FaultTests {
  /// Enough rows that a run is not over at once.
  static let log: [UInt8] =
    Array(HostileTests.header.utf8) + HostileTests.repeated(HostileTests.row, 40_000)

  @Test("an input that is not there, or is a directory, is exit 3 with its name")
  func unreadable() async throws {
    let scratch = try Scratch()
    for name in ["missing.csv", "."] {
      let run = try await scratch.run(name, "-o", "out.csv")
      #expect(run.exitCode == 3)
      #expect(run.errors.hasPrefix("eco-calc: \(name): cannot "))
      #expect(scratch.names == [])
    }
  }

  @Test("one bad input among several leaves the outputs of none")
  func severalInputs() async throws {
    let scratch = try Scratch()
    try scratch.write("a.csv", HostileTests.header + HostileTests.row)
    try FileManager.default.createDirectory(
      atPath: scratch.path("out"), withIntermediateDirectories: true)
    let run = try await scratch.run("a.csv", "missing.csv", "-o", "out")
    #expect(run.exitCode == 3)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("out")) == [])
  }

  private static let hasStrace = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")

  /// Lets the call that lists a directory fail, at a time.
  private static func listing(failsAt number: Int) -> String {
    "strace -f -qq -o /dev/null -e trace=getdents64 -e inject=getdents64:error=EIO:when=\(number)"
  }

  @Test(
    "a folder of which only a part can be listed is exit 3, not a sum of that part",
    .enabled(if: hasStrace), arguments: [1, 2])
  func halfAFolder(number: Int) async throws {
    let scratch = try Scratch()
    try scratch.write("logs/a.csv", HostileTests.header + HostileTests.row)
    let run = try await scratch.shell("\(Self.listing(failsAt: number)) $ECO logs --by model")
    #expect(run.exitCode == 3 && run.text.isEmpty)
    #expect(run.errors == "eco-calc: logs: cannot read: Input/output error\n")
  }

  @Test(
    "a folder in a folder that cannot be listed is exit 3, and the old output whole",
    .enabled(if: hasStrace))
  func folderInFolder() async throws {
    let scratch = try Scratch()
    try scratch.write("logs/a.csv", HostileTests.header + HostileTests.row)
    try scratch.write("logs/more/b.csv", HostileTests.header + HostileTests.row)
    try scratch.write("out.csv", "old")
    let run = try await scratch.shell("\(Self.listing(failsAt: 4)) $ECO logs -o out.csv")
    #expect(run.exitCode == 3)
    #expect(run.errors == "eco-calc: logs/more: cannot read: Input/output error\n")
    #expect(try scratch.text("out.csv") == "old")
  }

  @Test(
    "a log in a folder that cannot be opened is exit 3, and the old output whole",
    .enabled(if: hasStrace))
  func logInFolder() async throws {
    let scratch = try Scratch()
    try scratch.write("logs/a.csv", HostileTests.header + HostileTests.row)
    try scratch.write("logs/b.csv", HostileTests.header + HostileTests.row)
    try scratch.write("out.csv", "old")
    let run = try await scratch.shell(
      "strace -f -qq -o /dev/null -P logs/b.csv -e inject=openat:error=EACCES $ECO logs -o out.csv")
    #expect(run.exitCode == 3)
    #expect(run.errors.hasSuffix("eco-calc: logs/b.csv: cannot open: Permission denied\n"))
    #expect(try scratch.text("out.csv") == "old")
  }

  @Test(
    "sessions of an agent that cannot be listed are said, not taken for none",
    .enabled(if: hasStrace), arguments: [(2, "projects"), (3, "projects/alpha")])
  func sessions(number: Int, folder: String) async throws {
    let scratch = try Scratch()
    try scratch.write("home/.claude/projects/alpha/s.jsonl", "")
    let run = try await scratch.shell(
      "HOME=home \(Self.listing(failsAt: number)) $ECO agents --json --today 2026-11-26")
    let unread = try #require(try object(run.text)["not_read"] as? [[String: Any]])
    #expect(unread.map { $0["path"] as? String } == ["home/.claude/\(folder)"], "\(run.text)")
    #expect(unread.map { $0["reason"] as? String } == ["cannot read: Input/output error"])
  }

  @Test("a full disk on standard output is exit 3 with the system's words")
  func fullOutput() async throws {
    let scratch = try Scratch()
    try scratch.write("log.csv", Self.log)
    let run = try await scratch.shell("$ECO log.csv > /dev/full")
    #expect(run.exitCode == 3)
    #expect(run.errors.contains("<stdout>: cannot write: No space left on device"))
  }

  @Test("a file that cannot grow leaves the old output and nothing else")
  func limitedFile() async throws {
    let scratch = try Scratch()
    try scratch.write("log.csv", Self.log)
    try scratch.write("out.csv", "old")
    // What ends other programs here is a signal, unless it is ignored.
    let run = try await scratch.shell("ulimit -f 64; $ECO log.csv -o out.csv")
    #expect(run.exitCode == 3)
    #expect(run.errors.contains("out.csv: cannot write"))
    #expect(try scratch.text("out.csv") == "old")
    #expect(scratch.names == ["log.csv", "out.csv"])
  }

  @Test("a symbolic link stays one: the file that it leads to is replaced")
  func link() async throws {
    let scratch = try Scratch()
    try scratch.write("log.csv", Self.log)
    try scratch.write("real.csv", "old")
    let run = try await scratch.shell("ln -s real.csv out.csv; $ECO log.csv -o out.csv")
    #expect(run.exitCode == 0, "\(run.errors)")
    let link = try await scratch.shell("readlink out.csv")
    #expect(link.text == "real.csv\n")
    #expect(try scratch.text("real.csv").contains("eco.energy_wh"))
  }

  @Test("a full disk leaves the old outputs, of all inputs, and nothing else")
  func fullDisk() async throws {
    let scratch = try Scratch()
    try scratch.write("log.csv", Self.log)
    try scratch.write("a.csv", HostileTests.header + HostileTests.row)
    // Only root may mount; elsewhere the limit above stands for it.
    let run = try await scratch.shell(
      """
      mkdir disk; mount -t tmpfs -o size=64k none disk 2> /dev/null || { echo skipped; exit; }
      echo old > disk/a.csv; echo old > disk/log.csv
      $ECO a.csv log.csv -o disk; echo $?; ls disk; cat disk/*; umount disk
      """)
    guard run.text != "skipped\n" else { return }
    #expect(run.text == "3\na.csv\nlog.csv\nold\nold\n")
    #expect(run.errors.contains("disk/log.csv: cannot write: No space left on device"))
  }

  /// Runs with an input that is changed in the middle: nobody reads the pipe on until it has been.
  private func changing(_ scratch: Scratch, _ input: String, _ change: String) async throws
    -> Tool.Outcome
  {
    try scratch.write("log.csv", Self.log)
    return try await scratch.shell(
      """
      rm -f pipe; mkfifo pipe; $ECO \(input) -j 1 -o pipe --summary summary & run=$!
      exec 3< pipe; head -c 100000 <&3 > rows; \(change); cat <&3 >> rows; wait $run; echo $?
      """)
  }

  @Test("an input that vanishes or grows while it is read is read to its end")
  func vanishingInput() async throws {
    let scratch = try Scratch()
    let row = Array(HostileTests.row.utf8)
    let grow = "printf '\(HostileTests.row.dropLast())\\n' >> log.csv"
    for (change, log) in [("rm log.csv", Self.log), (grow, Self.log + row)] {
      let whole = try await scratch.run("-", input: log).output
      let run = try await changing(scratch, "log.csv", change)
      #expect(run.text == "0\n", "\(run.errors)")
      #expect(try scratch.bytes("rows") == whole)
      let inputs = try object(scratch.text("summary"))["inputs"] as? [[String: Any]]
      #expect(inputs?.first?["bytes"] as? Int == log.count)
    }
  }

  @Test(
    "one that is cut while it is read is exit 3, also where the cut is between two records",
    arguments: ["log.csv", "- < log.csv"])
  func cutInput(input: String) async throws {
    let scratch = try Scratch()
    let kept = HostileTests.header.utf8.count + 30_000 * HostileTests.row.utf8.count
    let run = try await changing(scratch, input, "truncate -s \(kept) log.csv")
    #expect(run.text == "3\n")
    #expect(run.errors.contains("cannot read: it was cut while it was read"), "\(run.errors)")
    #expect(!scratch.names.contains("summary"))
  }

  @Test("the rest of a file on standard input is all of it")
  func restOfInput() async throws {
    let scratch = try Scratch()
    try scratch.write("log.csv", "not a header\n" + HostileTests.header + HostileTests.row)
    let run = try await scratch.shell("{ read line; $ECO -; } < log.csv")
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.text.contains(",0.002088255,"))
  }

  @Test("a closed pipe is silent success")
  func closedPipe() async throws {
    let scratch = try Scratch()
    try scratch.write("log.csv", Self.log)
    let run = try await scratch.shell(
      "{ $ECO log.csv; echo $? > code; } 2> errors | head -c 100 > /dev/null; cat code errors")
    #expect(run.text == "0\n")
  }

  @Test("damaged or cut compressed input is exit 3")
  func damaged() async throws {
    let scratch = try Scratch()
    let packed = try Fixtures.bytes("traps/usage.jsonl.gz")
    for bytes in [Array(packed.dropLast(9)), packed.map { $0 == packed[100] ? $0 &+ 1 : $0 }] {
      try scratch.write("log.gz", Array(packed[..<10]) + bytes[10...])
      let run = try await scratch.run("log.gz", "-o", "out")
      #expect(run.exitCode == 3)
      #expect(run.errors.contains("log.gz: cannot decompress"))
      #expect(scratch.names == ["log.gz"])
    }
  }

  @Test(
    "a signal leaves the old output and takes the temporary file along",
    arguments: [
      SIGINT, SIGTERM, SIGHUP,
    ])
  func signals(number: Int32) async throws {
    let scratch = try Scratch()
    try scratch.write("out.csv", "old")
    // The input is a pipe that stays open, so that the run cannot end before the signal. A shell lets
    // what it starts in the background ignore interrupts.
    let run = try await scratch.shell(
      """
      mkfifo pipe; env --default-signal=INT $ECO pipe -o out.csv & run=$!
      exec 3> pipe; printf '\(HostileTests.header.dropLast())\\n\(HostileTests.row.dropLast())\\n' >&3
      i=0; while [ $i -lt 140 ]; do printf '%01000d\\n' 0 >&3; i=$((i+1)); done
      until ls out.csv.eco-calc-*.tmp > /dev/null 2>&1; do :; done
      kill -\(number) $run; wait $run; echo $?; rm pipe
      """)
    #expect(run.text == "\(128 + number)\n")
    #expect(try scratch.text("out.csv") == "old")
    #expect(scratch.names == ["out.csv"])
  }

  @Test("more outputs than a process may have open are written, and a signal takes them all along")
  func manyOutputs() async throws {
    let scratch = try Scratch()
    let names = (0..<100).map { "log\($0).csv" }
    for name in names { try scratch.write(name, HostileTests.header + "bad\n" + HostileTests.row) }
    let all = "mkdir -p out; ulimit -n 40; $ECO log*.csv -o out --max-rejects 100 -q"
    let run = try await scratch.shell(all)
    #expect(run.exitCode == 0, "\(run.errors)")
    let out = scratch.path("out")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: out).sorted()
        == (names + names.map { $0 + ".rejects.jsonl" }).sorted())
    let killed = try await scratch.shell(
      """
      rm out/*; mkfifo pipe; $ECO log*.csv pipe -o out 2> errors & run=$!
      exec 3> pipe; until ls out/pipe.eco-calc-*.tmp > /dev/null 2>&1; do
        printf '\(HostileTests.header.dropLast())\\n%01000d\\n' 0 >&3; done
      kill -TERM $run; wait $run; echo $?; ls out
      """)
    #expect(killed.text == "143\n")
  }

  @Test("a kill at any moment leaves the old output or the new one")
  func kills() async throws {
    let scratch = try Scratch()
    try scratch.write("log.csv", Self.log)
    let complete = try await scratch.run("log.csv").output
    let old = [UInt8]("old".utf8)
    for round in 0..<12 {
      try scratch.write("out.csv", old)
      let running = try scratch.start("log.csv", "-o", "out.csv", "-q")
      // More and more work for this process before the kill: no clock says when.
      #expect(Self.log.prefix(round * 30_000).reduce(0, &+) >= 0)
      kill(running.process.processIdentifier, SIGKILL)
      _ = try await running.outcome()
      let bytes = try scratch.bytes("out.csv")
      #expect(bytes == old || bytes == complete, "round \(round)")
      for name in scratch.names where !["log.csv", "out.csv"].contains(name) {
        #expect(name.contains(".eco-calc-") && name.hasSuffix(".tmp"))
        try FileManager.default.removeItem(atPath: scratch.path(name))
      }
    }
  }
}
