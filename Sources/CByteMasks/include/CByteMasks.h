#ifndef ECO_BYTE_MASKS_H
#define ECO_BYTE_MASKS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Many bytes compared at once: bit i of a mask tells of byte i. Written with the compiler's
// own vector types, so it is the same source for every processor; Swift's SIMD types have no way from
// a comparison to its bits that the optimiser turns into the one instruction that there is for it.

// Begins to fetch what is at an address, to be changed soon if `changes`. Any address will do.
__attribute__((always_inline)) static inline void eco_prefetch(const void *address, _Bool changes) {
  if (changes)
    __builtin_prefetch(address, 1);
  else
    __builtin_prefetch(address);
}

// Where some bytes first stand in others; a null pointer where they do not.
const void *eco_find(const void *text, size_t count, const void *wanted, size_t wanted_count);

// What splits 64 bytes of a delimited text.
typedef struct {
  uint64_t quotes;
  // For each byte whether an odd number of those up to it, itself included, is quotes.
  uint64_t parity;
  uint64_t breaks;
  uint64_t lines;
} EcoSplit;

// For each bit whether an odd number of bits is set at or below it.
__attribute__((always_inline)) static inline uint64_t eco_prefix_parity(uint64_t bits) {
  for (int by = 1; by < 64; by *= 2) bits ^= bits << by;
  return bits;
}

// Finds the quotes, delimiters and line feeds of so many times 64 bytes, by the widest vectors that the
// processor has.
void eco_split(const uint8_t *text, size_t windows, uint8_t delimiter, EcoSplit *splits);

// The same by vectors of so many bytes: 64, 32, or 16 for those that every processor has. False, with
// nothing done, where this one has none such.
_Bool eco_split_by(int width, const uint8_t *text, size_t windows, uint8_t delimiter,
                   EcoSplit *splits);

typedef uint8_t EcoBytes __attribute__((ext_vector_type(64)));
typedef _Bool EcoMask __attribute__((ext_vector_type(64)));

// Which of the 64 bytes at `text` are `byte`.
__attribute__((always_inline)) static inline uint64_t eco_mask_equal(const uint8_t *text,
                                                                     uint8_t byte) {
  EcoBytes bytes;
  memcpy(&bytes, text, sizeof bytes);
  EcoMask mask = __builtin_convertvector(bytes == (EcoBytes)byte, EcoMask);
  uint64_t bits;
  memcpy(&bits, &mask, sizeof bits);
  return bits;
}

// Which of the 64 bytes at `text` are one of two.
__attribute__((always_inline)) static inline uint64_t eco_mask_either(const uint8_t *text,
                                                                      uint8_t one, uint8_t other) {
  EcoBytes bytes;
  memcpy(&bytes, text, sizeof bytes);
  EcoMask mask =
      __builtin_convertvector((bytes == (EcoBytes)one) | (bytes == (EcoBytes)other), EcoMask);
  uint64_t bits;
  memcpy(&bits, &mask, sizeof bits);
  return bits;
}

// Which of the 64 places at `text` have `first`, and so far after it `second` and `third`.
__attribute__((always_inline)) static inline uint64_t eco_mask_three(
    const uint8_t *text, uint8_t first, size_t to_second, uint8_t second, size_t to_third,
    uint8_t third) {
  EcoBytes firsts, seconds, thirds;
  memcpy(&firsts, text, sizeof firsts);
  memcpy(&seconds, text + to_second, sizeof seconds);
  memcpy(&thirds, text + to_third, sizeof thirds);
  EcoMask mask = __builtin_convertvector((firsts == (EcoBytes)first) &
                                             (seconds == (EcoBytes)second) &
                                             (thirds == (EcoBytes)third),
                                         EcoMask);
  uint64_t bits;
  memcpy(&bits, &mask, sizeof bits);
  return bits;
}

// Whether an odd number of the bytes in so many times 64 bytes at `text` is `byte`: of each of 64 places
// first, which takes no mask, and of all together at the end.
__attribute__((always_inline)) static inline _Bool eco_is_odd(const uint8_t *text, size_t windows,
                                                              uint8_t byte) {
  EcoBytes odd = (EcoBytes)(uint8_t)0;
  for (size_t i = 0; i < windows; i++) {
    EcoBytes bytes;
    memcpy(&bytes, text + 64 * i, sizeof bytes);
    odd ^= (EcoBytes)(bytes == (EcoBytes)byte);
  }
  EcoMask mask = __builtin_convertvector(odd, EcoMask);
  uint64_t bits;
  memcpy(&bits, &mask, sizeof bits);
  return __builtin_popcountll(bits) & 1;
}

typedef uint8_t EcoFieldBytes __attribute__((ext_vector_type(16)));
typedef _Bool EcoFieldMask __attribute__((ext_vector_type(16)));

// Which of the 16 bytes at `text`, about as many as a field has, are commas, line feeds or quotes.
__attribute__((always_inline)) static inline uint16_t eco_mask_field(const uint8_t *text) {
  EcoFieldBytes bytes;
  memcpy(&bytes, text, sizeof bytes);
  EcoFieldMask mask =
      __builtin_convertvector((bytes == ',') | (bytes == '\n') | (bytes == '"'), EcoFieldMask);
  uint16_t bits;
  memcpy(&bits, &mask, sizeof bits);
  return bits;
}

typedef uint8_t EcoShortBytes __attribute__((ext_vector_type(32)));
typedef int8_t EcoShortSigned __attribute__((ext_vector_type(32)));
typedef _Bool EcoShortMask __attribute__((ext_vector_type(32)));

#define ECO_SHORT_MASK(comparison)                                                                 \
  EcoShortMask mask = __builtin_convertvector(comparison, EcoShortMask);                           \
  uint32_t bits;                                                                                   \
  memcpy(&bits, &mask, sizeof bits);                                                               \
  return bits;

// Which of the 32 bytes at `text` are those at `other`.
__attribute__((always_inline)) static inline uint32_t eco_mask_same(const uint8_t *text,
                                                                    const uint8_t *other) {
  EcoShortBytes bytes, others;
  memcpy(&bytes, text, sizeof bytes);
  memcpy(&others, other, sizeof others);
  ECO_SHORT_MASK(bytes == others)
}

// Which of the 32 bytes at `text` are no plain part of a JSON string: quotes, backslashes, control
// bytes, and bytes that are not ASCII, which are below zero when they have a sign.
__attribute__((always_inline)) static inline uint32_t eco_mask_string(const uint8_t *text) {
  EcoShortSigned bytes;
  memcpy(&bytes, text, sizeof bytes);
  ECO_SHORT_MASK((bytes == '"') | (bytes == '\\') | (bytes < 0x20))
}

// Which of the 32 bytes at `text` are quotes, brackets or braces. The two opening ones differ in one
// bit, and so do the two closing ones.
__attribute__((always_inline)) static inline uint32_t eco_mask_nesting(const uint8_t *text) {
  EcoShortBytes bytes;
  memcpy(&bytes, text, sizeof bytes);
  EcoShortBytes braces = bytes | 0x20;
  ECO_SHORT_MASK((bytes == '"') | (braces == '{') | (braces == '}'))
}

#undef ECO_SHORT_MASK
#endif
