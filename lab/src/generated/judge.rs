//! What a check-up's report is worth, measured at what is true of the draw.

use serde_json::Value;

use super::draw::Drawn;
use super::right;
use super::truth::Truth;

/// What a report is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Worth {
    /// Nothing is wrong, and the report says so.
    Right,
    /// All that is to be found is named, and nothing else.
    Exact,
    /// What is wrong is among so many findings, and none that is not true is called likely.
    Narrowed(usize),
    /// Nothing is wrong, and so many findings are called possible.
    Noise(usize),
    /// What is wrong is not named, and nothing that is not true is called likely.
    Missed,
    /// These are called likely or certain, and are not true; and whether one of them is called certain.
    Wrong(Vec<String>, bool),
}

/// One finding of a report.
struct Finding<'a> {
    id: &'a str,
    confidence: &'a str,
}

/// Judges the report of a draw: `{"outcome", "findings": [{"id", "severity", "confidence"}]}`. Notes do not count.
pub fn judge(drawn: &Drawn, report: &Value) -> Worth {
    let truths = drawn.truth();
    let is_about_options = |truth: &Truth| right::of(*truth).names.iter().any(|name| name.starts_with("preflight-"));
    // Where tokens come from the registry's own address, what it does to OPTIONS it does to theirs.
    let also: &[&str] = match drawn.plan().realm_is_own() && truths.iter().any(is_about_options) {
        true => &["realm-preflight-fails"],
        false => &[],
    };
    judge_truths(&truths, &drawn.to_find(), also, report)
}

