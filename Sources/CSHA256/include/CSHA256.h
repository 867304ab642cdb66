#ifndef ECO_SHA256_H
#define ECO_SHA256_H

#include <stddef.h>
#include <stdint.h>

/// Whether the processor has instructions for SHA-256, and this was compiled to use them.
_Bool eco_sha256_has_instructions(void);

/// Takes blocks of 64 bytes into a state of eight words (FIPS 180-4). With `by_instructions` only where
/// the processor has them; several times as fast.
void eco_sha256(uint32_t *state, const uint8_t *bytes, size_t blocks, _Bool by_instructions);

#endif
