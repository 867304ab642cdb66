import Foundation
import Testing

@Suite("Completions and the manual page list what the help pages list")
struct CompletionTests {
  private static let commands = ["calc", "explain", "diff", "check", "data", "merge"]
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("in bash", .enabled(if: has("bash"), "bash is not installed"), arguments: commands)
  func bash(command: String) async throws {
    #expect(try await completed("\(command) -") == spellings(command))
  }

  @Test("in zsh", .enabled(if: has("zsh"), "zsh is not installed"), arguments: commands)
  func zsh(command: String) async throws {
    let run = try await scratch.shell(
      """
      $ECO completions zsh > _eco-calc && zsh -fn _eco-calc && zsh -fc '
        compdef() { }
        _arguments() { print -rl -- "$@" }
        . ./_eco-calc
        words=(eco-calc \(command) -) CURRENT=3
        _eco-calc'
      """)
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    let options = run.text.matches(of: /(?m)^\*(--?[a-z0-9-]+)[=+]?\[[^\]]+\]/)
    #expect(try await Set(options.map { String($0.1) }) == spellings(command))
  }

  @Test("in fish", .enabled(if: has("fish"), "fish is not installed"), arguments: commands)
  func fish(command: String) async throws {
    let run = try await scratch.shell(
      """
      export HOME="$PWD"
      $ECO completions fish > eco-calc.fish && fish --no-execute eco-calc.fish &&
        fish --no-config -c "source eco-calc.fish; complete -C 'eco-calc \(command) -'"
      """)
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    let options = run.text.split(separator: "\n").compactMap { $0.split(separator: "\t").first }
    #expect(try await Set(options.map(String.init)) == spellings(command))
  }

  @Test(
    "bash completes commands, options, and the values that can be listed; files are its own affair",
    .enabled(if: has("bash"), "bash is not installed"),
    arguments: [
      ("e", "explain"), ("calc --max-o", "--max-omitted"), ("--sign", "--significant-digits"),
      ("data --sign", ""), ("calc --to j", "json jsonl"), ("-t c", "csv"),
      ("diff --color = a", "always auto"), ("diff --color =", "always auto never"),
      ("explain -m v1", "v1-2026-11 v1-2026-12"),
      ("diff --against eco", "ecologits-0.4 ecologits-0.4-2026-12"),
      ("--output e", ""), ("merge e", ""),
    ])
  func words(typed: String, expected: String) async throws {
    #expect(try await completed(typed).sorted().joined(separator: " ") == expected)
  }

  @Test("in roff", arguments: commands)
  func manual(command: String) async throws {
    let page = try await scratch.run("man").text.replacing(/\\f[BIR]/, with: "")
    let title = command == "calc" ? "SYNOPSIS" : command.uppercased()
    let section = try #require(
      page.split(separator: "\n.SH ").first { $0.hasPrefix("\(title)\n") })
    let options = section.matches(of: /\n\.TP\n(.+)\n/).map {
      String($0.1).replacing(#"\-"#, with: "-")
    }
    #expect(try await options == listed(command))
  }

  @Test("groff has no complaint", .enabled(if: has("groff"), "groff is not installed"))
  func groff() async throws {
    let run = try await scratch.shell("$ECO man | groff -man -ww -rLL=78n -Tascii -P-cbou")
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    let version = try await scratch.run("--version").text.split(separator: ",")[0]
    for text in [
      "NAME", "-o, --output PATH", "FIELD=VALUE", "the old side's tables", "\(version) ",
    ] {
      #expect(run.text.contains(text))
    }
  }

  @Test("A shell that is not known is refused", arguments: [[], ["csh"], ["bash", "zsh"]])
  func unknown(shells: [String]) async throws {
    let run = try await scratch.run(["completions"] + shells)
    #expect(run.exitCode == 2 && run.output.isEmpty && run.errors.contains("bash, zsh, fish"))
  }

  private static func has(_ program: String) -> Bool {
    ["/usr/bin", "/bin"].contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  /// What bash offers for words of a command line, of which the last is being typed.
  private func completed(_ words: String) async throws -> Set<String> {
    let run = try await scratch.shell(
      """
      $ECO completions bash > eco-calc.bash && bash --norc -c '
        . ./eco-calc.bash
        COMP_WORDS=(eco-calc "$@") COMP_CWORD=$#
        _eco_calc
        printf "%s\\n" "${COMPREPLY[@]}"' bash \(words)
      """)
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    return Set(run.text.split(separator: "\n").map(String.init))
  }

  /// The options on a command's help page, such as "-o, --output PATH".
  private func listed(_ command: String) async throws -> [String] {
    let page = try await scratch.run(command, "--help").text
    let lines = page.split(separator: "\n").filter { $0.contains(/^ {2}(-., | {4})--/) }
    try #require(!lines.isEmpty)
    return lines.map { $0.prefix(30).trimmingCharacters(in: .whitespaces) }
  }

  private func spellings(_ command: String) async throws -> Set<String> {
    let options = try await listed(command)
    return Set(options.flatMap { $0.matches(of: /--?[a-z0-9-]+/).map { String($0.0) } })
  }
}
