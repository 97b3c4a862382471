//! Runs a program on a heap and on the model, and compares the two whenever the heap has been collected.
//!
//! Compared is what the roots lead to: a mapping of the model's objects to addresses, one to one, and what each of them holds. An
//! ephemeron whose key the roots lead to must be alive. Any other may be dead, and must be after a major collection, where
//! roots are precise; what the model knows of its death it learns by looking.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::ops::Deref;

use crate::heap::{self, Collections, Heap, MOST_ROOTS, Slot, Word};
use crate::model::{GLOBALS, Id, Model, Object, STATIC_SLOTS, STATICS, Value, is_reached};
use crate::program::{Source, Step, Target};

type Checked<T = ()> = Result<T, String>;

pub struct Lockstep {
    heap: Heap,
    model: Model,
    /// Where the objects are that must not move.
    pinned: HashMap<Id, Word>,
    /// Whether a major collection must find all that is dead.
    is_exact: bool,
}

/// A root, of which there are two kinds.
#[derive(Clone, Copy)]
enum Root {
    Stack(usize),
    Global(usize),
}

/// Where a chain begins.
#[derive(Clone, Copy)]
enum Place {
    Stack(usize),
    Slot(Root, usize),
}

impl Lockstep {
    pub fn new(heap: Heap, is_exact: bool) -> Lockstep {
        Lockstep { heap, model: Model::default(), pinned: HashMap::new(), is_exact }
    }

    pub fn run(&mut self, program: &[Step]) -> Checked {
        for (number, step) in program.iter().enumerate() {
            self.take(step).map_err(|why| format!("step {number}, {step:?}: {why}"))?;
        }
        self.compare(false).map_err(|why| format!("at the end: {why}"))?;
        self.heap.verify();
        Ok(())
    }

    fn take(&mut self, step: &Step) -> Checked {
        let before = self.heap.collections();
        self.step(step)?;
        let Collections { minor, major } = self.heap.collections();
        if !self.heap.extern_space_is_at_rest() {
            return Err("gc_extern_space_start_gc without gc_extern_space_finish_gc".into());
        }
        let was_major = major != before.major;
        if was_major || minor != before.minor || *step == Step::Compare {
            // After the collection of an allocation, more has happened.
            self.compare(was_major && matches!(step, Step::Collect(_)))?;
        }
        Ok(())
    }

    fn step(&mut self, step: &Step) -> Checked {
        match *step {
            Step::Record { slots, words, ref first, target } => self.make_record(slots, words, first, target).map(drop),
            Step::Bytes { length, target } => self.make_bytes(length, target),
            Step::Ephemeron { key, value, target } => self.make_ephemeron(key, value, target),
            Step::List { length, words, second, target } => self.make_list(length, words, second, target),
            Step::Fill { object, words } => self.fill(object, words),
            Step::ChainInRoot { root, key, value } => self.chain_in_root(root, key, value),
            Step::ChainInSlot { object, slot, key, value } => self.chain_in_slot(object, slot, key, value),
            Step::Store { object, slot, value } => self.store(object, slot, value),
            Step::StoreStatic { object, slot, value } => self.store_static(object, slot, value),
            Step::Copy { from, from_slot, to, to_slot, count } => self.copy(from, from_slot, to, to_slot, count),
            Step::Load { object, slot } => self.load(object, slot),
            Step::Push(source) => self.push(source),
            Step::Pop(count) => self.pop(count),
            Step::Replace { root, value } => self.replace(root, value),
            Step::SetGlobal { global, value } => self.set_global(global, value),
            Step::LoadKey(ephemeron) => self.load_of_ephemeron(ephemeron, 0),
            Step::LoadValue(ephemeron) => self.load_of_ephemeron(ephemeron, 1),
            Step::LoadNext(ephemeron) => self.load_next(ephemeron),
            Step::SwapValue { ephemeron, value } => self.swap_value(ephemeron, value),
            Step::MarkDead(ephemeron) => self.mark_dead(ephemeron),
            Step::Pin(object) => self.pin(object),
            Step::Garbage { count, words } => self.make_garbage(count, words),
            Step::Collect(kind) => {
                self.heap.collect(kind);
                Ok(())
            }
            Step::Compare => Ok(()),
        }
    }

