import Foundation
import Testing

@testable import SystemFiles

// One after the other, as the command opens them: what is removed on a signal is no list for several.
@Suite(
  "A file of output takes the old one's place when it is complete, and not before", .serialized)
struct OutputFileTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func write(_ name: String, _ text: String) throws {
    let file = try OutputFile(path: scratch.path(name))
    try file.write(text)
    try file.commit()
  }

  private func mode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path(name))
    return try #require((attributes[.posixPermissions] as? NSNumber)?.intValue)
  }

  @Test("a replaced file keeps its mode", arguments: [0o600, 0o640, 0o644, 0o755, 0o666])
  func modes(mode: Int) throws {
    try scratch.write("out", "old")
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: scratch.path("out"))
    try write("out", "new")
    #expect(try self.mode("out") == mode)
    #expect(try scratch.text("out") == "new")
  }

  @Test("a link stays one, and the file that it leads to keeps its mode and its name")
  func links() throws {
    try scratch.write("real", "old")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: scratch.path("real"))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("link"), withDestinationPath: "real")
    try write("link", "new")
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: scratch.path("link")) == "real")
    #expect(try scratch.text("real") == "new")
    #expect(try mode("real") == 0o600)
    #expect(scratch.names == ["link", "real"])
  }

  @Test("what is not committed leaves the old file, and nothing else")
  func uncommitted() throws {
    try scratch.write("out", "old")
    for isFinished in [false, true] {
      do {
        let file = try OutputFile(path: scratch.path("out"))
        try file.write("new")
        #expect(try scratch.text("out") == "old")
        #expect(scratch.names.count == 2, "the bytes are beside it")
        if isFinished { try file.finish() }
        #expect(try scratch.text("out") == "old")
      }
      #expect(scratch.names == ["out"])
    }
    #expect(throws: FileError.self) { try OutputFile(path: scratch.path("none/out")) }
    #expect(scratch.names == ["out"])
  }

  @Test("counts and hashes what was written")
  func hashes() throws {
    let file = try OutputFile(path: scratch.path("out"), hashes: true)
    try file.write("ab")
    try file.write("c")
    try file.commit()
    #expect(file.bytesWritten == 3)
    // FIPS 180-4's own example.
    #expect(
      file.finishHash() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let plain = try OutputFile(path: scratch.path("out"))
    #expect(plain.finishHash() == nil)
  }

  @Test("only a file, or a link to one, is removed, and one that is not there is no error")
  func removal() throws {
    try scratch.write("out", "old")
    try FileManager.default.createDirectory(
      atPath: scratch.path("folder"), withIntermediateDirectories: true)
    for name in ["out", "none", "folder"] { try OutputFile.remove(scratch.path(name)) }
    #expect(scratch.names == ["folder"])
    #expect(OutputFile.isSpecial("/dev/null"))
    #expect(!OutputFile.isSpecial(scratch.path("folder")))
    #expect(!OutputFile.isSpecial(scratch.path("none")))
  }
}
