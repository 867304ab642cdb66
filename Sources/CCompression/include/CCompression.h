#ifndef ECO_COMPRESSION_H
#define ECO_COMPRESSION_H

#include <stddef.h>
#include <stdint.h>

// Decompression through the system's own libraries, loaded when they are first needed, so that
// neither their headers nor the libraries have to be there when this is built.

typedef struct EcoStream EcoStream;

enum EcoCompression { ECO_GZIP, ECO_ZSTD };
enum EcoStatus {
  ECO_CONTINUES,  // more input or more room is needed
  ECO_MEMBER_END, // a gzip member or zstd frame is complete; another may follow
  ECO_DAMAGED
};

// A stream to be closed with eco_stream_close, or NULL where the library is missing or does not
// start.
EcoStream *eco_stream_open(enum EcoCompression compression);
void eco_stream_close(EcoStream *stream);

// Decompresses from input[*input_position ..< input_count] to output[*output_position ..<
// output_count] and moves both positions.
enum EcoStatus eco_stream_step(EcoStream *stream, const uint8_t *input, size_t input_count,
                               size_t *input_position, uint8_t *output, size_t output_count,
                               size_t *output_position);

#endif
