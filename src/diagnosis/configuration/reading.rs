//! What a paste says, as plain data.

use url::Url;

use super::kind::Kind;
use super::trap::Trap;

/// What the page knows of itself and of the registry.
#[derive(Clone, Copy, Debug)]
pub struct PageFacts<'a> {
    /// The page's own origin as browsers write it: `https://ui.example`, or `null`.
    pub page_origin: &'a str,
    /// The registry as the browser calls it.
    pub registry: Option<&'a Url>,
}

/// What a paste says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationReading {
    /// Whose configuration it is: each once, in the order of the paste; none where it is nobody's that is known.
    pub kinds: Vec<Kind>,
    /// The traps, in the order of their lines; at most [`MARKS`].
    pub marks: Vec<LocatedTrap>,
    /// Why it could not be read, or not whole.
    pub unclear: Option<UnclearConfiguration>,
}

/// A trap and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedTrap {
    /// What it is.
    pub trap: Trap,
    /// The line, counted from 1.
    pub line: usize,
    /// The character of the line as pasted, counted from 1.
    pub column: usize,
    /// The line as pasted, without what may be secret.
    pub text: String,
    /// The line as it would be right, with all that is to be changed in it and the page's own names; `None` where a change
    /// of this line is not enough. Empty where the line is to go. Without what may be secret.
    pub corrected: Option<String>,
    /// What has to stand beside it.
    pub added: Option<MissingLines>,
    /// The id of the rule that a check-up finds this by.
    pub rule: Option<&'static str>,
}

/// Lines that are missing, in the words of the server that they are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingLines {
    /// The line that they belong below, counted from 1; 0 is the top.
    pub below: usize,
    /// The lines with their indentation and the page's own names. Without what may be secret.
    pub text: String,
}

impl LocatedTrap {
    /// Whether lines are known that end it.
    pub fn is_mended(&self) -> bool {
        self.corrected.is_some() || self.added.is_some()
    }
}

/// A paste with all that its marks say done to it. What may be secret on those lines is left out of it.
pub fn mended(text: &str, marks: &[LocatedTrap]) -> String {
    let mut lines: Vec<Vec<String>> = text.lines().map(|line| vec![line.to_owned()]).collect();
    for mark in marks {
        if let (Some(line), Some(corrected)) = (lines.get_mut(mark.line - 1), &mark.corrected) {
            *line = Some(corrected.clone()).filter(|line| !line.is_empty()).into_iter().collect();
        }
    }
    lines.insert(0, Vec::new());
    for mark in marks {
        if let Some(added) = &mark.added
            && let Some(line) = lines.get_mut(added.below)
        {
            line.extend(added.text.lines().map(str::to_owned));
        }
    }
    let mut mended = lines.concat().join("\n");
    if text.ends_with('\n') {
        mended.push('\n');
    }
    mended
}

/// Why a paste could not be read, or not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnclearConfiguration {
    /// There is nothing in it.
    Empty,
    /// It is no text.
    Binary,
    /// It is no configuration that is known here.
    NotKnown,
    /// It is longer than [`LENGTH`] or [`LINES`], or has lines longer than [`LINE_LENGTH`]; the rest was not read.
    Cut,
}

impl UnclearConfiguration {
    /// A sentence for people.
    pub fn sentence(self) -> &'static str {
        match self {
            UnclearConfiguration::Empty => "There is nothing to read.",
            UnclearConfiguration::Binary => "This is not text.",
            UnclearConfiguration::NotKnown => {
                "This is no configuration that Pierglass knows: it reads nginx, Caddy, HAProxy, Apache httpd, Traefik, Envoy, \
                 docker compose, CNCF Distribution, and objects of Kubernetes."
            }
            UnclearConfiguration::Cut => "This is too long to be read to its end; only the first part was looked at.",
        }
    }
}

/// No more marks are given; who mends those can ask again.
pub const MARKS: usize = 100;