    // ---- roots ----

    fn value_of(&self, root: Root) -> Value {
        match root {
            Root::Stack(index) => self.model.stack[index],
            Root::Global(index) => self.model.globals[index],
        }
    }

    fn word_of(&self, root: Root) -> Word {
        self.heap.load(match root {
            Root::Stack(index) => self.heap.root(index),
            Root::Global(index) => self.heap.global(index),
        })
    }

    fn get(&self, source: Source) -> (Value, Word) {
        match source {
            Source::Null => (Value::Null, Word(0)),
            Source::Immediate(n) => (Value::Immediate(n), immediate(n)),
            Source::Static(index) => {
                let index = usize::from(index) % STATICS;
                (Value::Static(index), self.heap.static_record(index))
            }
            Source::Root(_) if self.model.stack.is_empty() => (Value::Null, Word(0)),
            Source::Root(index) => {
                let count = self.model.stack.len();
                let root = Root::Stack(count - 1 - usize::from(index) % count);
                (self.value_of(root), self.word_of(root))
            }
            Source::Global(index) => {
                let root = Root::Global(usize::from(index) % GLOBALS);
                (self.value_of(root), self.word_of(root))
            }
        }
    }

    fn set_root(&mut self, index: usize, value: Value, word: Word) {
        self.model.stack[index] = value;
        self.heap.store(self.heap.root(index), word);
    }

    /// Where it has been put.
    fn place(&mut self, target: Target, value: Value, word: Word) -> usize {
        let count = self.model.stack.len();
        let index = match target {
            Target::Replace(index) if count > 0 => usize::from(index) % count,
            Target::Push if count == MOST_ROOTS => 0,
            Target::Replace(_) | Target::Push => {
                self.model.stack.push(value);
                self.heap.push(word);
                return count;
            }
        };
        self.set_root(index, value, word);
        index
    }

    fn push(&mut self, source: Source) -> Checked {
        let (value, word) = self.get(source);
        self.place(Target::Push, value, word);
        Ok(())
    }

    fn pop(&mut self, count: u8) -> Checked {
        for _ in 0..count {
            if self.model.stack.pop().is_some() {
                self.heap.pop();
            }
        }
        Ok(())
    }

    fn replace(&mut self, root: u8, source: Source) -> Checked {
        let (value, word) = self.get(source);
        self.place(Target::Replace(root), value, word);
        Ok(())
    }

    fn set_global(&mut self, global: u8, source: Source) -> Checked {
        let (value, word) = self.get(source);
        let index = usize::from(global) % GLOBALS;
        self.model.globals[index] = value;
        self.heap.store(self.heap.global(index), word);
        Ok(())
    }

    fn store_static(&mut self, object: u8, slot: u8, source: Source) -> Checked {
        let (value, word) = self.get(source);
        let (index, slot) = (usize::from(object) % STATICS, usize::from(slot) % STATIC_SLOTS);
        self.model.statics[index][slot] = value;
        self.heap.store(self.heap.static_slot(index, slot), word);
        Ok(())
    }

    /// One of the roots that hold an object of this kind.
    fn choose(&self, choice: u8, is_wanted: impl Fn(Id) -> bool) -> Option<(Root, Id)> {
        let stack = (0..self.model.stack.len()).rev().map(Root::Stack);
        let roots = stack.chain((0..GLOBALS).map(Root::Global));
        let with_object = |root: Root| match self.value_of(root) {
            Value::Object(id) => Some((root, id)),
            _ => None,
        };
        let wanted: Vec<_> = roots.filter_map(with_object).filter(|&(_, id)| is_wanted(id)).collect();
        (!wanted.is_empty()).then(|| wanted[usize::from(choice) % wanted.len()])
    }

    fn choose_record(&self, choice: u8) -> Option<(Root, Id)> {
        self.choose(choice, |id| self.model.is_record(id) && !self.model.slots(id).is_empty())
    }

    fn choose_ephemeron(&self, choice: u8) -> Option<(Root, Id)> {
        self.choose(choice, |id| self.model.is_ephemeron(id))
    }

    fn pin(&mut self, object: u8) -> Checked {
        let Some((root, id)) = self.choose(object, |_| self.heap.can_pin()) else { return Ok(()) };
        let word = self.word_of(root);
        self.heap.pin(word);
        self.pinned.insert(id, word);
        Ok(())
    }