/// Judges a report at all truths of a server, at those of them that have to be found, and at what else is true beside them.
pub fn judge_truths(truths: &[Truth], to_find: &[Truth], also: &[&str], report: &Value) -> Worth {
    let text = |value: &'_ Value| value.as_str().unwrap_or_default().to_owned();
    let all = report["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
    let kept: Vec<(String, String)> = all
        .iter()
        .filter(|finding| finding["severity"] != "note")
        .map(|finding| (text(&finding["id"]), text(&finding["confidence"])))
        .collect();
    let findings: Vec<Finding> = kept.iter().map(|(id, confidence)| Finding { id, confidence }).collect();

    let names = |truth: &Truth, id: &str| right::of(*truth).names.contains(&id);
    let names_any = |id: &str| truths.iter().any(|truth| names(truth, id));
    let is_true = |id: &str| {
        names_any(id) || also.contains(&id) || truths.iter().any(|truth| right::of(*truth).also.contains(&id))
    };
    let untrue: Vec<&Finding> = findings.iter().filter(|finding| !is_true(finding.id)).collect();
    // Whatever is not called possible was said for sure.
    let sure: Vec<&&Finding> = untrue.iter().filter(|finding| finding.confidence != "possible").collect();
    if !sure.is_empty() {
        let certain = sure.iter().any(|finding| finding.confidence == "certain");
        return Worth::Wrong(sure.iter().map(|finding| finding.id.to_owned()).collect(), certain);
    }
    if to_find.is_empty() {
        return if untrue.is_empty() { Worth::Right } else { Worth::Noise(untrue.len()) };
    }
    // That a person only has to sign in is no fault of anybody's, so a note may say it.
    let noted = |truth: &Truth| {
        matches!(truth, Truth::AccountNeeded | Truth::AnonymousWeak)
            && all.iter().any(|finding| names(truth, finding["id"].as_str().unwrap_or_default()))
    };
    let named = |truth: &&Truth| findings.iter().any(|finding| names(truth, finding.id)) || noted(truth);
    let found = to_find.iter().filter(named).count();
    if found == 0 {
        return Worth::Missed;
    }
    let naming = findings.iter().filter(|finding| names_any(finding.id)).count();
    let faults = truths.iter().filter(|truth| truth.is_fault()).count();
    if found == to_find.len() && untrue.is_empty() && naming <= faults {
        return Worth::Exact;
    }
    Worth::Narrowed(findings.len())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn report(findings: &[(&str, &str, &str)]) -> Value {
        let findings = findings.iter();
        let findings: Vec<Value> = findings
            .map(|(id, severity, confidence)| json!({"id": id, "severity": severity, "confidence": confidence, "title": ""}))
            .collect();
        json!({"outcome": "fault", "findings": findings})
    }

    fn one(truth: Truth, findings: &[(&str, &str, &str)]) -> Worth {
        let to_find: Vec<Truth> = [truth].into_iter().filter(|truth| truth.is_fault()).collect();
        judge_truths(&[truth], &to_find, &[], &report(findings))
    }

    #[test]
    fn a_healthy_registry_should_be_called_healthy() {
        assert_eq!(one(Truth::Nothing, &[]), Worth::Right);
        assert_eq!(one(Truth::Nothing, &[("practice-no-tls", "note", "certain")]), Worth::Right);
        assert_eq!(one(Truth::NoDelete, &[("preflight-method-not-allowed", "warning", "certain")]), Worth::Right);
        assert_eq!(one(Truth::Nothing, &[("server-error", "error", "possible")]), Worth::Noise(1));
        let wrong = Worth::Wrong(vec!["server-error".to_owned()], false);
        assert_eq!(one(Truth::Nothing, &[("server-error", "warning", "likely")]), wrong);
    }

    #[test]
    fn a_fault_should_be_named() {
        assert_eq!(one(Truth::NoOrigin, &[("cors-origin-missing", "error", "possible")]), Worth::Exact);
        assert_eq!(one(Truth::NoOrigin, &[]), Worth::Missed);
        assert_eq!(one(Truth::NoOrigin, &[("server-error", "error", "possible")]), Worth::Missed);
        let two = [("cors-origin-missing", "error", "likely"), ("server-error", "error", "possible")];
        assert_eq!(one(Truth::NoOrigin, &two), Worth::Narrowed(2));
        let note = [("cors-origin-missing", "note", "certain")];
        assert_eq!(one(Truth::NoOrigin, &note), Worth::Missed);
    }

    #[test]
    fn nothing_untrue_should_be_called_likely() {
        let both = [("cors-origin-missing", "error", "likely"), ("made-up", "warning", "certain")];
        assert_eq!(one(Truth::NoOrigin, &both), Worth::Wrong(vec!["made-up".to_owned()], true));
        let beside = [("cors-missing-on-errors", "error", "likely"), ("cors-origin-missing", "error", "likely")];
        assert_eq!(one(Truth::NoOriginOnErrors, &beside), Worth::Exact);
        assert_eq!(one(Truth::NoOriginOnErrors, &beside[1..]), Worth::Missed);
    }

    #[test]
    fn many_names_for_one_truth_are_not_exact() {
        let many = [("realm-unreachable", "error", "possible"), ("server-certificate-untrusted", "error", "possible")];
        assert_eq!(one(Truth::RealmCertificate, &many), Worth::Narrowed(2));
        assert_eq!(one(Truth::RealmCertificate, &many[..1]), Worth::Exact);
    }

    #[test]
    fn of_two_faults_one_is_enough_and_both_are_exact() {
        let truths = [Truth::OptionsUnauthorized, Truth::DigestHidden];
        let first = [("preflight-unauthorized", "error", "likely")];
        let both = [first[0], ("digest-not-exposed", "warning", "certain")];
        assert_eq!(judge_truths(&truths, &truths, &[], &report(&first)), Worth::Narrowed(1));
        assert_eq!(judge_truths(&truths, &truths, &[], &report(&both)), Worth::Exact);
        // What is hidden may be named, and need not be.
        assert_eq!(judge_truths(&truths, &truths[..1], &[], &report(&first)), Worth::Exact);
        assert_eq!(judge_truths(&truths, &truths[..1], &[], &report(&both[1..])), Worth::Missed);
    }

    #[test]
    fn a_note_may_say_what_only_a_person_can_do() {
        let note = [("credentials-required", "note", "certain")];
        assert_eq!(one(Truth::AccountNeeded, &note), Worth::Exact);
        assert_eq!(one(Truth::AccountNeeded, &[]), Worth::Missed);
    }
}
