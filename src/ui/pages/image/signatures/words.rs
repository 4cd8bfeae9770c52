//! A verdict in words. What strangers wrote into it is shown as what it is.

use verify::verdict::{Note, Proof, RuleName, Signer, Verdict};

use crate::registry::http::Moment;
use crate::registry::time;
use crate::registry::visible::{quoted, visible};

/// The word for a verdict, and its name for styles and tests. Only one of them is green.
pub fn word(verdict: &Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Proven(_) => ("Proven", "proven"),
        Verdict::Doubtful(..) => ("Not proven", "doubtful"),
        Verdict::Refused(_) => ("Refused", "refused"),
        Verdict::NotChecked(_) => ("Not checked", "not-checked"),
    }
}

/// Why. `manifest` is what it is over, in words: "this very manifest".
pub fn sentences(verdict: &Verdict, manifest: &str) -> String {
    match verdict {
        Verdict::Proven(proof) => {
            format!("It was made over {manifest}, {}. {}", by(&proof.by), rule(proof))
        }
        Verdict::Doubtful(proof, doubt) => {
            format!(
                "It was made over {manifest}, {}, but {}. {}",
                by(&proof.by),
                visible(&doubt.to_string()),
                rule(proof)
            )
        }
        Verdict::Refused(refusal) => sentence(&refusal.to_string()),
        Verdict::NotChecked(missing) => sentence(&missing.to_string()),
    }
}

/// A note.
pub fn note(note: &Note) -> String {
    let at = |seconds: &i64| time::format(Moment(u64::try_from(*seconds).unwrap_or(0).saturating_mul(1_000)));
    match note {
        Note::Promised(seconds) => {
            format!("A log promised on {} to keep it, and that promise was checked.", at(seconds))
        }
        Note::SaidTime(seconds) => {
            format!("The signer says that it was made on {}, which nobody else confirms.", at(seconds))
        }
        other => sentence(&other.to_string()),
    }
}

fn by(signer: &Signer) -> String {
    match signer {
        Signer::Key { algorithm, fingerprint } => format!("with the {algorithm} key {}", short(fingerprint)),
        Signer::Certificate { subject, fingerprint } => {
            format!("with the certificate of {} ({})", quoted(subject), short(fingerprint))
        }
        Signer::Identity { issuer, subject } => {
            format!("by {}, known to {}", visible(subject), visible(issuer))
        }
    }
}

fn rule(proof: &Proof) -> String {
    let what = match proof.by {
        Signer::Key { .. } => "key",
        Signer::Certificate { .. } => "certificate",
        Signer::Identity { .. } => "signer",
    };
    match &proof.rule {
        RuleName::Configured(name) => format!("The rule {} of config.json trusts this {what}.", quoted(name)),
        RuleName::Pasted => {
            format!("You pasted the {what} that it was checked with: that is good for this view alone.")
        }
    }
}

/// The beginning of a fingerprint, enough to compare by eye.
fn short(fingerprint: &str) -> String {
    format!("sha256:{}", fingerprint.chars().take(16).collect::<String>())
}

fn sentence(text: &str) -> String {
    let text = visible(text);
    let mut rest = text.chars();
    let first: String = rest.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", rest.as_str())
}
