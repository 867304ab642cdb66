import EcoCommands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The process around `EcoCalc`.
@main
struct EcoCalcCommand {
  static func main() async {
    let code = await EcoCalc.run(CommandLine.arguments)
    exit(code.rawValue)
  }
}
