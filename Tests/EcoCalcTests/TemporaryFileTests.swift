import Foundation
import Testing

@testable import SystemFiles

@Suite("What is being written is in a file of its maker's own")
struct TemporaryFileTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write("log.csv", HostileTests.header + HostileTests.row)
  }

  @Test(
    "neither a link nor a file that somebody put beside the output is written to",
    arguments: ["ln -s victim", "cp victim"])
  func planted(plant: String) async throws {
    // The shell's process becomes that of the run.
    let run = try await scratch.shell(
      """
      echo secret > victim; \(plant) out.csv.eco-calc-$$.tmp; ls > before
      exec $ECO log.csv -o out.csv
      """)
    #expect(run.exitCode == 0, "\(run.errors)")
    let after = try await scratch.shell(
      "cat victim out.csv.eco-calc-*.tmp; test -f out.csv -a ! -L out.csv && echo a file")
    #expect(after.text == "secret\nsecret\na file\n")
    #expect(try scratch.text("out.csv").contains("eco.energy_wh"))
  }

  @Test(
    "a name that is taken is left alone and another one tried",
    arguments: ["file", "victim", "nothing"])
  func taken(kind: String) throws {
    try scratch.write("victim", "secret")
    let target = scratch.path("out.csv")
    let name = "out.csv.eco-calc-z.tmp"
    switch kind {
    case "file": try scratch.write(name, "planted")
    default:
      try FileManager.default.createSymbolicLink(
        atPath: scratch.path(name), withDestinationPath: kind)
    }
    let before = scratch.names
    var random: [UInt64] = [36, 35, 35]
    let file = try TemporaryFile(for: target) { random.removeLast() }
    #expect(random == [])
    #expect(file.descriptor.write([UInt8]("rows".utf8).span) == 4)
    #expect(file.descriptor.close())
    #expect(scratch.names == (before + ["out.csv.eco-calc-10.tmp"]).sorted())
    #expect(try scratch.text("victim") == "secret")
    #expect(file.replaceTarget())
    #expect(try scratch.text("out.csv") == "rows")
    #expect(scratch.names == (before + ["out.csv"]).sorted())
  }

  @Test("where every name is taken, that is told")
  func allTaken() throws {
    try scratch.write("out.csv.eco-calc-7.tmp", "planted")
    let error = #expect(throws: FileError.self) {
      _ = try TemporaryFile(for: scratch.path("out.csv")) { 7 }
    }
    #expect(error?.description.hasSuffix("out.csv: cannot write: File exists") == true)
    #expect(try scratch.text("out.csv.eco-calc-7.tmp") == "planted")
  }

  @Test("nobody else can read it before it is complete", arguments: [true, false])
  func privacy(exists: Bool) async throws {
    let run = try await scratch.shell(
      """
      umask 022; \(exists ? "echo old > out.csv" : ":"); mkfifo pipe; $ECO pipe -o out.csv & run=$!
      exec 3> pipe; cat log.csv >&3
      i=0; while [ $i -lt 140 ]; do printf '%01000d\\n' 0 >&3; i=$((i+1)); done
      until stat -c %a out.csv.eco-calc-*.tmp 2> /dev/null; do :; done
      exec 3>&-; wait $run; stat -c %a out.csv
      """)
    #expect(run.text == "600\n644\n", "\(run.errors)")
  }

  @Test(
    "a new file has the mode that the umask leaves, a replaced one keeps its own without set-id bits",
    arguments: [
      ("umask 027", "640"), ("umask 0", "666"),
      ("umask 0; echo old > out.csv; chmod 600 out.csv", "600"),
      ("echo old > out.csv; chmod 664 out.csv", "664"),
      ("echo old > out.csv; chmod 7755 out.csv", "755"),
    ])
  func modes(preparation: String, mode: String) async throws {
    let run = try await scratch.shell("\(preparation); $ECO log.csv -o out.csv; stat -c %a out.csv")
    #expect(run.text == mode + "\n", "\(run.errors)")
  }

  @Test("a replaced file keeps its owner and its group", .enabled(if: geteuid() == 0))
  func owner() async throws {
    let run = try await scratch.shell(
      """
      echo old > out.csv; chown 12345:23456 out.csv; chmod 6755 out.csv
      $ECO log.csv -o out.csv; stat -c %u:%g:%a out.csv
      """)
    #expect(run.text == "12345:23456:755\n", "\(run.errors)")
  }

  @Test(
    "where its group cannot be kept, the new one may do what all may", .enabled(if: geteuid() == 0))
  func group() async throws {
    let run = try await scratch.shell(
      """
      chmod 777 .; echo old > out.csv; chown 12345:23456 out.csv; chmod 664 out.csv
      setpriv --reuid 54321 --regid 65432 --clear-groups $ECO log.csv -o out.csv
      stat -c %u:%g:%a out.csv
      """)
    #expect(run.text == "54321:65432:644\n", "\(run.errors)")
  }

  @Test("an output may have as long a name as any file", arguments: ["a", "é"])
  func longName(letter: String) async throws {
    let name = String(repeating: letter, count: 254 / letter.utf8.count) + "b"
    let run = try await scratch.run("log.csv", "-o", name)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(scratch.names == [name, "log.csv"].sorted())
  }

  @Test("a link that leads nowhere but to itself is not replaced")
  func loop() async throws {
    let run = try await scratch.shell("ln -s out.csv out.csv; $ECO log.csv -o out.csv")
    #expect(run.exitCode == 3)
    #expect(run.errors.contains("out.csv: cannot write: Too many levels of symbolic links"))
    #expect(scratch.names == ["log.csv", "out.csv"])
  }
}
