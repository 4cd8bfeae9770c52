//! A target: code that takes strangers' texts, and what has to hold whatever they are.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::input::Input;
use crate::secrets;

/// What is fuzzed.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// What inputs are made of: entries set apart by lines of `%%`.
    pub corpus: &'static str,
    /// How many inputs it gets where others get theirs: what is quick gets more.
    pub share: u64,
    /// Runs one input.
    pub run: fn(&mut Input) -> Result<(), Fault>,
}

/// What an input brought to light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The program stopped.
    Panic(String),
    /// Something does not hold that has to.
    Broken(String),
    /// A planted secret came out.
    Leak(String),
}

impl Target {
    /// The corpus, entry by entry.
    pub fn entries(&self) -> Vec<&'static str> {
        self.corpus.split("%%\n").map(|entry| entry.strip_suffix('\n').unwrap_or(entry)).collect()
    }

    /// Runs an input of that number, and catches what stops it.
    pub fn try_input(&self, input: &mut Input) -> Result<(), Fault> {
        catch(|| (self.run)(input))
    }
}

/// Fails unless something holds.
#[macro_export]
macro_rules! holds {
    ($held:expr, $($said:tt)+) => {
        if !$held {
            return Err($crate::target::Fault::Broken(format!($($said)+)));
        }
    };
}

/// Fails where a planted secret stands in a text.
pub fn keeps_secrets(what: &str, text: &str) -> Result<(), Fault> {
    match secrets::find(text) {
        None => Ok(()),
        Some(piece) => Err(Fault::Leak(format!("in {what}: {piece}"))),
    }
}

thread_local! {
    /// What a panic said, on a thread that catches it.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn catch(run: impl FnOnce() -> Result<(), Fault>) -> Result<(), Fault> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let is_caught = SAID.with_borrow_mut(|said| match said {
                Some(said) => {
                    *said = info.to_string();
                    true
                }
                None => false,
            });
            if !is_caught {
                usual(info);
            }
        }));
    });
    SAID.set(Some(String::new()));
    let outcome = panic::catch_unwind(AssertUnwindSafe(run));
    let said = SAID.take().unwrap_or_default();
    outcome.unwrap_or_else(|cargo: Box<dyn Any + Send>| {
        drop(cargo);
        Err(Fault::Panic(said))
    })
}

/// An input as a line of a report.
pub fn escaped(bytes: &[u8]) -> String {
    const SHOWN: usize = 600;
    let shown = bytes[..bytes.len().min(SHOWN)].escape_ascii();
    if bytes.len() > SHOWN { format!("{shown} … ({} bytes)", bytes.len()) } else { shown.to_string() }
}
