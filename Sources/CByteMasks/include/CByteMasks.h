#ifndef ECO_BYTE_MASKS_H
#define ECO_BYTE_MASKS_H

#include <stdint.h>
#include <string.h>

// Sixty-four bytes compared at once: bit i of a mask tells of byte i. Written with the compiler's
// own vector types, so it is the same source for every processor; Swift's SIMD types have no way from
// a comparison to its bits that the optimiser turns into the one instruction that there is for it.

typedef uint8_t EcoBytes __attribute__((ext_vector_type(64)));
typedef _Bool EcoMask __attribute__((ext_vector_type(64)));

#define ECO_MASK(comparison)                                                                       \
  EcoBytes bytes;                                                                                  \
  memcpy(&bytes, text, sizeof bytes);                                                              \
  EcoMask mask = __builtin_convertvector(comparison, EcoMask);                                     \
  uint64_t bits;                                                                                   \
  memcpy(&bits, &mask, sizeof bits);                                                               \
  return bits;

// Which of the 64 bytes at `text` are `byte`.
__attribute__((always_inline)) static inline uint64_t eco_mask_equal(const uint8_t *text,
                                                                     uint8_t byte) {
  ECO_MASK(bytes == (EcoBytes)byte)
}

// Which of the 64 bytes at `text` are below `limit`.
__attribute__((always_inline)) static inline uint64_t eco_mask_below(const uint8_t *text,
                                                                     uint8_t limit) {
  ECO_MASK(bytes < (EcoBytes)limit)
}

#undef ECO_MASK
#endif
