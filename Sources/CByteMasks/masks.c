#define _GNU_SOURCE
#include "CByteMasks.h"

#include <string.h>

const void *eco_find(const void *text, size_t count, const void *wanted, size_t wanted_count) {
  return memmem(text, count, wanted, wanted_count);
}
