//! A panic with a hook that prints it to standard output and ends the program with status 101; nothing is dropped.
use std::collections::BTreeMap;

struct Dropped;
impl Drop for Dropped {
    fn drop(&mut self) {
        println!("dropped");
    }
}

fn look_up<'a>(table: &'a BTreeMap<&str, Vec<u32>>, key: &str, place: usize) -> &'a u32 {
    &table[key][place]
}

fn main() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().expect("a panic has a place");
        let message = info.payload_as_str().unwrap_or("something else");
        println!("panic in {} line {} column {}: {message}", place.file(), place.line(), place.column());
        std::process::exit(101);
    }));
    let table = BTreeMap::from([("one", vec![1]), ("three", vec![1, 2, 3])]);
    drop(Dropped);
    let _kept = Dropped;
    println!("{} {}", look_up(&table, "one", 0), look_up(&table, "three", 2));
    println!("{}", look_up(&table, "one", std::env::args().count()));
}
