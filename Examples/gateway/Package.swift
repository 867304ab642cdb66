// swift-tools-version: 6.2

import PackageDescription

// What the dependencies below depend on in turn: no target uses them by name, and none is to be newer
// than what somebody has looked at. Package.resolved, which would say the same, is not committed: it
// names commits, and where packages come from a mirror whose commits have other names it makes the
// build fail. That no target uses them is what SwiftPM warns of.
let indirect: [(name: String, version: Version)] = [
  ("swift-algorithms", "1.2.1"), ("swift-asn1", "1.7.4"), ("swift-async-algorithms", "1.1.4"),
  ("swift-atomics", "1.3.0"), ("swift-certificates", "1.21.1"), ("swift-collections", "1.6.0"),
  ("swift-configuration", "1.4.0"), ("swift-crypto", "4.5.2"),
  ("swift-distributed-tracing", "1.7.3"), ("swift-http-structured-headers", "1.7.0"),
  ("swift-metrics", "2.13.0"), ("swift-nio-http2", "1.46.0"), ("swift-nio-ssl", "2.37.6"),
  ("swift-nio-transport-services", "1.28.0"), ("swift-numerics", "1.1.1"),
  ("swift-service-context", "1.5.1"), ("swift-system", "1.8.1"),
]

let package = Package(
  name: "gateway",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "lowrouter", targets: ["lowrouter"])],
  dependencies: [
    .package(name: "eco-model", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ] + indirect.map { .package(url: "https://github.com/apple/\($0.name)", exact: $0.version) },
  targets: [
    // Everything the gateway does.
    .target(
      name: "Gateway",
      dependencies: [
        .product(name: "EcoModel", package: "eco-model"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .executableTarget(
      name: "lowrouter",
      dependencies: [
        "Gateway", .product(name: "EcoModel", package: "eco-model"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // Both ends of the load test.
    .executableTarget(
      name: "load",
      dependencies: [
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      path: "Tests/load"),
    .testTarget(
      name: "GatewayTests",
      dependencies: [
        "Gateway", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
