internal import EcoModel

/// Names of providers and regions as logs and bills write them, made alike.
enum PlaceNames {
  /// Names of one provider, without spaces and marks.
  private static let providers: [(name: String, spellings: Set<String>)] = [
    (
      "aws",
      [
        "aws", "amazon", "amazonwebservices", "amazonwebservicesinc", "amazonwebservicesemeasarl",
        "amazonbedrock", "awsbedrock", "bedrock", "bedrockconverse", "awsmarketplace",
      ]
    ),
    (
      "azure",
      [
        "azure", "microsoft", "microsoftazure", "microsoftcorporation", "azureopenai", "azureai",
        "azaiopenai", "azureaiopenai", "azaiinference", "azureaiinference", "azureaifoundry",
        "azurefoundry",
      ]
    ),
    (
      "google",
      [
        "google", "googlecloud", "googlecloudplatform", "gcp", "vertex", "vertexai", "gemini",
        "gcpvertexai", "gcpgemini", "gcpgenai", "googlevertex", "googlevertexai", "googleaistudio",
        "googlegenerativeai",
      ]
    ),
  ]

  /// One name for all spellings of a provider; of one that is not listed its own, folded.
  static func provider(_ text: String) -> String {
    let folded = Spelling.folded(text)
    let letters = String(decoding: folded.utf8.filter(isLetterOrDigit), as: UTF8.self)
    return providers.first { $0.spellings.contains(letters) }?.name ?? folded
  }

  /// A region's name in lower case without spaces: `East US 2` and `eastus2` are one.
  static func region(_ text: String) -> String {
    String(decoding: Spelling.folded(text).utf8.filter { $0 != 0x20 }, as: UTF8.self)
  }

  /// Words of services that answer prompts, among whatever else they do.
  private static let services = [
    "bedrock", "vertex", "gemini", "generativelanguage", "openai", "anthropic", "claude",
    "cognitive", "foundry", "aiplatform", "agentplatform",
  ]

  /// Whether a service of a cloud is one that answers prompts.
  static func answersPrompts(_ service: String) -> Bool {
    let letters = String(
      decoding: Spelling.folded(service).utf8.filter(isLetterOrDigit), as: UTF8.self)
    return services.contains { letters.contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
  }
}
