import Testing

@testable import Gateway

@Suite struct WishesTests {
  private func wishes(_ members: String) throws -> Wishes {
    try ChatRequest(
      body: bytes(#"{"model":"m","messages":[{"role":"user","content":"x"}]\#(members)}"#),
      regionHeader: nil
    ).wishes
  }

  @Test func `all of a route is read`() throws {
    let wishes = try wishes(
      #","user":"u","route":{"provider":"p","region":"r","prefer_low_carbon":false,"#
        + #""fallback":false,"max_carbon_g_per_1k":0.02}"#)
    #expect(wishes.pin == Pin(provider: "p", region: "r"))
    #expect(wishes.prefersLowCarbon == false)
    #expect(wishes.allowsFallback == false)
    #expect(wishes.maximumCarbon == 0.02)
    #expect(wishes.user == "u")
  }

  @Test(arguments: [
    ("", []), (#","tools":[{"type":"function"}]"#, [Capability.tools]), (#","tools":[]"#, []),
    (#","functions":[{}]"#, [.tools]),
    (#","response_format":{"type":"json_schema"}"#, [.structuredOutput]),
    (#","response_format":{"type":"text"}"#, []),
    (#","messages":[{"content":[{"type":"image_url","image_url":{}}]}]"#, [.vision]),
    (#","messages":[{"content":"an \"image_url\" in text"}]"#, []),
  ])
  func `what a request needs is seen`(members: String, needs: [Capability]) throws {
    #expect(try wishes(members).needs == Set(needs))
  }

  @Test func `the size is that of the messages and of the longest answer`() throws {
    #expect(try wishes("").size == Usage(estimatedFrom: 32, events: 500))
    #expect(try wishes(#","max_tokens":7"#).size.completionTokens == 7)
    #expect(try wishes(#","max_completion_tokens":9"#).size.completionTokens == 9)
    #expect(try wishes(#","max_tokens":-7"#).size.completionTokens == 1)
  }
}
