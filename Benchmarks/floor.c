// The least that the job takes, for scale: what a log of generate.py costs when nothing of it is validated,
// no field is looked for but by its number, and every rate is at hand. No dates, no intervals, no totals by
// rate, no flush; the figures mean nothing.
//
//     clang -O3 -march=native floor.c -o floor && ./floor LOG.csv OUT.csv

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef uint8_t Bytes __attribute__((ext_vector_type(64)));
typedef _Bool Bits __attribute__((ext_vector_type(64)));

enum { BLOCK = 1 << 19, FIELDS = 12, MODEL = 5, REGION = 7, PROMPT = 8, COMPLETION = 9 };

// Bit i tells whether byte i is `byte`.
static uint64_t mask(const char *text, char byte) {
  Bytes bytes;
  memcpy(&bytes, text, 64);
  Bits found = __builtin_convertvector(bytes == (Bytes)(uint8_t)byte, Bits);
  uint64_t bits;
  memcpy(&bits, &found, 8);
  return bits;
}

// Bit i tells whether an odd number of bits up to i are set: whether byte i is inside quotes.
static uint64_t inside(uint64_t quotes) {
  for (int shift = 1; shift < 64; shift *= 2) quotes ^= quotes << shift;
  return quotes;
}

static uint64_t hash(const char *text, size_t count) {
  const uint64_t factor = 0x9E3779B97F4A7C15;
  uint64_t word, hash = count;
  for (; count >= 8; text += 8, count -= 8) {
    memcpy(&word, text, 8);
    hash = (hash ^ word) * factor;
  }
  word = 0;
  memcpy(&word, text, count);
  return (hash ^ word) * factor;
}

static uint64_t number(const char *text, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count; i++) value = value * 10 + (uint64_t)(text[i] - '0');
  return value;
}

// A comma, and a number of billionths as a decimal.
static char *decimal(char *to, uint64_t nanos) {
  char digits[24];
  int count = 0;
  do digits[count++] = (char)('0' + nanos % 10);
  while (nanos /= 10);
  while (count < 10) digits[count++] = '0';
  *to++ = ',';
  while (count > 9) *to++ = digits[--count];
  *to++ = '.';
  while (count > 0) *to++ = digits[--count];
  return to;
}

struct Rate {
  uint64_t prompt, completion, intensity;
};
static struct Rate rates[1 << 16];

// A row with three figures at its end. `ends` are the ends of its fields.
static char *row(char *to, const char *text, size_t start, const uint32_t *ends, size_t count) {
  size_t end = ends[count - 1];
  memcpy(to, text + start, end - start);
  to += end - start;
  if (count >= FIELDS) {
#define FIELD(i) text + ends[(i) - 1] + 1, ends[i] - ends[(i) - 1] - 1
    struct Rate *rate = &rates[(hash(FIELD(MODEL)) ^ hash(FIELD(REGION)) * 3) >> 48];
    uint64_t prompt = number(FIELD(PROMPT)), completion = number(FIELD(COMPLETION));
    uint64_t energy = prompt * rate->prompt + completion * rate->completion;
    uint64_t carbon = (uint64_t)((unsigned __int128)energy * rate->intensity / 1000);
    to = decimal(to, energy);
    to = decimal(to, carbon);
    to = decimal(to, prompt + completion ? carbon * 1000 / (prompt + completion) : 0);
    memcpy(to, ",accurate,v1-2026-11,", 21);
    to += 21;
  }
  *to++ = '\n';
  return to;
}

int main(int count, char **words) {
  if (count != 3) return 2;
  int in = open(words[1], O_RDONLY), out = open(words[2], O_WRONLY | O_CREAT | O_TRUNC, 0666);
  char *text = malloc(2 * BLOCK + 64), *output = malloc(4 * BLOCK);
  uint32_t *ends = malloc(2 * BLOCK * sizeof *ends);
  if (in < 0 || out < 0 || !text || !output || !ends) return 1;
  for (uint64_t i = 0; i < 1 << 16; i++) rates[i] = (struct Rate){1000 + i, 2000 + i, 300};
  size_t kept = 0;
  for (ssize_t got; (got = read(in, text + kept, BLOCK)) > 0;) {
    size_t length = kept + (size_t)got, found = 0, first = 0, start = 0;
    memset(text + length, 0, 64);
    uint64_t quoted = 0;
    char *to = output;
    for (size_t at = 0; at < length; at += 64) {
      uint64_t in_quotes = inside(mask(text + at, '"')) ^ quoted;
      quoted = (uint64_t)((int64_t)in_quotes >> 63);
      uint64_t bits = (mask(text + at, ',') | mask(text + at, '\n')) & ~in_quotes;
      for (; bits; bits &= bits - 1) {
        uint32_t end = (uint32_t)(at + (size_t)__builtin_ctzll(bits));
        ends[found++] = end;
        if (text[end] != '\n') continue;
        to = row(to, text, start, ends + first, found - first);
        start = end + 1;
        first = found;
      }
    }
    for (char *from = output; from < to;) {
      ssize_t written = write(out, from, (size_t)(to - from));
      if (written < 0) return 1;
      from += written;
    }
    kept = length - start;
    memmove(text, text + start, kept);
  }
  return 0;
}
