// The guest's addresses, and the one bounds check. A `guest_ptr` is a number the guest made up; only
// guest_span_host turns it into a host pointer, and only when the whole span lies in the memory. Linear
// memory's guard pages do not help here: the kernel answers a bad address with EFAULT, not with a trap.
//
// Invariants
//  - A call checks every result pointer before its first effect, so that EFAULT means "nothing happened".
//  - Host pointers live for one call: the memory is fixed in place, but a bound is read anew by each call.
//  - Guest data need not be aligned: it moves by memcpy, through the functions below.
#ifndef WASI_GUEST_H
#define WASI_GUEST_H

#include "abi.h"
#include "memory.h"

struct guest_ptr { u32 address; };
// 64 bits of length hold a count of records times their size.
struct guest_span { struct guest_ptr start; u64 length; };
struct wasi_fd { u32 number; };

static inline struct guest_ptr guest_ptr(u32 address) {
  return (struct guest_ptr){address};
}

static inline struct guest_span guest_span(u32 address, u32 length) {
  return (struct guest_span){guest_ptr(address), length};
}

static inline struct guest_span guest_array(struct guest_ptr start, u32 count, u32 record_size) {
  return (struct guest_span){start, (u64)count * record_size};
}

static inline struct wasi_fd wasi_fd(u32 number) {
  return (struct wasi_fd){number};
}

// NULL when any byte of `span` lies outside of `memory`. An empty span may lie at the very end.
static inline u8 *guest_span_host(const struct wr_memory *memory, struct guest_span span) {
  u64 end = span.start.address + span.length;  // a product of two u32 and a u32 more: cannot wrap
  return end <= memory->size ? memory->base + span.start.address : NULL;
}

// The places of results: checked first, written last.
static inline u8 *guest_place_u16(const struct wr_memory *memory, struct guest_ptr at) {
  return guest_span_host(memory, (struct guest_span){at, 2});
}

static inline u8 *guest_place_u32(const struct wr_memory *memory, struct guest_ptr at) {
  return guest_span_host(memory, (struct guest_span){at, 4});
}

static inline u8 *guest_place_u64(const struct wr_memory *memory, struct guest_ptr at) {
  return guest_span_host(memory, (struct guest_span){at, 8});
}

static inline void host_store_u16(u8 *place, u16 value) {
  memcpy(place, &value, sizeof value);
}

static inline void host_store_u32(u8 *place, u32 value) {
  memcpy(place, &value, sizeof value);
}

static inline void host_store_u64(u8 *place, u64 value) {
  memcpy(place, &value, sizeof value);
}

static inline struct wasi_iovec host_load_iovec(const u8 *place) {
  struct wasi_iovec iovec;
  memcpy(&iovec, place, sizeof iovec);
  return iovec;
}

#endif
