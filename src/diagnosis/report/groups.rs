//! Which findings belong together: several causes of one fault, of which the evidence does not choose one.

use super::{Judged, Report};
use crate::diagnosis::observation::Server;
use crate::diagnosis::rule::{Confidence, Decide, Severity};

impl Report {
    /// What hinders, in order. A group of one is a finding; a group of several is one fault with several possible causes.
    pub fn groups(&self) -> Vec<Vec<&Judged>> {
        let mut groups: Vec<Vec<&Judged>> = Vec::new();
        for judged in self.findings.iter().filter(|judged| judged.finding.severity != Severity::Note) {
            let group = groups.iter_mut().find(|group| are_alternatives(group[0], judged));
            match group {
                Some(group) => group.push(judged),
                None => groups.push(vec![judged]),
            }
        }
        groups.iter_mut().for_each(|group| group.sort_by_key(|judged| judged.finding.confidence));
        groups
    }

    /// Good practice, for a registry that works.
    pub fn notes(&self) -> Vec<&Judged> {
        self.findings.iter().filter(|judged| judged.finding.severity == Severity::Note).collect()
    }

    /// Whether nothing explains why the page gets nowhere.
    pub fn is_unexplained(&self) -> bool {
        self.verdict().is_none() && !self.observation.works()
    }
}

/// What a fault of several possible causes is called, for a server of that name.
pub fn headline(group: &[&Judged], host: &str) -> String {
    match family(group[0].rule.id) {
        "cors" => format!("{host} answers, and its answers do not let this page read them."),
        "preflight" => format!("{host} refuses the question that a browser asks before some requests: the preflight."),
        "challenge" => format!("{host} wants a sign-in, and this page cannot see how."),
        "reach" => format!("This page gets no answer from {host}."),
        _ => format!("The {} has one of several faults.", Report::name_of(group[0].finding.about)),
    }
}

fn are_alternatives(one: &Judged, other: &Judged) -> bool {
    let open = |judged: &Judged| judged.finding.confidence != Confidence::Certain;
    let alike = |of: fn(&Judged) -> Server| of(one) == of(other);
    open(one) && open(other) && alike(|judged| judged.finding.about) && family(one.rule.id) == family(other.rule.id)
}

/// Rules that speak about one step on the way have ids that begin alike. Who is reached at all is a matter of the address,
/// the page and the network.
fn family(id: &str) -> &str {
    match id.split('-').next().unwrap_or(id) {
        "address" | "page" | "server" => "reach",
        "scope" | "catalog" | "anonymous" | "credentials" | "clock" => "token",
        word => word,
    }
}

/// What would decide between them, each once; nothing for what is certain.
pub fn decides(group: &[&Judged]) -> Vec<Decide> {
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
    use crate::diagnosis::report::Overall;
    use crate::diagnosis::rule::Finding;
    use crate::diagnosis::rules::RULES;
    use crate::diagnosis::sketch::sketch;

    fn report(findings: &[(&'static str, Server, Confidence, Severity)]) -> Report {
        let finding = |(title, about, confidence, severity): &(&'static str, Server, Confidence, Severity)| Judged {
            rule: RULES[0],
            finding: Finding::new(*about, *title).confidence(*confidence).severity(*severity).decide(Decide::PasteGet),
        };
        let findings = findings.iter().map(finding).collect();
        Report { observation: sketch("registry plain-get rejected"), findings, overall: Overall::Blocked }
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
            |group: &Vec<&Judged>| group.iter().map(|judged| judged.finding.title.as_str()).collect::<String>();
        assert_eq!(report.groups().iter().map(titles).collect::<Vec<String>>(), ["a", "deb", "c"]);
        assert_eq!(titles(&report.notes()), "f");
        assert_eq!(decides(&report.groups()[0]), []);
        assert_eq!(decides(&report.groups()[1]), [Decide::PasteGet]);
    }

    #[test]
    fn what_gets_nowhere_without_a_finding_is_not_healthy() {
        assert!(report(&[]).is_unexplained());
        let works = Report { observation: sketch("registry catalog 200 | | {\"repositories\":[]}"), ..report(&[]) };
        assert!(!works.is_unexplained());
        let html = Report { observation: sketch("registry catalog 200 | | <h1>It works!</h1>"), ..report(&[]) };
        assert!(html.is_unexplained());
    }
}