    // ---- allocation ----

    fn next_id(&self) -> Id {
        Id(u32::try_from(self.model.objects.len()).expect("few objects"))
    }

    /// `None`: there is no room.
    fn new_record(&mut self, slots: u16, words: u16) -> Checked<Option<(Id, Word)>> {
        let Some(word) = self.heap.allocate_record(self.next_id(), slots, words) else {
            return self.is_crowded(heap::record_size(slots, words)).map(|()| None);
        };
        let id = self.model.add(Object::Record { slots: vec![Value::Null; slots.into()], words });
        Ok(Some((id, word)))
    }

    /// A store into an object that no safepoint has seen: without a barrier.
    fn initialise(&mut self, id: Id, record: Word, slot: usize, source: Source) {
        let (value, word) = self.get(source);
        self.heap.store(self.heap.slot(record, slot), word);
        self.model.slots_mut(id)[slot] = value;
    }

    fn make_record(&mut self, slots: u16, words: u16, first: &[Source], target: Target) -> Checked<Option<usize>> {
        let Some((id, record)) = self.new_record(slots, words)? else { return Ok(None) };
        for (slot, &source) in first.iter().take(slots.into()).enumerate() {
            self.initialise(id, record, slot, source);
        }
        Ok(Some(self.place(target, Value::Object(id), record)))
    }

    fn make_bytes(&mut self, length: u32, target: Target) -> Checked {
        let Some(word) = self.heap.allocate_bytes(self.next_id(), length) else {
            return self.is_crowded(heap::bytes_size(length));
        };
        let id = self.model.add(Object::Bytes { length });
        self.place(target, Value::Object(id), word);
        Ok(())
    }

    fn new_ephemeron(&mut self, key: Source, value: Source) -> Checked<Option<(Id, Word)>> {
        let Some(word) = self.heap.allocate_ephemeron(self.next_id()) else {
            return self.is_crowded(self.heap.ephemeron_size()).map(|()| None);
        };
        if self.heap.key(word) != Word(0) || self.heap.value(word) != Word(0) {
            return Err("a new ephemeron is not dead".into());
        }
        let (mut key, mut key_word) = self.get(key);
        if key == Value::Null {
            (key, key_word) = (Value::Immediate(0), immediate(0));
        }
        let (value, value_word) = self.get(value);
        self.heap.initialise_ephemeron(word, key_word, value_word);
        Ok(Some((self.model.add(Object::Ephemeron { key, value, next: Value::Null }), word)))
    }

    fn make_ephemeron(&mut self, key: Source, value: Source, target: Target) -> Checked {
        if let Some((id, word)) = self.new_ephemeron(key, value)? {
            self.place(target, Value::Object(id), word);
        }
        Ok(())
    }

    fn make_list(&mut self, length: u8, words: u16, second: Source, target: Target) -> Checked {
        let Some(index) = self.make_record(2, words, &[Source::Null, second], target)? else { return Ok(()) };
        for _ in 1..length {
            let Some((id, record)) = self.new_record(2, words)? else { break };
            let (value, word) = (self.value_of(Root::Stack(index)), self.word_of(Root::Stack(index)));
            self.heap.store(self.heap.slot(record, 0), word);
            self.model.slots_mut(id)[0] = value;
            self.initialise(id, record, 1, second);
            self.set_root(index, Value::Object(id), record);
        }
        Ok(())
    }

    fn fill(&mut self, object: u8, words: u8) -> Checked {
        let Some((root, holder)) = self.choose_record(object) else { return Ok(()) };
        for slot in 0..self.model.slots(holder).len().min(500) {
            let Some((id, record)) = self.new_record(1, words.into())? else { break };
            self.heap.store_into(self.word_of(root), slot, record);
            self.model.slots_mut(holder)[slot] = Value::Object(id);
        }
        Ok(())
    }

    fn make_garbage(&mut self, count: u16, words: u16) -> Checked {
        for _ in 0..count {
            if self.heap.allocate_record(self.next_id(), 0, words).is_none() {
                return self.is_crowded(heap::record_size(0, words));
            }
        }
        Ok(())
    }

