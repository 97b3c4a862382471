//! A panic without a hook: a message on standard error, then the program aborts, which is a trap in WebAssembly. What was printed before
//! is there, as standard output is flushed at each line.
fn descend(depth: u64) -> u64 {
    if depth == 0 {
        let text = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
        text.parse::<u64>().expect("the arguments are a number")
    } else {
        descend(depth - 1) + depth % 2
    }
}

fn main() {
    println!("before");
    println!("never printed: {}", descend(10));
}
