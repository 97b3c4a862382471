//! Collections and strings: maps and sets of both kinds, heaps, deques, iterators, traits, generics, slices, formatting, Unicode,
//! parsing with `Result`. The argument is the size.
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};
use std::fmt;
use std::rc::{Rc, Weak};

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        self.0 >> 33
    }
    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

fn checksum<T: fmt::Debug>(items: impl IntoIterator<Item = T>) -> u32 {
    items.into_iter().fold(2166136261, |sum, item| {
        format!("{item:?}").bytes().fold(sum, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(16777619))
    })
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Item {
    Book { title: String, pages: u32 },
    Tool(&'static str, u8),
    Nothing,
}

fn item(random: &mut Random) -> Item {
    match random.below(5) {
        0 | 1 => Item::Book { title: format!("Volume {}", random.below(40)), pages: random.below(900) as u32 },
        2 | 3 => Item::Tool(["saw", "hammer", "λ-abstraction", "🙂"][random.below(4) as usize], random.below(3) as u8),
        _ => Item::Nothing,
    }
}

fn collections(size: u64) {
    let mut random = Random(1);
    let mut counts: HashMap<Item, u32> = HashMap::new();
    for _ in 0..size * 20 {
        *counts.entry(item(&mut random)).or_default() += 1;
    }
    let sorted: BTreeMap<_, _> = counts.iter().collect();
    println!("items: {} kinds, first {:?}, sum {:08x}", sorted.len(), sorted.first_key_value(), checksum(&sorted));
    let mut common: Vec<_> = counts.iter().collect();
    common.sort_by_key(|&(item, count)| (Reverse(*count), item.clone()));
    println!("most common: {:?}", common[0]);
    counts.retain(|_, count| *count % 2 == 0);
    println!("even counts: {}", counts.len());

    let evens: HashSet<u64> = (0..size).filter(|i| i % 2 == 0).collect();
    let thirds: HashSet<u64> = (0..size).filter(|i| i % 3 == 0).collect();
    let both: BTreeSet<_> = evens.intersection(&thirds).copied().collect();
    println!("sets: {} {} {}, range {:?}", both.len(), evens.union(&thirds).count(), evens.difference(&thirds).count(), both.range(10..30).collect::<Vec<_>>());

    let mut heap: BinaryHeap<(Reverse<u64>, u32)> = (0..size as u32).map(|i| (Reverse(random.below(1000)), i)).collect();
    let mut popped = Vec::new();
    while let Some((Reverse(priority), name)) = heap.pop() {
        popped.push((priority, name));
        if popped.len() % 3 == 0 && priority < 500 {
            heap.push((Reverse(priority + 600), name));
        }
    }
    println!("heap: {} pops, in order {}, sum {:08x}", popped.len(), popped.windows(2).all(|pair| pair[0].0 <= pair[1].0), checksum(&popped));

    let mut circle: VecDeque<u64> = (1..=size * 5).collect();
    while circle.len() > 1 {
        circle.rotate_left(1);
        circle.pop_front();
    }
    println!("deque: {circle:?}");
}

fn slices(size: u64) {
    let mut random = Random(2);
    let mut numbers: Vec<i64> = (0..size * 100).map(|_| random.below(1_000_000) as i64 - 500_000).collect();
    let total: i64 = numbers.iter().sum();
    let (least, greatest) = (numbers.iter().min().copied(), numbers.iter().max().copied());
    numbers.sort_unstable();
    let mut distinct = numbers.clone();
    distinct.dedup();
    println!("numbers: {total}, {least:?} to {greatest:?}, {} distinct, at {:?}", distinct.len(), numbers.binary_search(&distinct[distinct.len() / 2]).is_ok());
    let mut pairs: Vec<(u64, usize)> = (0..size as usize * 50).map(|i| (random.below(100), i)).collect();
    pairs.sort_by_key(|pair| pair.0);
    println!("stable: {}", pairs.windows(2).all(|two| two[0] <= two[1]));
    println!("chunks: {:?}", numbers.chunks(numbers.len() / 4).map(|chunk| chunk.iter().map(|x| x.abs() % 10).sum::<i64>()).collect::<Vec<_>>());
    let (small, large): (Vec<i64>, Vec<i64>) = numbers.iter().partition(|number| number.abs() < 1000);
    println!("partition: {} {}", small.len(), large.len());
    let text: String = numbers.iter().step_by(numbers.len() / 8).zip(["a", "b", "c"].iter().cycle()).map(|(n, s)| format!("{s}{n} ")).collect();
    println!("zipped: {}", text.trim_end());
    println!("bounds: {:?} {:?}", numbers.get(numbers.len()), numbers.first().is_some());
}

fn strings(size: u64) {
    let text = "Straße und ΑΒΓ, naïve 日本語 🙂; e\u{301}";
    println!("{} bytes, {} chars, {:?}", text.len(), text.chars().count(), text.char_indices().filter(|(_, c)| !c.is_ascii()).map(|(i, _)| i).collect::<Vec<_>>());
    println!("{} {}", text.to_uppercase(), text.to_lowercase());
    println!("{:?}", text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>());
    println!("{:?} {:?} {:?}", text.find("日本"), text.rfind('e'), text.split_once(", "));
    println!("{}", text.chars().rev().collect::<String>());
    println!("{:?} {:?}", std::str::from_utf8(&text.as_bytes()[..5]).is_err(), String::from_utf8_lossy(&[0x41, 0xff, 0x42]));
    println!("[{:>6}|{:<6}|{:^6}|{:+}|{:08.3}|{:#x}|{:#010b}|{:e}]", "ab", "cd", "ef", 5, -3.14159, 255, 5, 1234.5);
    println!("{:?} {:?} {:?} {:?} {:?}", 0.1 + 0.2, 1e21, 1e-7, f64::NAN, f64::MIN_POSITIVE);
    println!("{} {} {} {}", i64::MIN, u64::MAX, i128::MAX, f32::MAX);
    for input in ["42", "-7", "x", "", "99999999999", "3.5"] {
        match input.parse::<i32>() {
            Ok(number) => print!("{number}; "),
            Err(error) => print!("{error}; "),
        }
    }
    println!("{:?} {:?}", "3.5".parse::<f64>(), "1e400".parse::<f64>());
    let mut built = String::new();
    for i in 0..size * 10 {
        built.push_str(&i.to_string());
        if i % 3 == 0 {
            built.insert(0, 'é');
        }
        if built.len() > 1000 {
            built = built.replace("1", "").chars().filter(|c| *c != '7').take(300).collect();
        }
    }
    println!("built: {} {:08x}", built.len(), checksum(built.chars()));
}

// Numbers of each size that may overflow, and what each kind of arithmetic says to it.
fn arithmetic(size: u64) {
    println!("{:?} {:?} {} {}", 200u8.checked_add(100), i32::MIN.checked_abs(), i64::MAX.wrapping_add(1), 200u8.saturating_add(100));
    println!("{:?} {} {} {}", 5i32.overflowing_sub(7), (-7i32).rem_euclid(3), -7 / 2, (-7i32).div_euclid(2));
    println!("{} {} {} {}", -1.5f64 as u8, 300.7f64 as u8, f64::NAN as i32, u64::MAX as f32);
    println!("{} {} {}", 40u64.leading_zeros(), 40u64.trailing_zeros(), u128::MAX.count_ones());
    let mut random = Random(3);
    let mut sum = 0u128;
    for _ in 0..size * 500 {
        let (a, b) = (u128::from(random.next()) << 60 | u128::from(random.next()), u128::from(random.next()) + 1);
        sum = sum.wrapping_mul(31).wrapping_add(a / b).wrapping_add(a % b).rotate_left(7);
    }
    println!("wide: {sum:032x}");
}

trait Shape {
    fn area(&self) -> f64;
    fn name(&self) -> String {
        "shape".to_string()
    }
}
struct Square(f64);
struct Disc {
    radius: f64,
}
impl Shape for Square {
    fn area(&self) -> f64 {
        self.0 * self.0
    }
    fn name(&self) -> String {
        format!("square of {}", self.0)
    }
}
impl Shape for Disc {
    fn area(&self) -> f64 {
        3.0 * self.radius * self.radius
    }
}

#[derive(Default)]
struct Node {
    value: u32,
    parent: RefCell<Weak<Node>>,
    children: RefCell<Vec<Rc<Node>>>,
}
fn depth(node: &Node) -> usize {
    node.parent.borrow().upgrade().map_or(0, |parent| 1 + depth(&parent))
}
struct Noisy<'a>(&'a str, &'a RefCell<Vec<String>>);
impl Drop for Noisy<'_> {
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0.to_string());
    }
}

