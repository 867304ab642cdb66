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
