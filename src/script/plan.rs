//! The text of a script → [`Script`].
//!
//! Two walks over its directives: the first encodes, validates and builds the modules, for the types of all of them are one table;
//! the second links them in order, and writes down the commands.

use std::collections::HashMap;
use std::fmt::Write;
use std::rc::Rc;

use wast::core::WastArgCore;
use wast::lexer::Lexer;
use wast::parser::{self, ParseBuffer};
use wast::token::{Id, Span};
use wast::{QuoteWat, Wast, WastArg, WastDirective, WastExecute, WastInvoke, WastRet, Wat};

use super::{Check, Expected, Pattern, Script, Verdict};
use crate::emit::script::Reached;
use crate::error::{Error, Result};
use crate::ir;
use crate::link::{Linker, Links};
use crate::module::layout::Layouts;
use crate::module::read::{self, Validated};
use crate::module::types::TypeTable;
use crate::module::{ExportItem, Module};
use crate::optimise::{Pass, Passes};
use crate::stages::Stopwatch;
use crate::{RefWidth, Rooting, emit};

const SPECTEST: &str = include_str!("../../gc-runtime/spectest/spectest.wat");

/// Why something of a script is not there.
#[derive(Clone, Debug)]
enum Absent {
    Skipped(Rc<str>),
    Failed(Rc<str>),
}

impl Absent {
    fn skipped(why: impl AsRef<str>) -> Absent {
        Absent::Skipped(why.as_ref().into())
    }

    fn failed(why: impl AsRef<str>) -> Absent {
        Absent::Failed(why.as_ref().into())
    }

    fn of(error: &Error) -> Absent {
        match error {
            Error::Unsupported { what, .. } => Absent::skipped(what),
            other => Absent::failed(other.to_string()),
        }
    }

    fn verdict(self) -> Verdict {
        match self {
            Absent::Skipped(why) => Verdict::Skipped(why.to_string()),
            Absent::Failed(why) => Verdict::Failed(why.to_string()),
        }
    }
}

/// A directive, its modules encoded.
struct Step<'a> {
    line: usize,
    what: &'static str,
    action: Action<'a>,
}

enum Action<'a> {
    /// Of the definition with this number; the name of the new instance.
    Instantiate {
        definition: Option<usize>,
        name: Option<Id<'a>>,
        expected: Expected,
    },
    /// By the definition's name, or the last one.
    InstantiateNamed {
        definition: Option<Id<'a>>,
        name: Option<Id<'a>>,
    },
    Define {
        definition: usize,
        name: Option<Id<'a>>,
    },
    Register {
        name: &'a str,
        instance: Option<Id<'a>>,
    },
    Invoke {
        invoke: WastInvoke<'a>,
        expected: Result<Expected, Absent>,
    },
    Get {
        instance: Option<Id<'a>>,
        global: &'a str,
        expected: Result<Expected, Absent>,
    },
    Known(Verdict),
}

/// `file` is for messages.
pub fn plan(file: &str, text: &str, rooting: Rooting, mut passes: Passes, ref_width: RefWidth) -> Result<Script> {
    // A script may ask what a module has left behind when it trapped.
    passes.set(Pass::Stacks, false);
    let in_text = |mut error: wast::Error| {
        error.set_text(text);
        error.set_path(file.as_ref());
        Error::User { message: format!("invalid script: {error}"), hint: None }
    };
    let mut lexer = Lexer::new(text);
    lexer.allow_confusing_unicode(true);
    let buffer = ParseBuffer::new_with_lexer(lexer).map_err(in_text)?;
    let script: Wast<'_> = parser::parse(&buffer).map_err(in_text)?;

    let spectest = wat::parse_str(SPECTEST).expect("our own module");
    let mut binaries = Binaries { encoded: vec![Ok(spectest)] };
    let lines = Lines::new(text);
    let steps: Vec<Step<'_>> =
        script.directives.into_iter().map(|directive| step(directive, &lines, &mut binaries)).collect();

    let mut types = TypeTable::new();
    let mut read = Vec::new();
    for bytes in &binaries.encoded {
        read.push(match bytes {
            Ok(bytes) => read::read(bytes, &mut types).map_err(|error| Absent::of(&error)),
            Err(absent) => Err(absent.clone()),
        });
    }
    types.number();
    let bodies: Vec<_> = read.iter_mut().map(|read| bodies(read, &types, passes)).collect();
    let definitions: Vec<_> = read.iter().zip(bodies).map(|(read, bodies)| Definition::new(read, bodies)).collect();

    let mut walk = Walk {
        definitions: &definitions,
        linker: Linker::new(&types),
        bodies: Vec::new(),
        names: HashMap::new(),
        registered: HashMap::new(),
        defined: HashMap::new(),
        last: Err(Absent::failed("no module so far")),
        last_definition: None,
        reached: Vec::new(),
        checks: Vec::new(),
    };
    walk.spectest();
    for step in steps {
        walk.step(step);
    }
    let Walk { linker, bodies, reached, checks, .. } = walk;
    let runs = checks.iter().any(|check| matches!(check.verdict, Verdict::Ask { .. }));
    if !runs {
        return Ok(Script { translation: None, checks });
    }
    let layouts = Layouts::new(&types, ref_width);
    let linked = linker.finish().into_iter().zip(bodies).map(|((module, links), bodies)| (module, links, bodies));
    let program = crate::program(linked.collect(), &types, &layouts);
    let options = emit::Options { script: Some(reached), rooting, passes, ..emit::Options::default() };
    let translation = Some(crate::print(emit::emit(&program, &options)?, Stopwatch::start()));
    Ok(Script { translation, checks })
}

struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    fn new(text: &str) -> Lines {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Lines { starts: std::iter::once(0).chain(ends).collect() }
    }

    fn of(&self, span: Span) -> usize {
        self.starts.partition_point(|&start| start <= span.offset())
    }
}

struct Binaries {
    encoded: Vec<Result<Vec<u8>, Absent>>,
}

impl Binaries {
    /// The number of the definition.
    fn add(&mut self, bytes: Result<Vec<u8>, wast::Error>) -> usize {
        self.encoded.push(bytes.map_err(|error| Absent::failed(format!("not encoded: {}", error.message()))));
        self.encoded.len() - 1
    }
}

fn step<'a>(directive: WastDirective<'a>, lines: &Lines, binaries: &mut Binaries) -> Step<'a> {
    let line = lines.of(directive.span());
    let (what, action) = match directive {
        WastDirective::Module(mut module) => {
            let name = module.name();
            let definition = Some(binaries.add(module.encode()));
            ("module", Action::Instantiate { definition, name, expected: Expected::Success })
        }
        WastDirective::ModuleDefinition(mut module) => {
            let name = module.name();
            ("module definition", Action::Define { definition: binaries.add(module.encode()), name })
        }
        WastDirective::ModuleInstance { instance, module, .. } => {
            ("module instance", Action::InstantiateNamed { definition: module, name: instance })
        }
        WastDirective::Register { name, module, .. } => ("register", Action::Register { name, instance: module }),
        WastDirective::AssertMalformed { module, .. } => ("assert_malformed", refused(module)),
        WastDirective::AssertInvalid { module, .. } => ("assert_invalid", refused(module)),
        WastDirective::AssertMalformedCustom { .. } => ("assert_malformed_custom", custom_section()),
        WastDirective::AssertInvalidCustom { .. } => ("assert_invalid_custom", custom_section()),
        WastDirective::Invoke(invoke) => ("invoke", Action::Invoke { invoke, expected: Ok(Expected::Success) }),
        WastDirective::AssertTrap { exec, message, .. } => {
            ("assert_trap", execute(exec, Ok(Expected::Trap(message.to_string())), binaries))
        }
        WastDirective::AssertReturn { exec, results, .. } => {
            ("assert_return", execute(exec, patterns(&results), binaries))
        }
        WastDirective::AssertExhaustion { call, .. } => {
            ("assert_exhaustion", Action::Invoke { invoke: call, expected: Ok(Expected::Exhaustion) })
        }
        WastDirective::AssertUnlinkable { module, .. } => {
            ("assert_unlinkable", execute(WastExecute::Wat(module), Ok(Expected::Unlinkable), binaries))
        }
        WastDirective::AssertException { exec, .. } => {
            ("assert_exception", execute(exec, Ok(Expected::Exception), binaries))
        }
        WastDirective::AssertSuspension { .. } => ("assert_suspension", skipped("stack switching")),
        WastDirective::Thread(_) => ("thread", skipped("threads")),
        WastDirective::Wait { .. } => ("wait", skipped("threads")),
    };
    Step { line, what, action }
}

fn skipped(why: &str) -> Action<'static> {
    Action::Known(Verdict::Skipped(why.to_string()))
}

fn custom_section() -> Action<'static> {
    skipped("custom sections are not checked")
}

