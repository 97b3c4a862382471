//! The graph of objects as it should be, and what of it can be reached.

use std::collections::HashSet;

pub const GLOBALS: usize = 6;
pub const STATICS: usize = 4;
pub const STATIC_SLOTS: usize = 3;

/// The number of an object, in the order of their births.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Id(pub u32);

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Value {
    #[default]
    Null,
    Immediate(u8),
    Static(usize),
    Object(Id),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Object {
    Record {
        slots: Vec<Value>,
        words: u16,
    },
    Bytes {
        length: u32,
    },
    /// Dead: the key is null, and so is the value.
    Ephemeron {
        key: Value,
        value: Value,
        next: Value,
    },
}

#[derive(Default)]
pub struct Model {
    pub objects: Vec<Object>,
    pub stack: Vec<Value>,
    pub globals: [Value; GLOBALS],
    pub statics: [[Value; STATIC_SLOTS]; STATICS],
}

impl Model {
    pub fn add(&mut self, object: Object) -> Id {
        self.objects.push(object);
        self.last()
    }

    pub fn last(&self) -> Id {
        Id(self.objects.len() as u32 - 1)
    }

    pub fn object(&self, id: Id) -> &Object {
        &self.objects[id.0 as usize]
    }

    pub fn slots(&self, id: Id) -> &[Value] {
        match self.object(id) {
            Object::Record { slots, .. } => slots,
            other => panic!("{id:?} is {other:?}"),
        }
    }

    pub fn slots_mut(&mut self, id: Id) -> &mut Vec<Value> {
        match &mut self.objects[id.0 as usize] {
            Object::Record { slots, .. } => slots,
            other => panic!("{id:?} is {other:?}"),
        }
    }

    /// Key, value and the rest of the chain.
    pub fn ephemeron_mut(&mut self, id: Id) -> [&mut Value; 3] {
        match &mut self.objects[id.0 as usize] {
            Object::Ephemeron { key, value, next } => [key, value, next],
            other => panic!("{id:?} is {other:?}"),
        }
    }

    pub fn ephemeron(&self, id: Id) -> [Value; 3] {
        match self.object(id) {
            Object::Ephemeron { key, value, next } => [*key, *value, *next],
            other => panic!("{id:?} is {other:?}"),
        }
    }

    pub fn is_record(&self, id: Id) -> bool {
        matches!(self.object(id), Object::Record { .. })
    }

    pub fn is_ephemeron(&self, id: Id) -> bool {
        matches!(self.object(id), Object::Ephemeron { .. })
    }

    pub fn kill(&mut self, ephemeron: Id) {
        let [key, value, _] = self.ephemeron_mut(ephemeron);
        (*key, *value) = (Value::Null, Value::Null);
    }

    fn roots(&self) -> impl Iterator<Item = Value> {
        let statics = self.statics.iter().flatten();
        self.stack.iter().chain(&self.globals).chain(statics).copied()
    }

    /// What the roots lead to; an ephemeron leads to its value once its key is found. A chain leads to those in it that are
    /// alive, and perhaps to the dead: a collector may take them out.
    pub fn reachable(&self, dead_in_chains: bool) -> HashSet<Id> {
        let mut search = Search {
            model: self,
            dead_in_chains,
            reached: HashSet::new(),
            linked: HashSet::new(),
            waiting: Vec::new(),
            ephemerons: Vec::new(),
        };
        self.roots().for_each(|root| search.reach(root));
        search.run();
        search.reached
    }
}

struct Search<'a> {
    model: &'a Model,
    dead_in_chains: bool,
    reached: HashSet<Id>,
    /// What a chain led to before anything else did.
    linked: HashSet<Id>,
    waiting: Vec<Id>,
    /// Those reached whose keys were not.
    ephemerons: Vec<Id>,
}

pub fn is_reached(reached: &HashSet<Id>, value: Value) -> bool {
    match value {
        Value::Object(id) => reached.contains(&id),
        Value::Immediate(_) | Value::Static(_) => true,
        Value::Null => false,
    }
}

impl Search<'_> {
    fn reach(&mut self, value: Value) {
        if let Value::Object(id) = value
            && self.reached.insert(id)
        {
            self.waiting.push(id);
        }
    }

    fn run(&mut self) {
        loop {
            while let Some(id) = self.waiting.pop() {
                self.look_at(id);
            }
            let waiting = std::mem::take(&mut self.ephemerons);
            let count = waiting.len();
            for id in waiting {
                self.look_at(id);
            }
            if self.ephemerons.len() == count && self.waiting.is_empty() {
                break;
            }
        }
    }

    fn look_at(&mut self, id: Id) {
        let model = self.model;
        match model.object(id) {
            Object::Record { slots, .. } => slots.iter().for_each(|&slot| self.reach(slot)),
            Object::Bytes { .. } => {}
            &Object::Ephemeron { key, value, next } => {
                self.follow(next);
                if is_reached(&self.reached, key) {
                    self.reach(Value::Object(id));
                    self.reach(value);
                } else {
                    self.ephemerons.push(id);
                }
            }
        }
    }

    fn follow(&mut self, next: Value) {
        match next {
            Value::Object(id) if !self.dead_in_chains => {
                if self.linked.insert(id) && !self.reached.contains(&id) {
                    self.waiting.push(id);
                }
            }
            _ => self.reach(next),
        }
    }
}
