import EcoModel
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Gateway

@Suite struct ServerTests {
  /// An upstream that always used 18 and 26 tokens.
  private var upstreamApplication: some ApplicationProtocol {
    let router = Router()
    router.post("/v1/chat/completions") { _, _ in
      Response.json(
        #"{"id":"x","model":"gpt","new":1.50,"usage":{"prompt_tokens":18,"completion_tokens":26}}"#)
    }
    return Application(router: router, configuration: .init(address: .hostname(port: 0)))
  }

  /// The documented example, on the day it is from.
  @Test func `the documented example end to end`() async throws {
    try await withDirectory { directory in
      try await upstreamApplication.test(.live) { upstreamClient in
        let port = try #require(upstreamClient.port)
        let configuration = try configuration(
          upstreams: upstream(
            "openai", "eu-west", "openai/gpt-4o-mini", url: "http://localhost:\(port)/v1"),
          database: directory.appendingPathComponent("a.sqlite").path,
          more: #", "listen": {"port": 0}"#)
        let gateway = try GatewayServer(configuration: configuration, environment: environment) {
          Timestamp(milliseconds: 1_714_150_000_500)
        }
        try await gateway.application().test(.live) { client in
          let answer = try await client.execute(
            uri: "/api/v1/chat/completions", method: .post,
            headers: [.authorization: "Bearer the-key-of-the-tests"],
            body: ByteBuffer(
              string: #"{"model":"openai/gpt-4o-mini","messages":[{"role":"user"}]}"#))
          #expect(answer.status == .ok)
          let id = try #require(answer.headers[.generationID])
          let version = EcoEstimator().methodologyVersion
          #expect(
            String(buffer: answer.body)
              == #"{"id":"x","model":"openai/gpt-4o-mini","new":1.50,"#
              + #""usage":{"prompt_tokens":18,"completion_tokens":26},"lowrouter":{"#
              + #""generation_id":"\#(id)","provider":"openai","region":"eu-west","eco":{"#
              + #""energy_wh":0.0021,"carbon_g":0.00057,"carbon_per_1k_tokens_g":0.013,"#
              + #""accuracy":"accurate","methodology_version":"\#(version)"}}}"#)

          let record = try await client.execute(
            uri: "/api/v1/generation/\(id)", method: .get,
            headers: [.authorization: "Bearer the-key-of-the-tests"])
          #expect(
            String(buffer: record.body).contains(
              #""cost_credits":0.0000183,"eco":{"energy_wh":0.002107239,"carbon_g":0.000570872,"#
                + #""carbon_per_1k_tokens_g":0.012974366,"accuracy":"accurate","#))
        }
        try await gateway.close()
      }
    }
  }
}