    fn size(&self, id: Id) -> usize {
        let size = match *self.model.object(id) {
            Object::Record { ref slots, words } => heap::record_size(slots.len() as u16, words),
            Object::Bytes { length } => heap::bytes_size(length),
            Object::Ephemeron { .. } => self.heap.ephemeron_size(),
        };
        self.heap.footprint(size)
    }

    fn live_bytes(&self, reachable: &HashSet<Id>) -> usize {
        reachable.iter().map(|&id| self.size(id)).sum()
    }

    /// There was no room, and must not have been. A copying collector needs twice the space, and each has some waste.
    fn is_crowded(&self, size: usize) -> Checked {
        let Collections { minor, major } = self.heap.collections();
        let live = match minor + major {
            0 => self.heap.allocated_bytes(),
            _ => self.live_bytes(&self.model.reachable(true)),
        };
        let limit = self.heap.limit();
        if live + 2 * size >= limit / 4 {
            return Ok(());
        }
        Err(format!("{live} bytes live in a heap of {limit}, and there is no room for {size} more"))
    }

    // ---- stores and loads ----

    fn store(&mut self, object: u8, slot: u16, source: Source) -> Checked {
        let Some((root, id)) = self.choose_record(object) else { return Ok(()) };
        let slot = usize::from(slot) % self.model.slots(id).len();
        let (value, word) = self.get(source);
        self.heap.store_into(self.word_of(root), slot, word);
        self.model.slots_mut(id)[slot] = value;
        Ok(())
    }

    fn copy(&mut self, from: u8, from_slot: u16, to: u8, to_slot: u16, count: u16) -> Checked {
        let (Some((from, from_id)), Some((to, to_id))) = (self.choose_record(from), self.choose_record(to)) else {
            return Ok(());
        };
        let values = self.model.slots(from_id);
        let from_slot = usize::from(from_slot) % values.len();
        let to_slot = usize::from(to_slot) % self.model.slots(to_id).len();
        let most = (values.len() - from_slot).min(self.model.slots(to_id).len() - to_slot);
        let count = usize::from(count) % (most + 1);
        let values = values[from_slot..from_slot + count].to_vec();
        let (source, destination) = (self.word_of(from), self.word_of(to));
        let load = |index: usize| self.heap.load(self.heap.slot(source, from_slot + index));
        // All first: the two may be one.
        let words: Vec<Word> = (0..count).map(load).collect();
        for (index, (value, word)) in values.into_iter().zip(words).enumerate() {
            self.heap.store_into(destination, to_slot + index, word);
            self.model.slots_mut(to_id)[to_slot + index] = value;
        }
        Ok(())
    }

    fn load(&mut self, object: u8, slot: u16) -> Checked {
        let Some((root, id)) = self.choose_record(object) else { return Ok(()) };
        let slot = usize::from(slot) % self.model.slots(id).len();
        let word = self.heap.load(self.heap.slot(self.word_of(root), slot));
        let value = self.model.slots(id)[slot];
        self.must_be(value, word, "the slot")?;
        self.place(Target::Push, value, word);
        Ok(())
    }

    // ---- ephemerons ----

    /// Whether it is alive. If not, the model knows from now on.
    fn look_at(&mut self, id: Id, ephemeron: Word) -> Checked<bool> {
        let (key, value) = (self.heap.key(ephemeron), self.heap.value(ephemeron));
        if key != Word(0) && self.model.ephemeron(id)[0] == Value::Null {
            return Err(format!("{id:?} was dead, and has the key {key:?}"));
        }
        if key == Word(0) {
            may_be_dead(&self.model, id, &LazyCell::new(|| self.model.reachable(false)))?;
            if value != Word(0) {
                return Err(format!("{id:?} is dead, and has the value {value:?}"));
            }
            self.model.kill(id);
        }
        Ok(key != Word(0))
    }

    fn load_of_ephemeron(&mut self, choice: u8, field: usize) -> Checked {
        let Some((root, id)) = self.choose_ephemeron(choice) else { return Ok(()) };
        let ephemeron = self.word_of(root);
        self.look_at(id, ephemeron)?;
        let word = if field == 0 { self.heap.key(ephemeron) } else { self.heap.value(ephemeron) };
        let value = self.model.ephemeron(id)[field];
        self.must_be(value, word, "of the ephemeron")?;
        self.place(Target::Push, value, word);
        Ok(())
    }

