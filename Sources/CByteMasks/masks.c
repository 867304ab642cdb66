#include "CByteMasks.h"

// Windows of 64 places at which the first, the middle and the last byte stand where they should: hardly
// one that does not have all of them.
const void *eco_find(const void *text, size_t count, const void *wanted, size_t wanted_count) {
  const uint8_t *bytes = text, *first = wanted;
  if (wanted_count == 0 || wanted_count > count) return wanted_count == 0 ? text : NULL;
  size_t middle = wanted_count / 2, last = wanted_count - 1, places = count - last, place = 0;
  for (; places - place >= 64; place += 64) {
    uint64_t found = eco_mask_three(bytes + place, first[0], middle, first[middle], last, first[last]);
    for (; found != 0; found &= found - 1) {
      const uint8_t *start = bytes + place + __builtin_ctzll(found);
      if (memcmp(start, wanted, wanted_count) == 0) return start;
    }
  }
  for (; place < places; place++)
    if (memcmp(bytes + place, wanted, wanted_count) == 0) return bytes + place;
  return NULL;
}

__attribute__((always_inline)) static inline void split(const uint8_t *text, size_t windows,
                                                        uint8_t delimiter, EcoSplit *splits,
                                                        uint64_t (*parity)(uint64_t)) {
  for (size_t i = 0; i < windows; i++, text += 64) {
    uint64_t quotes = eco_mask_equal(text, '"');
    splits[i] = (EcoSplit){.quotes = quotes,
                           .parity = quotes == 0 ? 0 : parity(quotes),
                           .breaks = eco_mask_equal(text, delimiter),
                           .lines = eco_mask_equal(text, '\n')};
  }
}

#ifdef __x86_64__
#include <immintrin.h>

// The product without carries with a number of nothing but ones.
__attribute__((target("pclmul"))) static inline uint64_t multiplied_parity(uint64_t bits) {
  __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8(-1), 0);
  return (uint64_t)_mm_cvtsi128_si64(product);
}

__attribute__((target("avx2,pclmul"))) static void split_by_32(const uint8_t *text, size_t windows,
                                                               uint8_t delimiter,
                                                               EcoSplit *splits) {
  split(text, windows, delimiter, splits, multiplied_parity);
}

__attribute__((target("avx512bw,pclmul"))) static void split_by_64(const uint8_t *text,
                                                                   size_t windows,
                                                                   uint8_t delimiter,
                                                                   EcoSplit *splits) {
  split(text, windows, delimiter, splits, multiplied_parity);
}
#endif

_Bool eco_split_by(int width, const uint8_t *text, size_t windows, uint8_t delimiter,
                   EcoSplit *splits) {
#ifdef __x86_64__
  if (width > 16 && !__builtin_cpu_supports("pclmul")) return 0;
  if (width == 64 && __builtin_cpu_supports("avx512bw")) {
    split_by_64(text, windows, delimiter, splits);
    return 1;
  }
  if (width == 32 && __builtin_cpu_supports("avx2")) {
    split_by_32(text, windows, delimiter, splits);
    return 1;
  }
#endif
  if (width != 16) return 0;
  split(text, windows, delimiter, splits, eco_prefix_parity);
  return 1;
}

void eco_split(const uint8_t *text, size_t windows, uint8_t delimiter, EcoSplit *splits) {
  for (int width = 64; !eco_split_by(width, text, windows, delimiter, splits);) width /= 2;
}
