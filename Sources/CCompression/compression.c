#include "CCompression.h"

#include <dlfcn.h>
#include <stdlib.h>

// z_stream of zlib's ABI, which has not changed since 1.0.
typedef struct {
  const uint8_t *next_in;
  unsigned avail_in;
  unsigned long total_in;
  uint8_t *next_out;
  unsigned avail_out;
  unsigned long total_out;
  const char *msg;
  void *state;
  void *(*zalloc)(void *, unsigned, unsigned);
  void (*zfree)(void *, void *);
  void *opaque;
  int data_type;
  unsigned long adler;
  unsigned long reserved;
} ZStream;

// ZSTD_inBuffer and ZSTD_outBuffer have the same layout.
typedef struct {
  const void *base;
  size_t size;
  size_t position;
} ZstdBuffer;

struct EcoStream {
  enum EcoCompression compression;
  void *library;
  ZStream z;
  int (*inflate)(ZStream *, int);
  int (*inflate_reset)(ZStream *);
  int (*inflate_end)(ZStream *);
  int member_is_over;
  void *zstd;
  size_t (*zstd_free)(void *);
  size_t (*zstd_decompress)(void *, ZstdBuffer *, ZstdBuffer *);
  unsigned (*zstd_is_error)(size_t);
};

static void *load(const char *const *names) {
  for (; *names; names++) {
    void *library = dlopen(*names, RTLD_NOW);
    if (library) return library;
  }
  return NULL;
}

static int open_gzip(EcoStream *stream) {
  static const char *const names[] = {"libz.so.1", "libz.so", "libz.dylib", NULL};
  stream->library = load(names);
  if (!stream->library) return 0;
  int (*start)(ZStream *, int, const char *, int) = dlsym(stream->library, "inflateInit2_");
  stream->inflate = dlsym(stream->library, "inflate");
  stream->inflate_reset = dlsym(stream->library, "inflateReset");
  stream->inflate_end = dlsym(stream->library, "inflateEnd");
  if (!start || !stream->inflate || !stream->inflate_reset || !stream->inflate_end) return 0;
  // 15 bits of window, and 16 more for gzip's framing.
  return start(&stream->z, 15 + 16, "1.2.0", (int)sizeof stream->z) == 0;
}

static int open_zstd(EcoStream *stream) {
  static const char *const names[] = {"libzstd.so.1", "libzstd.so", "libzstd.dylib", NULL};
  stream->library = load(names);
  if (!stream->library) return 0;
  void *(*create)(void) = dlsym(stream->library, "ZSTD_createDStream");
  stream->zstd_free = dlsym(stream->library, "ZSTD_freeDStream");
  stream->zstd_decompress = dlsym(stream->library, "ZSTD_decompressStream");
  stream->zstd_is_error = dlsym(stream->library, "ZSTD_isError");
  if (!create || !stream->zstd_free || !stream->zstd_decompress || !stream->zstd_is_error) return 0;
  stream->zstd = create();
  return stream->zstd != NULL;
}

EcoStream *eco_stream_open(enum EcoCompression compression) {
  EcoStream *stream = calloc(1, sizeof *stream);
  if (!stream) return NULL;
  stream->compression = compression;
  if (compression == ECO_GZIP ? open_gzip(stream) : open_zstd(stream)) return stream;
  if (stream->library) dlclose(stream->library);
  free(stream);
  return NULL;
}

void eco_stream_close(EcoStream *stream) {
  if (stream->compression == ECO_GZIP) {
    stream->inflate_end(&stream->z);
  } else {
    stream->zstd_free(stream->zstd);
  }
  dlclose(stream->library);
  free(stream);
}

static unsigned clamp(size_t count) { return count > 1u << 30 ? 1u << 30 : (unsigned)count; }

static enum EcoStatus step_gzip(EcoStream *stream, const uint8_t *input, size_t input_count,
                                size_t *input_position, uint8_t *output, size_t output_count,
                                size_t *output_position) {
  if (stream->member_is_over) {
    stream->inflate_reset(&stream->z);
    stream->member_is_over = 0;
  }
  unsigned in = clamp(input_count - *input_position), out = clamp(output_count - *output_position);
  stream->z.next_in = input + *input_position;
  stream->z.avail_in = in;
  stream->z.next_out = output + *output_position;
  stream->z.avail_out = out;
  int status = stream->inflate(&stream->z, 0);
  *input_position += in - stream->z.avail_in;
  *output_position += out - stream->z.avail_out;
  if (status == 1) {
    stream->member_is_over = 1;
    return ECO_MEMBER_END;
  }
  // Z_OK, and Z_BUF_ERROR where nothing could be done for want of input or room.
  return status == 0 || status == -5 ? ECO_CONTINUES : ECO_DAMAGED;
}

enum EcoStatus eco_stream_step(EcoStream *stream, const uint8_t *input, size_t input_count,
                               size_t *input_position, uint8_t *output, size_t output_count,
                               size_t *output_position) {
  if (stream->compression == ECO_GZIP)
    return step_gzip(stream, input, input_count, input_position, output, output_count,
                     output_position);
  ZstdBuffer from = {input, input_count, *input_position};
  ZstdBuffer to = {output, output_count, *output_position};
  size_t left = stream->zstd_decompress(stream->zstd, &to, &from);
  *input_position = from.position;
  *output_position = to.position;
  if (stream->zstd_is_error(left)) return ECO_DAMAGED;
  return left == 0 ? ECO_MEMBER_END : ECO_CONTINUES;
}
