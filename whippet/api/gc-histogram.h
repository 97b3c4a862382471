// GC_DEFINE_HISTOGRAM(name, max_value_bits, precision) defines `struct name`
// and its functions name_record, name_count, name_min, name_max and
// name_percentile.
//
// Values below 2^precision have a bucket each; above, each power of two is cut
// into 2^precision buckets, so the relative error is below 2^-precision.  A
// value too wide is recorded in the last bucket.  Queries answer with the
// upper bound of a bucket: they never flatter.
#ifndef GC_HISTOGRAM_H
#define GC_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

static inline size_t gc_histogram_bucket(uint64_t value, unsigned max_bits,
                                         unsigned precision) {
  uint64_t max = ((uint64_t)1 << max_bits) - 1;
  if (value > max) value = max;
  if (value < ((uint64_t)1 << precision)) return (size_t)value;
  unsigned log = 63u - (unsigned)__builtin_clzll(value);
  unsigned shift = log - precision;
  return (size_t)(((uint64_t)shift << precision) + (value >> shift));
}

static inline uint64_t gc_histogram_bucket_bound(size_t bucket,
                                                 unsigned precision) {
  size_t group = bucket >> precision;
  if (group < 2) return bucket;
  unsigned shift = (unsigned)group - 1;
  size_t base = bucket - ((size_t)shift << precision);
  return (uint64_t)(base + 1) << shift;
}

#define GC_DEFINE_HISTOGRAM(name, max_value_bits, precision)                  \
  enum { name##_buckets = ((max_value_bits) - (precision) + 1)                \
                          << (precision) };                                   \
  struct name {                                                               \
    uint64_t count;                                                           \
    uint32_t buckets[name##_buckets];                                         \
  };                                                                          \
  static inline void name##_record(struct name *h, uint64_t value) {          \
    h->count++;                                                               \
    h->buckets[gc_histogram_bucket(value, max_value_bits, precision)]++;      \
  }                                                                           \
  static inline uint64_t name##_count(struct name *h) {                       \
    return h->count;                                                          \
  }                                                                           \
  static inline uint64_t name##_percentile(struct name *h, double fraction) { \
    double wanted = fraction * (double)h->count;                              \
    uint64_t seen = 0, bound = 0;                                             \
    for (size_t i = 0; i < name##_buckets; i++) {                             \
      if (!h->buckets[i]) continue;                                           \
      seen += h->buckets[i];                                                  \
      bound = gc_histogram_bucket_bound(i, precision);                        \
      if ((double)seen >= wanted) break;                                      \
    }                                                                         \
    return bound;                                                             \
  }                                                                           \
  static inline uint64_t name##_min(struct name *h) {                         \
    return name##_percentile(h, 0.0);                                         \
  }                                                                           \
  static inline uint64_t name##_max(struct name *h) {                         \
    return name##_percentile(h, 1.0);                                         \
  }                                                                           \
  _Static_assert((precision) < (max_value_bits) && (max_value_bits) < 63,     \
                 "widths of a histogram")

#endif // GC_HISTOGRAM_H
