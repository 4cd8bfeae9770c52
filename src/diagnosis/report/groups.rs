//! Which findings belong together: several causes of one fault, of which the evidence does not choose one.

use super::{JudgedFinding, Report};
use crate::diagnosis::observation::Server;
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::rule::{Confidence, Decide, Severity};

impl Report {
    /// What hinders, in order. A group of one is a finding; a group of several is one fault with several possible causes.
    pub fn groups(&self) -> Vec<Vec<&JudgedFinding>> {
        let mut groups: Vec<Vec<&JudgedFinding>> = Vec::new();
        for judged in self.findings.iter().filter(|judged| judged.finding.severity != Severity::Note) {
            let group = groups.iter_mut().find(|group| self.are_alternatives(group[0], judged));
            match group {
                Some(group) => group.push(judged),
                None => groups.push(vec![judged]),
            }
        }
        let place = |judged: &&JudgedFinding| (judged.finding.confidence, judged.rule.id == RAREST);
        groups.iter_mut().for_each(|group| group.sort_by_key(place));
        groups
    }

    /// Good practice, for a registry that works.
    pub fn notes(&self) -> Vec<&JudgedFinding> {
        let asks = self.asks_for_sign_in().map(|judged| judged.rule.id);
        let notes = self.findings.iter().filter(|judged| judged.finding.severity == Severity::Note);
        notes.filter(|judged| asks != Some(judged.rule.id)).collect()
    }

    /// Why nothing came although nothing is wrong: nobody is signed in, and the registry is not for everybody.
    pub fn asks_for_sign_in(&self) -> Option<&JudgedFinding> {
        let is_stuck = self.verdict().is_none() && !self.observation.works() && !self.observation.signed_in;
        let asks = |judged: &&JudgedFinding| SIGN_IN_RULES.contains(&judged.rule.id);
        self.findings.iter().find(asks).filter(|_| is_stuck)
    }

    fn are_alternatives(&self, one: &JudgedFinding, other: &JudgedFinding) -> bool {
        let open = |judged: &JudgedFinding| judged.finding.confidence != Confidence::Certain;
        // What an extension may do is about the page, and an alternative to what the server may do.
        let is_of_either = [one, other].iter().any(|judged| judged.rule.id == RAREST);
        let alike = is_of_either || one.finding.about == other.finding.about;
        open(one) && open(other) && alike && self.family(one) == self.family(other)
    }

    /// Where no request got an answer, an answer that the browser keeps dark is one more reason for that.
    fn family(&self, judged: &JudgedFinding) -> &'static str {
        let is_dark = || self.observation.on_the_way().reach(Server::Registry) == Reach::Unreachable;
        match family(judged.rule.id) {
            "cors" if is_dark() => "reach",
            family => family,
        }
    }

    /// Whether nothing explains why the page gets nowhere.
    pub fn is_unexplained(&self) -> bool {
        self.verdict().is_none() && !self.observation.works() && self.asks_for_sign_in().is_none()
    }
}

/// Alternatives stand in the order of mending, which is also that of how common they are, but for an extension of the browser's.
const RAREST: &str = "page-request-blocked-by-client";

/// The rules that say that a sign-in is all that is missing.
const SIGN_IN_RULES: [&str; 2] = ["credentials-required", "anonymous-token-too-weak"];

/// What a fault of several possible causes is called, for a server of that name. `later` is the path of the answer that it is about, where
/// that is not the first one.
pub fn headline(group: &[&JudgedFinding], host: &str, later: Option<&str>) -> String {
    // What only one of the causes would mean is not said of all of them.
    let mut families = group.iter().map(|judged| family(judged.rule.id));
    let first = families.next().unwrap_or_default();
    match (if families.all(|family| family == first) { first } else { "reach" }, later) {
        ("cors", Some(path)) => {
            format!("{host} answers, and by its CORS headers this page may not read the answer to {path}.")
        }
        ("preflight", Some(path)) => {
            format!("{host} refuses the CORS question that a browser asks before a request for {path}: the preflight.")
        }
        (family, _) => of_family(family, group, host),
    }
}

fn of_family(family: &str, group: &[&JudgedFinding], host: &str) -> String {
    match family {
        "cors" => format!("{host} answers, and by their CORS headers its answers do not let this page read them."),
        "preflight" => {
            format!("{host} refuses the CORS question that a browser asks before some requests: the preflight.")
        }
        "challenge" => format!("{host} wants a sign-in, and this page cannot see how."),
        "reach" => format!("This page gets no answer from {host}."),
        _ => format!("The {} has one of several faults.", group[0].finding.about.in_words()),
    }
}

