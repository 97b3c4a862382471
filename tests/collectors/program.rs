//! Programs that work on a heap, and how they are drawn.
//!
//! Every number is a choice among what there is when its step comes (a root, a slot), so that any list of steps is a program:
//! leaving out some, as shrinking does, leaves a program.

use proptest::prelude::{Just, Strategy, any};
use proptest::{collection, prop_oneof};
use serde::{Deserialize, Serialize};

pub type Program = Vec<Step>;

/// Where a reference comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Source {
    Null,
    Immediate(u8),
    Static(u8),
    /// Counted from the top of the stack.
    Root(u8),
    Global(u8),
}

/// Where a new object goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Target {
    Push,
    Replace(u8),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Kind {
    Any,
    Minor,
    Major,
    Compacting,
}

/// `object`, `from`, `to`: one of the records that are roots. `ephemeron`: one of the ephemerons that are.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Step {
    /// Its first slots are initialised, without a barrier.
    Record {
        slots: u16,
        words: u16,
        first: Vec<Source>,
        target: Target,
    },
    Bytes {
        length: u32,
        target: Target,
    },
    Ephemeron {
        key: Source,
        value: Source,
        target: Target,
    },
    /// Records each of which refers to the one before it and to `second`.
    List {
        length: u8,
        words: u16,
        second: Source,
        target: Target,
    },
    /// A new record into each slot.
    Fill {
        object: u8,
        words: u8,
    },
    /// A new ephemeron in front of the chain that begins in a root.
    ChainInRoot {
        root: u8,
        key: Source,
        value: Source,
    },
    /// The same, where the chain begins in a slot.
    ChainInSlot {
        object: u8,
        slot: u16,
        key: Source,
        value: Source,
    },
    Store {
        object: u8,
        slot: u16,
        value: Source,
    },
    StoreStatic {
        object: u8,
        slot: u8,
        value: Source,
    },
    Copy {
        from: u8,
        from_slot: u16,
        to: u8,
        to_slot: u16,
        count: u16,
    },
    Load {
        object: u8,
        slot: u16,
    },
    Push(Source),
    Pop(u8),
    Replace {
        root: u8,
        value: Source,
    },
    SetGlobal {
        global: u8,
        value: Source,
    },
    LoadKey(u8),
    LoadValue(u8),
    LoadNext(u8),
    SwapValue {
        ephemeron: u8,
        value: Source,
    },
    MarkDead(u8),
    /// One of the objects that are roots, of whatever kind.
    Pin(u8),
    Garbage {
        count: u16,
        words: u16,
    },
    Collect(Kind),
    Compare,
}

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![
        1 => Just(Source::Null),
        1 => any::<u8>().prop_map(Source::Immediate),
        1 => any::<u8>().prop_map(Source::Static),
        // Young objects above all.
        6 => (0..4u8).prop_map(Source::Root),
        6 => any::<u8>().prop_map(Source::Root),
        2 => any::<u8>().prop_map(Source::Global),
    ]
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![2 => Just(Target::Push), 1 => any::<u8>().prop_map(Target::Replace)]
}

/// Slots: few, or about as many as make a record large (more than 8192 bytes).
fn slots() -> impl Strategy<Value = u16> {
    prop_oneof![8 => 0..8u16, 2 => 8..200u16, 1 => 1015..1030u16, 1 => 1000..8000u16]
}

fn words() -> impl Strategy<Value = u16> {
    prop_oneof![8 => 0..4u16, 2 => 4..100u16, 1 => 1010..1030u16, 1 => 1000..3000u16]
}

fn length() -> impl Strategy<Value = u32> {
    prop_oneof![6 => 0..64u32, 2 => 64..4000u32, 1 => 8170..8200u32, 1 => 8000..100_000u32]
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![1 => Just(Kind::Any), 4 => Just(Kind::Minor), 3 => Just(Kind::Major), 2 => Just(Kind::Compacting)]
}

fn step() -> impl Strategy<Value = Step> {
    let first = collection::vec(source(), 0..6);
    prop_oneof![
        8 => (slots(), words(), first, target())
            .prop_map(|(slots, words, first, target)| Step::Record { slots, words, first, target }),
        3 => (length(), target()).prop_map(|(length, target)| Step::Bytes { length, target }),
        3 => (source(), source(), target()).prop_map(|(key, value, target)| Step::Ephemeron { key, value, target }),
        2 => (any::<u8>(), 0..4u16, source(), target())
            .prop_map(|(length, words, second, target)| Step::List { length, words, second, target }),
        2 => (any::<u8>(), 0..4u8).prop_map(|(object, words)| Step::Fill { object, words }),
        2 => (any::<u8>(), source(), source()).prop_map(|(root, key, value)| Step::ChainInRoot { root, key, value }),
        2 => (any::<u8>(), any::<u16>(), source(), source())
            .prop_map(|(object, slot, key, value)| Step::ChainInSlot { object, slot, key, value }),
        12 => (any::<u8>(), any::<u16>(), source())
            .prop_map(|(object, slot, value)| Step::Store { object, slot, value }),
        2 => (any::<u8>(), any::<u8>(), source())
            .prop_map(|(object, slot, value)| Step::StoreStatic { object, slot, value }),
        4 => (any::<u8>(), any::<u16>(), any::<u8>(), any::<u16>(), any::<u16>()).prop_map(
            |(from, from_slot, to, to_slot, count)| Step::Copy { from, from_slot, to, to_slot, count }
        ),
        3 => (any::<u8>(), any::<u16>()).prop_map(|(object, slot)| Step::Load { object, slot }),
        2 => source().prop_map(Step::Push),
        4 => (0..6u8).prop_map(Step::Pop),
        3 => (any::<u8>(), source()).prop_map(|(root, value)| Step::Replace { root, value }),
        2 => (any::<u8>(), source()).prop_map(|(global, value)| Step::SetGlobal { global, value }),
        1 => any::<u8>().prop_map(Step::LoadKey),
        1 => any::<u8>().prop_map(Step::LoadValue),
        1 => any::<u8>().prop_map(Step::LoadNext),
        2 => (any::<u8>(), source()).prop_map(|(ephemeron, value)| Step::SwapValue { ephemeron, value }),
        1 => any::<u8>().prop_map(Step::MarkDead),
        3 => any::<u8>().prop_map(Step::Pin),
        2 => (0..2000u16, 0..40u16).prop_map(|(count, words)| Step::Garbage { count, words }),
        5 => kind().prop_map(Step::Collect),
        1 => Just(Step::Compare),
    ]
}

pub fn any_program() -> impl Strategy<Value = Program> {
    collection::vec(step(), 1..100)
}
