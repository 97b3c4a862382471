//! The engine that we are compared with: node, at least 22, with all of Wasm 3.0 that the modules use.
//!
//! `WASTREL_ENGINE_NODE` is its command, which may have several words (`chroot /srv/sid node`); otherwise it is found in PATH.
//! All goes through standard input and output, so that it need not see our files.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::calls::Callable;
use crate::common::{self, Outcome};

const DRIVER: &str = include_str!("driver.js");
/// References to objects, exceptions as values, tail calls, vectors.
const PROBE: &str = r#"(module
    (type $pair (struct (field i64) (field exnref)))
    (tag $tag)
    (func $value (result i64) (local $caught exnref)
        (local.set $caught (block $caught (result exnref) (try_table (catch_all_ref $caught) (throw $tag)) (unreachable)))
        (struct.get $pair 0 (struct.new $pair (i64x2.extract_lane 1 (i64x2.splat (i64.const 42))) (local.get $caught))))
    (func (export "value") (result i64) (return_call $value)))"#;

#[derive(Clone)]
pub struct Node {
    command: Vec<String>,
}

/// What an action came to.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// In hexadecimal; empty for none.
    Value(String),
    Trap(String),
    Exception(String),
    /// The stack or memory: how much there is differs.
    Exhausted(String),
    /// The module.
    Refused(String),
}

#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Answers {
    pub instance: Answer,
    /// One for each export, if there is an instance.
    pub calls: Vec<Answer>,
}

#[derive(Serialize)]
struct Question<'a> {
    wasm: String,
    exports: &'a [String],
}

impl Node {
    /// `None`: it is not here, or too old.
    pub fn find() -> Option<Node> {
        let command = std::env::var("WASTREL_ENGINE_NODE").unwrap_or_else(|_| "node".into());
        let node = Node { command: shell_words::split(&command).ok().filter(|words| !words.is_empty())? };
        let folder = tempfile::tempdir().ok()?;
        let probe = Callable { wasm: wat::parse_str(PROBE).expect("our own module"), exports: vec!["value".into()] };
        let answers = node.ask(&[&probe], folder.path()).ok()?;
        (answers[0].calls == [Answer::Value("2a".into())]).then_some(node)
    }

    /// `folder`: for what is said and answered.
    pub fn ask(&self, modules: &[&Callable], folder: &Path) -> Result<Vec<Answers>, String> {
        let hexadecimal = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let questions: Vec<Question<'_>> = modules
            .iter()
            .map(|module| Question { wasm: hexadecimal(&module.wasm), exports: &module.exports })
            .collect();
        let file = folder.join("questions.json");
        let text = serde_json::to_string(&questions).map_err(|error| error.to_string())?;
        fs::write(&file, text).map_err(|error| error.to_string())?;
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]).args(["-e", DRIVER]);
        let outcome = common::outcome(command, Some(&file), common::PATIENCE).map_err(|error| format!("{error:?}"))?;
        let Outcome { status, stdout, .. } = &outcome;
        if *status != 0 {
            return Err(format!("node ends with status {status}: {}", outcome.stderr_text()));
        }
        let answers: Vec<Answers> = serde_json::from_slice(stdout).map_err(|error| error.to_string())?;
        if answers.len() != modules.len() {
            return Err(format!("node answers for {} modules of {}", answers.len(), modules.len()));
        }
        Ok(answers)
    }
}