fn objects(size: u64) {
    let shapes: Vec<Box<dyn Shape>> = (0..6).map(|i| if i % 2 == 0 { Box::new(Square(i as f64)) as Box<dyn Shape> } else { Box::new(Disc { radius: i as f64 / 2.0 }) }).collect();
    println!("{:?}", shapes.iter().map(|shape| format!("{}: {:.2}", shape.name(), shape.area())).collect::<Vec<_>>());
    let root = Rc::new(Node::default());
    let mut last = root.clone();
    for value in 1..size.min(3000) as u32 {
        let node = Rc::new(Node { value, ..Node::default() });
        *node.parent.borrow_mut() = Rc::downgrade(&last);
        last.children.borrow_mut().push(node.clone());
        if value % 3 != 0 {
            last = node;
        }
    }
    println!("tree: depth {}, value {}, strong {}, weak {}", depth(&last), last.value, Rc::strong_count(&last), Rc::weak_count(&last));
    let order = RefCell::new(Vec::new());
    {
        let _first = Noisy("first", &order);
        let moved = Noisy("moved", &order);
        let _second = Noisy("second", &order);
        drop(moved);
    }
    println!("dropped: {:?}", order.borrow());
    let compose = |f: Box<dyn Fn(u64) -> u64>, g: Box<dyn Fn(u64) -> u64>| -> Box<dyn Fn(u64) -> u64> { Box::new(move |x| g(f(x))) };
    let mut chain: Box<dyn Fn(u64) -> u64> = Box::new(|x| x);
    for i in 0..20 {
        chain = compose(chain, Box::new(move |x| (x * 3 + i) % 1_000_003));
    }
    println!("closures: {}", (0..size).map(&*chain).fold(0, |sum, x| (sum * 31 + x) % 1_000_003));
}

fn main() {
    let size = std::env::args().nth(1).map_or(30000, |text| text.parse().expect("the size is a number"));
    collections(size);
    slices(size);
    strings(size);
    arithmetic(size);
    objects(size);
}
