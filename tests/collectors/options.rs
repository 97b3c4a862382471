//! GC_OPTIONS, drawn at random: `,key=value` each.

use proptest::prelude::{Just, Strategy};
use proptest::prop_oneof;

fn stress() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        1 => Just(",stress=1".into()),
        1 => (2..60u32).prop_map(|stress| format!(",stress={stress}")),
    ]
}

fn verify() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just(",verify=1".into())]
}

fn heap_size() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just(String::new()),
        3 => (1024..8192u32).prop_map(|size| format!(",heap-size-policy=fixed,heap-size={size}k")),
        2 => Just(",heap-size=64k".into()),
        2 => (4..64u32).prop_map(|size| format!(",heap-size=256k,maximum-heap-size={size}m")),
        1 => Just(",heap-size=512k,heap-expansiveness=0".into()),
        1 => Just(format!(",{ADAPTIVE},heap-size=1m")),
    ]
}

fn nursery_size() -> impl Strategy<Value = String> {
    prop_oneof![2 => Just(String::new()), 1 => (16..1024u32).prop_map(|size| format!(",nursery-size={size}k"))]
}

fn trace_order() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just(String::new()),
        1 => Just(format!(",{TRACE_ORDER}=depth-first")),
        1 => Just(format!(",{TRACE_ORDER}=breadth-first")),
    ]
}

pub fn any_options() -> impl Strategy<Value = String> {
    (stress(), verify(), heap_size(), nursery_size(), trace_order())
        .prop_map(|(stress, verify, heap, nursery, order)| [stress, verify, heap, nursery, order].concat())
}

const ADAPTIVE: &str = "heap-size-policy=adaptive";
const TRACE_ORDER: &str = "trace-order";

/// Not every collector has this policy, or either order.
pub fn may_be_refused(options: &str) -> bool {
    options.contains(ADAPTIVE) || options.contains(TRACE_ORDER)
}