/// Whether the parser or the validator refuses a module, as it should.
fn refused(mut module: QuoteWat<'_>) -> Action<'static> {
    Action::Known(match module.encode() {
        Ok(bytes) if read::is_valid(&bytes) => Verdict::Failed("the module is valid".into()),
        _ => Verdict::Passed,
    })
}

fn execute<'a>(exec: WastExecute<'a>, expected: Result<Expected, Absent>, binaries: &mut Binaries) -> Action<'a> {
    match exec {
        WastExecute::Invoke(invoke) => Action::Invoke { invoke, expected },
        WastExecute::Get { module, global, .. } => Action::Get { instance: module, global, expected },
        WastExecute::Wat(mut module) => {
            let definition = Some(binaries.add(encode(&mut module)));
            Action::Instantiate { definition, name: None, expected: expected.unwrap_or(Expected::Success) }
        }
    }
}

fn encode(module: &mut Wat<'_>) -> Result<Vec<u8>, wast::Error> {
    module.encode()
}

fn patterns(results: &[WastRet<'_>]) -> Result<Expected, Absent> {
    let pattern = |result: &WastRet<'_>| match result {
        WastRet::Core(result) => Ok(Pattern::new(result)),
        _ => Err(Absent::failed("a result that is no core value")),
    };
    results.iter().map(pattern).collect::<Result<_, _>>().map(Expected::Results)
}

/// A module of the script, which may be instantiated more than once.
struct Definition<'m> {
    module: &'m Module<'m>,
    bodies: Vec<ir::Func>,
}

/// What [`read::read`] has read, or why there is none.
type Read<'a> = Result<(Module<'a>, Validated), Absent>;

fn bodies(read: &mut Read<'_>, types: &TypeTable, passes: Passes) -> Result<Vec<ir::Func>, Absent> {
    let (module, validated) = read.as_mut().map_err(|absent| absent.clone())?;
    crate::bodies(module, validated, types, passes).map_err(|error| Absent::of(&error))
}

impl<'m> Definition<'m> {
    fn new(read: &'m Read<'m>, bodies: Result<Vec<ir::Func>, Absent>) -> Result<Definition<'m>, Absent> {
        let (module, _) = read.as_ref().map_err(Absent::clone)?;
        Ok(Definition { module, bodies: bodies? })
    }
}

struct Walk<'d, 's> {
    definitions: &'d [Result<Definition<'d>, Absent>],
    linker: Linker<'d>,
    bodies: Vec<Vec<ir::Func>>,
    names: HashMap<&'s str, Result<usize, Absent>>,
    registered: HashMap<&'s str, Result<usize, Absent>>,
    defined: HashMap<&'s str, usize>,
    last: Result<usize, Absent>,
    last_definition: Option<usize>,
    reached: Vec<Reached>,
    checks: Vec<Check>,
}

