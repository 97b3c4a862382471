// The tail-call convention: u64 f(ref *sp, u64 x0 .. x4). gcc makes a jump of a call in tail position whenever
// all arguments travel in registers; clang's musttail wants caller and callee alike to the last parameter, so
// there the missing ones are passed too.
//
//   WR_WORDSn(names)           the parameters of a function that has n words
//   WR_ARGSn(sp, words)        the arguments of a call of one whose name is known
//   WR_CALLn(code, sp, words)  a call of a funcref
#ifndef WR_CONVENTION_H
#define WR_CONVENTION_H

#include "call.h"
#include "object.h"

// Passed to a callee that collects nothing, by a caller that has no side stack to pass.
#define WR_NO_SP ((ref *)0)

#define WR_WORD(name) u64 name WR_UNUSED
#define WR_SP ref *sp WR_UNUSED

#ifdef __clang__
#define WR_WORDS0() WR_SP, WR_WORD(wr_0), WR_WORD(wr_1), WR_WORD(wr_2), WR_WORD(wr_3), WR_WORD(wr_4)
#define WR_WORDS1(a) WR_SP, WR_WORD(a), WR_WORD(wr_1), WR_WORD(wr_2), WR_WORD(wr_3), WR_WORD(wr_4)
#define WR_WORDS2(a, b) WR_SP, WR_WORD(a), WR_WORD(b), WR_WORD(wr_2), WR_WORD(wr_3), WR_WORD(wr_4)
#define WR_WORDS3(a, b, c) WR_SP, WR_WORD(a), WR_WORD(b), WR_WORD(c), WR_WORD(wr_3), WR_WORD(wr_4)
#define WR_WORDS4(a, b, c, d) WR_SP, WR_WORD(a), WR_WORD(b), WR_WORD(c), WR_WORD(d), WR_WORD(wr_4)
#define WR_ARGS0(sp) sp, 0, 0, 0, 0, 0
#define WR_ARGS1(sp, a) sp, a, 0, 0, 0, 0
#define WR_ARGS2(sp, a, b) sp, a, b, 0, 0, 0
#define WR_ARGS3(sp, a, b, c) sp, a, b, c, 0, 0
#define WR_ARGS4(sp, a, b, c, d) sp, a, b, c, d, 0
#define WR_CODE0 WR_CODE5
#define WR_CODE1 WR_CODE5
#define WR_CODE2 WR_CODE5
#define WR_CODE3 WR_CODE5
#define WR_CODE4 WR_CODE5
#else
#define WR_WORDS0() WR_SP
#define WR_WORDS1(a) WR_SP, WR_WORD(a)
#define WR_WORDS2(a, b) WR_SP, WR_WORD(a), WR_WORD(b)
#define WR_WORDS3(a, b, c) WR_SP, WR_WORD(a), WR_WORD(b), WR_WORD(c)
#define WR_WORDS4(a, b, c, d) WR_SP, WR_WORD(a), WR_WORD(b), WR_WORD(c), WR_WORD(d)
#define WR_ARGS0(sp) sp
#define WR_ARGS1(sp, a) sp, a
#define WR_ARGS2(sp, a, b) sp, a, b
#define WR_ARGS3(sp, a, b, c) sp, a, b, c
#define WR_ARGS4(sp, a, b, c, d) sp, a, b, c, d
// gcc may know the function though not that a cast fails before the call: it would inline it with too few
// arguments, and warn.
#define WR_CODE0(code) ((u64 (*)(ref *))wr_unseen(code))
#define WR_CODE1(code) ((u64 (*)(ref *, u64))wr_unseen(code))
#define WR_CODE2(code) ((u64 (*)(ref *, u64, u64))wr_unseen(code))
#define WR_CODE3(code) ((u64 (*)(ref *, u64, u64, u64))wr_unseen(code))
#define WR_CODE4(code) ((u64 (*)(ref *, u64, u64, u64, u64))wr_unseen(code))
#endif
#define WR_WORDS5(a, b, c, d, e) WR_SP, WR_WORD(a), WR_WORD(b), WR_WORD(c), WR_WORD(d), WR_WORD(e)
#define WR_ARGS5(sp, a, b, c, d, e) sp, a, b, c, d, e
#define WR_CODE5(code) ((u64 (*)(ref *, u64, u64, u64, u64, u64))(code))

#define WR_CALL0(code, sp) WR_CODE0(code)(WR_ARGS0(sp))
#define WR_CALL1(code, sp, a) WR_CODE1(code)(WR_ARGS1(sp, a))
#define WR_CALL2(code, sp, a, b) WR_CODE2(code)(WR_ARGS2(sp, a, b))
#define WR_CALL3(code, sp, a, b, c) WR_CODE3(code)(WR_ARGS3(sp, a, b, c))
#define WR_CALL4(code, sp, a, b, c, d) WR_CODE4(code)(WR_ARGS4(sp, a, b, c, d))
#define WR_CALL5(code, sp, a, b, c, d, e) WR_CODE5(code)(WR_ARGS5(sp, a, b, c, d, e))

#endif
