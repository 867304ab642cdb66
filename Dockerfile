# eco-calc alone: no shell, no package manager, nothing else to keep up to date.
#
#   docker build -t eco-calc .
#   docker run --rm -v "$PWD:/logs" -w /logs eco-calc usage.csv.gz -o enriched.csv
FROM swift:6.3 AS build
RUN apt-get update && apt-get install -y --no-install-recommends binutils libzstd1 zlib1g
WORKDIR /source
COPY . .
RUN Scripts/static_build.sh .build \
  && Scripts/rootfs.sh .build/release/eco-calc /rootfs

FROM scratch
COPY --from=build /rootfs /
ENTRYPOINT ["/usr/bin/eco-calc"]