impl<'s> Walk<'_, 's> {
    /// The first definition, which is always there, and whose imports the host provides.
    fn spectest(&mut self) {
        if let Ok(Definition { module, bodies }) = &self.definitions[0] {
            self.linker.add(module, Links::alone(module, 0));
            self.bodies.push(bodies.clone());
            let instantiate = Verdict::Ask { command: "i 0".into(), expected: Expected::Success };
            self.checks.push(Check { line: 0, what: "module", verdict: instantiate });
            self.registered.insert("spectest", Ok(0));
        }
    }

    fn step(&mut self, step: Step<'s>) {
        let Step { line, what, action } = step;
        let verdict = match action {
            Action::Known(verdict) => Some(verdict),
            Action::Define { definition, name } => {
                self.define(definition, name);
                match &self.definitions[definition] {
                    Ok(_) => None,
                    Err(absent) => Some(absent.clone().verdict()),
                }
            }
            Action::Register { name, instance } => {
                let instance = self.instance(instance);
                self.registered.insert(name, instance);
                None
            }
            Action::Instantiate { definition, name, expected } => {
                let definition = definition.expect("encoded");
                if what == "module" {
                    self.define(definition, name);
                }
                Some(self.instantiate(definition, name, expected))
            }
            Action::InstantiateNamed { definition, name } => {
                let found = match definition {
                    Some(id) => self.defined.get(id.name()).copied(),
                    None => self.last_definition,
                };
                Some(match found {
                    Some(definition) => self.instantiate(definition, name, Expected::Success),
                    None => Verdict::Failed("no such module".into()),
                })
            }
            Action::Invoke { invoke, expected } => Some(self.invoke(&invoke, expected).unwrap_or_else(Absent::verdict)),
            Action::Get { instance, global, expected } => {
                Some(self.get(instance, global, expected).unwrap_or_else(Absent::verdict))
            }
        };
        if let Some(verdict) = verdict {
            self.checks.push(Check { line, what, verdict });
        }
    }

    fn define(&mut self, definition: usize, name: Option<Id<'s>>) {
        self.last_definition = Some(definition);
        if let Some(name) = name {
            self.defined.insert(name.name(), definition);
        }
    }

    fn instantiate(&mut self, definition: usize, name: Option<Id<'s>>, expected: Expected) -> Verdict {
        let made = self.link(definition);
        let fails = !matches!(expected, Expected::Success);
        if !fails {
            let instance = match &made {
                Ok(number) => Ok(*number),
                Err(NotLinked::Absent(absent)) => Err(absent.clone()),
                Err(NotLinked::Unlinkable(why)) => Err(Absent::failed(why)),
            };
            if let Some(name) = name {
                self.names.insert(name.name(), instance.clone());
            }
            self.last = instance;
        }
        match made {
            Ok(number) => Verdict::Ask { command: format!("i {number}"), expected },
            Err(NotLinked::Absent(absent)) => absent.verdict(),
            Err(NotLinked::Unlinkable(_)) if expected == Expected::Unlinkable => Verdict::Passed,
            Err(NotLinked::Unlinkable(why)) => Verdict::Failed(why),
        }
    }

    fn link(&mut self, definition: usize) -> Result<usize, NotLinked> {
        let Definition { module, bodies } =
            self.definitions[definition].as_ref().map_err(|absent| NotLinked::Absent(absent.clone()))?;
        for import in module.imports() {
            if let Some(Err(absent)) = self.registered.get(import.module.as_str()) {
                return Err(NotLinked::Absent(absent.clone()));
            }
        }
        let named = |name: &str| self.registered.get(name).and_then(|instance| instance.as_ref().ok()).copied();
        let links = self.linker.link(module, &named).map_err(|error| {
            NotLinked::Unlinkable(format!("import {}.{}: {}", error.module, error.field, error.message))
        })?;
        let number = self.linker.next();
        self.linker.add(module, links);
        self.bodies.push(bodies.clone());
        Ok(number)
    }

    fn instance(&self, name: Option<Id<'_>>) -> Result<usize, Absent> {
        match name {
            None => self.last.clone(),
            Some(name) => {
                self.names.get(name.name()).cloned().unwrap_or_else(|| Err(Absent::failed("no such instance")))
            }
        }
    }

    fn reach(&mut self, export: Reached) -> usize {
        match self.reached.iter().rposition(|known| *known == export) {
            Some(number) => number,
            None => {
                self.reached.push(export);
                self.reached.len() - 1
            }
        }
    }

    fn invoke(&mut self, invoke: &WastInvoke<'_>, expected: Result<Expected, Absent>) -> Result<Verdict, Absent> {
        let instance = self.instance(invoke.module)?;
        let expected = expected?;
        let item = match self.linker.export(instance, invoke.name) {
            Some(item @ ExportItem::Func(_)) => item,
            _ => return Err(Absent::failed(format!("no function `{}` is exported", invoke.name.escape_debug()))),
        };
        let number = self.reach(Reached { instance, item });
        let mut command = format!("c {number}");
        for arg in &invoke.args {
            for word in words(arg)? {
                write!(command, " {word:x}").expect("writing to a string");
            }
        }
        Ok(Verdict::Ask { command, expected })
    }

    fn get(
        &mut self,
        instance: Option<Id<'_>>,
        global: &str,
        expected: Result<Expected, Absent>,
    ) -> Result<Verdict, Absent> {
        let instance = self.instance(instance)?;
        let item = match self.linker.export(instance, global) {
            Some(item @ ExportItem::Global(_)) => item,
            _ => return Err(Absent::failed(format!("no global `{}` is exported", global.escape_debug()))),
        };
        let number = self.reach(Reached { instance, item });
        Ok(Verdict::Ask { command: format!("c {number}"), expected: expected? })
    }
}

enum NotLinked {
    Absent(Absent),
    Unlinkable(String),
}

/// A value as the program takes it: bits, vectors as two words, and `wr_host_ref` of numbers.
fn words(arg: &WastArg<'_>) -> Result<Vec<u64>, Absent> {
    let WastArg::Core(arg) = arg else { return Err(Absent::failed("an argument that is no core value")) };
    Ok(vec![match arg {
        WastArgCore::I32(value) => (*value as u32).into(),
        WastArgCore::I64(value) => *value as u64,
        WastArgCore::F32(value) => value.bits.into(),
        WastArgCore::F64(value) => value.bits,
        WastArgCore::V128(value) => {
            let bits = u128::from_le_bytes(value.to_le_bytes());
            return Ok(vec![bits as u64, (bits >> 64) as u64]);
        }
        WastArgCore::RefNull(_) => 0,
        WastArgCore::RefExtern(number) | WastArgCore::RefHost(number) => u64::from(*number) << 3 | 2,
    }])
}
