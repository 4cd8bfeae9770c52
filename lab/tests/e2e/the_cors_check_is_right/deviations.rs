//! Where an engine does not do what the standard says, measured in Chromium 156 and Firefox 153. All else must agree.

use std::fmt;

use lab::browser::Engine;
use pierglass::diagnosis::cors::CredentialsMode;

use super::case::{Answer, Case};

/// A deviation: the engine behaves as the standard would for the case that `as_if` makes of it.
struct Deviation {
    engines: &'static [Engine],
    reason: &'static str,
    as_if: fn(&mut Case),
}

/// All that are known.
const DEVIATIONS: &[Deviation] = &[
    Deviation {
        engines: &[Engine::Chromium, Engine::Firefox],
        reason: "`Access-Control-Allow-Headers: *` still covers Authorization; both engines only warn about it",
        as_if: |case| {
            let is_list = |name: &str| name.eq_ignore_ascii_case("Access-Control-Allow-Headers");
            let elements = |value: &str| value.split(',').any(|one| one.trim() == "*");
            let has_wildcard = case.preflight.lines.iter().any(|(name, value)| is_list(name) && elements(value));
            if has_wildcard && case.credentials == CredentialsMode::Omit {
                case.preflight.lines.push(("Access-Control-Allow-Headers".to_owned(), "Authorization".to_owned()));
            }
        },
    },
    Deviation {
        engines: &[Engine::Firefox],
        reason: "a line without a value does not count, so that it is not joined with another one",
        as_if: |case| {
            for answer in [&mut case.preflight, &mut case.answer] {
                drop_empty_lines(answer);
            }
        },
    },
    Deviation {
        engines: &[Engine::Firefox],
        reason: "WWW-Authenticate in several lines, which it joins with line ends, is hidden from the page",
        as_if: |case| {
            let is_challenge = |name: &str| name.eq_ignore_ascii_case("WWW-Authenticate");
            if case.answer.lines.iter().filter(|(name, _)| is_challenge(name)).count() > 1 {
                case.answer.lines.retain(|(name, _)| !is_challenge(name));
            }
        },
    },
];

/// A lone empty line counts in Firefox too, and so do two lines named exactly `Access-Control-Allow-Origin`, in this case:
/// it refuses these before it looks at their values (`nsCORSListenerProxy`).
fn drop_empty_lines(answer: &mut Answer) {
    let all = answer.lines.clone();
    let has_another =
        |name: &str| all.iter().any(|(known, value)| known.eq_ignore_ascii_case(name) && !value.trim().is_empty());
    let is_counted = |name: &str| {
        let exact = "Access-Control-Allow-Origin";
        name == exact && all.iter().filter(|(known, _)| known == exact).count() > 1
    };
    answer.lines.retain(|(name, value)| !value.trim().is_empty() || !has_another(name) || is_counted(name));
}

/// The case as the standard would have to be given it to say what the engine does.
pub fn as_the_engine_reads_it(engine: Engine, case: &Case) -> Case {
    let mut case = case.clone();
    for deviation in known(engine) {
        (deviation.as_if)(&mut case);
    }
    case
}

fn known(engine: Engine) -> impl Iterator<Item = &'static Deviation> {
    DEVIATIONS.iter().filter(move |deviation| deviation.engines.contains(&engine))
}

/// How many of the cases a deviation changes, for the test's output.
pub struct Count {
    pub engine: Engine,
    pub cases: Vec<Case>,
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for deviation in known(self.engine) {
            let differs = |case: &&Case| {
                let mut changed = (*case).clone();
                (deviation.as_if)(&mut changed);
                changed.expected() != case.expected()
            };
            writeln!(f, "{}: {} cases: {}", self.engine, self.cases.iter().filter(differs).count(), deviation.reason)?;
        }
        Ok(())
    }
}