    fn load_next(&mut self, choice: u8) -> Checked {
        let Some((root, id)) = self.choose_ephemeron(choice) else { return Ok(()) };
        let found = self.heap.chain_next(self.word_of(root));
        let next = self.follow(self.model.ephemeron(id)[2], found)?;
        self.place(Target::Push, next, found);
        Ok(())
    }

    fn swap_value(&mut self, choice: u8, source: Source) -> Checked {
        let Some((root, id)) = self.choose_ephemeron(choice) else { return Ok(()) };
        let is_alive = self.look_at(id, self.word_of(root))?;
        let (value, word) = self.get(source);
        let old = self.heap.swap_value(self.word_of(root), word);
        self.must_be(self.model.ephemeron(id)[1], old, "the previous value")?;
        if is_alive {
            *self.model.ephemeron_mut(id)[1] = value;
        }
        Ok(())
    }

    fn mark_dead(&mut self, choice: u8) -> Checked {
        let Some((root, id)) = self.choose_ephemeron(choice) else { return Ok(()) };
        self.heap.mark_dead(self.word_of(root));
        self.model.kill(id);
        Ok(())
    }

    fn chain_in_root(&mut self, root: u8, key: Source, value: Source) -> Checked {
        let count = self.model.stack.len();
        if count == 0 {
            return Ok(());
        }
        let index = usize::from(root) % count;
        if !self.is_chain(self.model.stack[index]) {
            self.set_root(index, Value::Null, Word(0));
        }
        self.chain(Place::Stack(index), key, value)
    }

    fn chain_in_slot(&mut self, object: u8, slot: u16, key: Source, value: Source) -> Checked {
        let Some((root, id)) = self.choose_record(object) else { return Ok(()) };
        let slot = usize::from(slot) % self.model.slots(id).len();
        if !self.is_chain(self.model.slots(id)[slot]) {
            self.heap.store_into(self.word_of(root), slot, Word(0));
            self.model.slots_mut(id)[slot] = Value::Null;
        }
        self.chain(Place::Slot(root, slot), key, value)
    }

    fn is_chain(&self, value: Value) -> bool {
        match value {
            Value::Null => true,
            Value::Object(id) => self.model.is_ephemeron(id),
            Value::Immediate(_) | Value::Static(_) => false,
        }
    }

    fn value_at(&mut self, place: Place) -> &mut Value {
        match place {
            Place::Stack(index) => &mut self.model.stack[index],
            Place::Slot(root, slot) => match self.value_of(root) {
                Value::Object(id) => &mut self.model.slots_mut(id)[slot],
                other => panic!("{other:?} is no record"),
            },
        }
    }

    fn slot_at(&self, place: Place) -> Slot {
        match place {
            Place::Stack(index) => self.heap.root(index),
            Place::Slot(root, slot) => self.heap.slot(self.word_of(root), slot),
        }
    }

    fn chain(&mut self, place: Place, key: Source, value: Source) -> Checked {
        let Some((id, ephemeron)) = self.new_ephemeron(key, value)? else { return Ok(()) };
        let slot = self.slot_at(place);
        let start = *self.value_at(place);
        let head = self.follow(start, self.heap.chain_head(slot))?;
        if let Place::Slot(root, _) = place {
            self.heap.barrier(self.word_of(root), slot, ephemeron);
        }
        self.heap.chain_push(slot, ephemeron);
        *self.model.ephemeron_mut(id)[2] = head;
        *self.value_at(place) = Value::Object(id);
        Ok(())
    }

    /// What of the model's chain the heap has found.
    fn follow(&mut self, start: Value, found: Word) -> Checked<Value> {
        let reachable = LazyCell::new(|| self.model.reachable(false));
        let (value, dead) = skip_dead(&self.model, &self.heap, start, found, &reachable)?;
        drop(reachable);
        dead.into_iter().for_each(|id| self.model.kill(id));
        Ok(value)
    }

    // ---- comparison ----

    fn must_be(&self, value: Value, word: Word, what: &str) -> Checked {
        must_be(&self.heap, value, word).map_err(|why| format!("{what} {why}"))
    }