/// Rules that speak about one step on the way have ids that begin alike. Who is reached at all is a matter of the address,
/// the page and the network.
fn family(id: &'static str) -> &'static str {
    match id.split('-').next().unwrap_or(id) {
        // Seen of the answers that carry it, which may lack a header just as well.
        "token" if id == "token-too-long" => "cors",
        "address" | "page" | "server" | "sign" => "reach",
        "scope" | "catalog" | "anonymous" | "credentials" | "clock" => "token",
        word => word,
    }
}

/// What would decide between them, each once; nothing for what is certain.
pub fn decides(group: &[&JudgedFinding]) -> Vec<Decide> {
    let mut all: Vec<Decide> = Vec::new();
    let open = group.iter().filter(|judged| judged.finding.confidence != Confidence::Certain);
    for decide in open.filter_map(|judged| judged.finding.decide) {
        if !all.contains(&decide) {
            all.push(decide);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::report::{Overall, judge};
    use crate::diagnosis::rule::Finding;
    use crate::diagnosis::rules::RULES;
    use crate::diagnosis::sketch::sketch;

    fn report(findings: &[(&'static str, Server, Confidence, Severity)]) -> Report {
        let finding =
            |(title, about, confidence, severity): &(&'static str, Server, Confidence, Severity)| JudgedFinding {
                rule: RULES[0],
                finding: Finding::new(*about, *title)
                    .confidence(*confidence)
                    .severity(*severity)
                    .decide(Decide::PasteGet),
                later: None,
            };
        let findings = findings.iter().map(finding).collect();
        Report { observation: sketch("registry plain-get rejected"), findings, overall: Overall::Blocked, pasted: None }
    }

    #[test]
    fn alternatives_stand_together() {
        use Confidence::{Certain, Likely, Possible};
        use Severity::{Error, Note, Warning};
        let report = report(&[
            ("a", Server::Registry, Certain, Error),
            ("b", Server::Registry, Possible, Error),
            ("c", Server::TokenService, Likely, Error),
            ("d", Server::Registry, Likely, Error),
            ("e", Server::Registry, Likely, Warning),
            ("f", Server::Registry, Certain, Note),
        ]);
        let titles =
            |group: &Vec<&JudgedFinding>| group.iter().map(|judged| judged.finding.title.as_str()).collect::<String>();
        assert_eq!(report.groups().iter().map(titles).collect::<Vec<String>>(), ["a", "deb", "c"]);
        assert_eq!(titles(&report.notes()), "f");
        assert_eq!(decides(&report.groups()[0]), []);
        assert_eq!(decides(&report.groups()[1]), [Decide::PasteGet]);
    }

    #[test]
    fn an_extension_is_the_last_of_the_causes() {
        let withheld = judge(sketch(
            "registry plain-get rejected
             page own-origin opaque
             registry no-cors-get rejected
             registry no-cors-root rejected
             registry event-source yes",
        ));
        let groups = withheld.groups();
        let ids: Vec<&str> = groups[0].iter().map(|judged| judged.rule.id).collect();
        assert_eq!((ids.first(), ids.last()), (Some(&"cors-origin-missing"), Some(&RAREST)), "{ids:?}");
        // an extension's doing is no answer
        assert_eq!(headline(&groups[0], "r.example", None), "This page gets no answer from r.example.");
    }

    #[test]
    fn what_gets_nowhere_without_a_finding_is_not_healthy() {
        assert!(report(&[]).is_unexplained());
        let works = Report { observation: sketch("registry catalog 200 | | {\"repositories\":[]}"), ..report(&[]) };
        assert!(!works.is_unexplained());
        let asks = judge(sketch("registry plain-get 401 | www-authenticate: Basic realm=\"x\""));
        assert!(!asks.is_unexplained());
        assert_eq!(asks.asks_for_sign_in().map(|judged| judged.rule.id), Some("credentials-required"));
        assert!(asks.notes().iter().all(|judged| judged.rule.id != "credentials-required"));
        let html = Report { observation: sketch("registry catalog 200 | | <h1>It works!</h1>"), ..report(&[]) };
        assert!(html.is_unexplained());
    }
}
