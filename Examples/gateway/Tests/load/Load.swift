import ArgumentParser

/// The two ends of a load test: an upstream that is no bottleneck, and clients that say what a gateway
/// between them and it adds.
@main
struct Load: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Streams in great number, and how long their events are on the way.",
    subcommands: [Upstream.self, Drive.self])
}