    /// `is_final`: what can be dead is.
    fn compare(&mut self, is_final: bool) -> Checked {
        let (reachable, perhaps_reachable) = (self.model.reachable(false), self.model.reachable(true));
        let mut comparison = Comparison {
            model: &self.model,
            heap: &self.heap,
            pinned: &self.pinned,
            reachable: &reachable,
            perhaps_reachable: &perhaps_reachable,
            must_be_dead: is_final && self.is_exact,
            met: HashMap::new(),
            owners: HashMap::new(),
            waiting: Vec::new(),
            dead: Vec::new(),
        };
        comparison.run()?;
        let dead = std::mem::take(&mut comparison.dead);
        dead.into_iter().for_each(|id| self.model.kill(id));
        if is_final && self.is_exact { self.compare_size(&reachable, &perhaps_reachable) } else { Ok(()) }
    }

    /// What a collection found alive is what can be reached, with what is dead in chains or without.
    fn compare_size(&self, reachable: &HashSet<Id>, perhaps_reachable: &HashSet<Id>) -> Checked {
        let is_dead = |id: &Id| self.model.is_ephemeron(*id) && self.model.ephemeron(*id)[0] == Value::Null;
        let dead: usize = reachable.iter().filter(|id| is_dead(id)).map(|&id| self.size(id)).sum();
        let (least, most) = (self.live_bytes(reachable) - dead, self.live_bytes(perhaps_reachable));
        let live = self.heap.live_bytes();
        if (least..=most).contains(&live) {
            return Ok(());
        }
        Err(format!("{live} bytes are said to live, not {least} to {most}"))
    }
}

fn immediate(n: u8) -> Word {
    let n = usize::from(n);
    // Any of the three low bits may be set.
    Word(n << 3 | (1 + n % 7))
}

fn must_be(heap: &Heap, value: Value, word: Word) -> Checked {
    let is_it = match value {
        Value::Null => word == Word(0),
        Value::Immediate(n) => word == immediate(n),
        Value::Static(index) => word == heap.static_record(index),
        Value::Object(id) => heap.contains(word) && heap::id_of(heap.tag(word)) == id,
    };
    if is_it { Ok(()) } else { Err(format!("is {}, not {value:?}", shown(heap, word))) }
}

fn shown(heap: &Heap, word: Word) -> String {
    if heap.contains(word) { format!("{word:?}, with the tag {:#x}", heap.tag(word)) } else { format!("{word:?}") }
}

/// An error if its key can be reached.
fn may_be_dead(model: &Model, id: Id, reachable: &impl Deref<Target = HashSet<Id>>) -> Checked {
    let [key, ..] = model.ephemeron(id);
    if is_reached(reachable, key) {
        return Err(format!("{id:?} is dead, though its key, {key:?}, can be reached"));
    }
    Ok(())
}

/// From `start` on, the first ephemeron that is not dead is `found`. What of them the model did not know to be dead is the
/// second result.
fn skip_dead(
    model: &Model,
    heap: &Heap,
    start: Value,
    found: Word,
    reachable: &impl Deref<Target = HashSet<Id>>,
) -> Checked<(Value, Vec<Id>)> {
    let mut dead = Vec::new();
    let mut at = start;
    while let Value::Object(id) = at {
        let [key, _, next] = model.ephemeron(id);
        if must_be(heap, at, found).is_ok() {
            return if key == Value::Null {
                Err(format!("{id:?} was dead, and is found again"))
            } else {
                Ok((at, dead))
            };
        }
        if key != Value::Null {
            may_be_dead(model, id, reachable)?;
            dead.push(id);
        }
        at = next;
    }
    must_be(heap, Value::Null, found).map_err(|why| format!("in a chain, what follows {start:?} {why}"))?;
    Ok((Value::Null, dead))
}

struct Comparison<'a> {
    model: &'a Model,
    heap: &'a Heap,
    pinned: &'a HashMap<Id, Word>,
    reachable: &'a HashSet<Id>,
    perhaps_reachable: &'a HashSet<Id>,
    must_be_dead: bool,
    met: HashMap<Id, Word>,
    owners: HashMap<Word, Id>,
    waiting: Vec<(Id, Word)>,
    /// Ephemerons that the model thought to be alive.
    dead: Vec<Id>,
}

