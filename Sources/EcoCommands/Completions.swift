internal import EcoResults
internal import PlainText

/// Scripts with which a shell completes command lines, made of the table of options.
enum Completions: String, CaseIterable {
  case bash, zsh, fish

  /// The script for the shell that is named.
  ///
  /// - Throws: `UsageError` unless one is.
  static func script(_ typed: TypedArguments) throws(UsageError) -> String {
    guard typed.operands.count == 1, let shell = Self(rawValue: typed.operands[0]) else {
      let shells = allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("completions needs the name of a shell: \(shells)")
    }
    let script =
      switch shell {
      case .bash: bashScript
      case .zsh: zshScript
      case .fish: fishScript
      }
    return "\(shell == .zsh ? "#compdef eco-calc\n" : "")# eco-calc \(Release.version)\n\(script)"
  }

  private static let names = Command.shown.map(\.rawValue)

  private static var bashScript: String {
    let values = Command.shown.flatMap { command in
      command.shownSpecs.filter { $0.value != nil }.map { spec in
        let options = spec.spellings.map { "\(command):\($0)" }.joined(separator: " | ")
        return "    \(options)) words='\(spec.choices().joined(separator: " "))' ;;"
      }
    }
    let options = Command.shown.map { command in
      let spellings = command.shownSpecs.flatMap(\.spellings).joined(separator: " ")
      return "        \(command):-*) words='\(spellings)' ;;"
    }
    return #"""
      _eco_calc() {
        local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=calc words=
        # --option=value arrives as three words.
        if [ "$before" = = ]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi
        if [ "$word" = = ]; then word=; fi
        case ${COMP_WORDS[1]} in \#(names.joined(separator: " | "))) command=${COMP_WORDS[1]} ;; esac
        case $command:$before in
      \#(values.joined(separator: "\n"))
          *)
            case $command:$word in
      \#(options.joined(separator: "\n"))
              *) if [ "$COMP_CWORD" = 1 ]; then words='\#(names.joined(separator: " "))'; fi ;;
            esac ;;
        esac
        COMPREPLY=($(compgen -W "$words" -- "$word"))
      }
      complete -o default -F _eco_calc eco-calc

      """#
  }

  private static var zshScript: String {
    let commands = Command.shown.map { "\n    '\($0):\(zshEscaped($0.summary))'" }
    let options = Command.shown.map { command in
      let lines = command.shownSpecs.map { "\n        \(zshOption($0)) \\" }.joined()
      return "    \(command))\n      _arguments -S \\\(lines)\n        '*:file:_files' ;;"
    }
    return #"""
      _eco-calc() {
        local command=calc
        local -a commands=(\#(commands.joined())
        )
        if (( CURRENT == 2 )); then
          _describe command commands
        elif (( ${commands[(I)$words[2]:*]} )); then
          command=$words[2]
          shift words
          (( CURRENT-- ))
        fi
        case $command in
      \#(options.joined(separator: "\n"))
        esac
      }
      if [[ $funcstack[1] == _eco-calc ]]; then _eco-calc "$@"; else compdef _eco-calc eco-calc; fi

      """#
  }

  private static func zshOption(_ spec: OptionSpec) -> String {
    let suffixes = spec.value == nil ? ["", ""] : ["=", "+"]
    let names = zip(spec.spellings, suffixes).map { $0 + $1 }.joined(separator: ",")
    let values = spec.choices().isEmpty ? "_files" : "(\(spec.choices().joined(separator: " ")))"
    let value = spec.value.map { ":\($0):\(values)" } ?? ""
    return "'*'\(spec.short == nil ? names : "{\(names)}")'[\(zshEscaped(spec.help))]\(value)'"
  }

  /// A description between single quotes, in which brackets and colons mean something.
  private static func zshEscaped(_ text: String) -> String {
    text.map { $0 == "'" ? #"'\''"# : "[]:\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }

  private static var fishScript: String {
    let commands = Command.shown.map { command in
      "complete -c eco-calc -n '__eco_calc first' -a \(command) -d \(fishQuoted(command.summary))"
    }
    let options = Command.shown.flatMap { command in
      command.shownSpecs.map { spec in
        let short = spec.short.map { " -s \($0)" } ?? ""
        let choices = fishQuoted(spec.choices().joined(separator: " "))
        let value = spec.value == nil ? "" : spec.choices().isEmpty ? " -r" : " -x -a \(choices)"
        return "complete -c eco-calc -n '__eco_calc \(command)'\(short) -l \(spec.name)\(value)"
          + " -d \(fishQuoted(spec.help))"
      }
    }
    return #"""
      function __eco_calc
        set -l words (commandline -opc)
        set -l command calc
        contains -- "$words[2]" \#(names.joined(separator: " ")); and set command $words[2]
        contains -- $argv[1] $command (test (count $words) -eq 1; and echo first)
      end
      \#((commands + options).joined(separator: "\n"))

      """#
  }

  private static func fishQuoted(_ text: String) -> String {
    "'\(text.map { "'\\".contains($0) ? "\\\($0)" : "\($0)" }.joined())'"
  }
}
