/// Tables of how logs are read, beside those of an edition: summaries by different ones can be added.
package enum ReadingTables {
  /// How the logs of the world say what a request was.
  package static let logFormats = "log-formats.csv"
  /// Where providers serve.
  package static let providers = "providers.csv"
  package static let all = [logFormats, providers]
}