impl Comparison<'_> {
    fn run(&mut self) -> Checked {
        let heap = self.heap;
        if heap.root_count() != self.model.stack.len() {
            return Err("the collector has changed the number of roots".into());
        }
        for (index, &value) in self.model.stack.iter().enumerate() {
            self.meet(value, heap.load(heap.root(index))).map_err(|why| format!("root {index} {why}"))?;
        }
        for (index, &value) in self.model.globals.iter().enumerate() {
            self.meet(value, heap.load(heap.global(index))).map_err(|why| format!("global {index} {why}"))?;
        }
        for (index, slots) in self.model.statics.iter().enumerate() {
            for (slot, &value) in slots.iter().enumerate() {
                let word = heap.load(heap.static_slot(index, slot));
                self.meet(value, word).map_err(|why| format!("slot {slot} of static record {index} {why}"))?;
            }
        }
        while let Some((id, word)) = self.waiting.pop() {
            self.look_at(id, word).map_err(|why| format!("{id:?} at {word:?}: {why}"))?;
        }
        Ok(())
    }

    fn meet(&mut self, value: Value, word: Word) -> Checked {
        must_be(self.heap, value, word)?;
        let Value::Object(id) = value else { return Ok(()) };
        match self.met.insert(id, word) {
            None => self.waiting.push((id, word)),
            Some(before) if before != word => {
                return Err(format!("is {value:?} at {word:?}, which is at {before:?} too"));
            }
            Some(_) => {}
        }
        if self.pinned.get(&id).is_some_and(|&before| before != word) {
            return Err(format!("is {value:?} at {word:?}, though it was pinned at {:?}", self.pinned[&id]));
        }
        match self.owners.insert(word, id) {
            Some(owner) if owner != id => Err(format!("is {value:?} at {word:?}, where {owner:?} is too")),
            _ => Ok(()),
        }
    }

    fn look_at(&mut self, id: Id, word: Word) -> Checked {
        let (model, heap) = (self.model, self.heap);
        let tag = heap.tag(word);
        match *model.object(id) {
            Object::Record { ref slots, words } => {
                let extent = (slots.len() as u16, words);
                if !heap::is_record(tag) || heap.extent(word) != extent {
                    return Err(format!("no record of {extent:?} slots and words any more"));
                }
                if !heap.has_words_of(id, word) {
                    return Err("its words have changed".into());
                }
                for (slot, &value) in slots.iter().enumerate() {
                    let word = heap.load(heap.slot(word, slot));
                    self.meet(value, word).map_err(|why| format!("slot {slot} {why}"))?;
                }
                Ok(())
            }
            Object::Bytes { length } => {
                if !heap::is_bytes(tag) || heap.byte_length(word) != length {
                    return Err(format!("no {length} bytes any more"));
                }
                if heap.has_bytes_of(id, word) { Ok(()) } else { Err("its bytes have changed".into()) }
            }
            Object::Ephemeron { key, value, next } => {
                if !heap::is_ephemeron(tag) {
                    return Err("no ephemeron any more".into());
                }
                self.look_at_ephemeron(id, word, key, value)?;
                let found = heap.chain_next(word);
                let (next, dead) = skip_dead(model, heap, next, found, &self.reachable)?;
                self.dead.extend(dead);
                self.meet(next, found).map_err(|why| format!("the next one {why}"))
            }
        }
    }

    fn look_at_ephemeron(&mut self, id: Id, word: Word, key: Value, value: Value) -> Checked {
        let (key_word, value_word) = (self.heap.key(word), self.heap.value(word));
        if key_word == Word(0) {
            must_be(self.heap, Value::Null, value_word)
                .map_err(|why| format!("its key is null, but its value {why}"))?;
            if key != Value::Null {
                may_be_dead(self.model, id, &self.reachable)?;
                self.dead.push(id);
            }
            return Ok(());
        }
        if self.must_be_dead && !is_reached(self.perhaps_reachable, key) {
            return Err(format!("it is alive, though nothing leads to its key, {key:?}"));
        }
        self.meet(key, key_word).map_err(|why| format!("its key {why}"))?;
        self.meet(value, value_word).map_err(|why| format!("its value {why}"))
    }
}
