// The types of the test program, as the emitter would print them.
#ifndef TYPES_H
#define TYPES_H

#include "wr.h"

// In the heap.
#define SIZE_OF(NAME) ((u32)wr_round_up_8(sizeof(struct NAME)))

// (type $cons (struct (field $car (mut eqref)) (field $cdr (mut eqref))))
struct cons { u32 type; slot car; slot cdr; };
WR_STRUCT(cons)
#define CONS 5u, 0u

// (type $closure (sub (struct (field $arity i32) (field $code funcref) (field $env (mut eqref)))))
struct closure { u32 type; u32 arity; wr_code code; slot env; };
WR_STRUCT(closure)
#define CLOSURE 7u, 2u

// (type $closure2 (sub $closure (struct ... (field $env2 (mut eqref)))))
struct closure2 { u32 type; u32 arity; wr_code code; slot env; slot env2; };
WR_STRUCT(closure2)
#define CLOSURE2 9u, 0u

WR_ARRAY_OF_REFS(block)  // (array (mut eqref))
#define BLOCK 11u, 0u
WR_ARRAY_PACKED(bytes, u8, i8)  // (array (mut i8))
#define BYTES 13u, 0u
WR_ARRAY(floats, f64)  // (array (mut f64))
#define FLOATS 15u, 0u

// (type $point (struct (field $x i32) (field $y f64)))
struct point { u32 type; u32 x; f64 y; };
WR_STRUCT(point)
#define POINT 17u, 0u

WR_ARRAY(codes, wr_code)  // (array (mut funcref))
#define CODES 23u, 0u

#define FUNC_U64 19u, 0u    // u64 f(ref *sp, u64) in the uniform prototype
#define FUNC_REF 21u, 0u    // ref f(ref *sp, ref closure, ref x)
typedef u64 func_u64(ref *sp, u64 x0 WR_PAD4);
typedef ref func_ref(ref *sp, ref self, ref x);

extern struct wr_memory memory0;
extern struct wr_func_table table0;
extern struct wr_ref_table table1;
extern ref global0;
extern struct cons static_cons;
extern struct wr_data data0;
extern struct wr_ref_elem elem0;
extern struct wr_func_elem elem1;

// cons_new as the emitter writes struct.new: the operands die into the allocation, rooted on the slow path.
static inline ref cons_new(ref *sp, ref car, ref cdr) {
  struct cons *o = wr_allocate(SIZE_OF(cons));
  if (wr_unlikely(!o)) {
    sp[0] = car;
    sp[1] = cdr;
    o = wr_allocate_slow(sp + 2, SIZE_OF(cons));
    car = sp[0];
    cdr = sp[1];
  }
  o->type = 5;
  o->car = ref_slot(car);
  o->cdr = ref_slot(cdr);
  return (ref)(void *)o;
}

u64 apply_even(ref *sp, u64 n WR_PAD4);
u64 apply_odd(ref *sp, u64 n WR_PAD4);
ref call_composed(ref *sp, ref self, ref x);
ref call_adder(ref *sp, ref self, ref x);

#endif
