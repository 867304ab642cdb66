#define _GNU_SOURCE  // Swift sees only what POSIX has.
#include "CWriteBack.h"

#include <fcntl.h>

void eco_start_write_back(int file, long long start, long long count) {
#ifdef __linux__
  (void)sync_file_range(file, start, count, SYNC_FILE_RANGE_WRITE);
#else
  (void)file, (void)start, (void)count;
#endif
}
