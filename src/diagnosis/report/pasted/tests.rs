use url::Url;

use crate::diagnosis::curl::Parties;
use crate::diagnosis::observation::Probe;
use crate::diagnosis::pasted::read;
use crate::diagnosis::report::{Overall, Report, judge};
use crate::diagnosis::sketch::sketch;

/// An answer that came and may not be read.
const HIDDEN: &str = "
    registry plain-get rejected
    page own-origin opaque
    registry no-cors-get opaque
    registry manual-redirect rejected
    registry oracle no
    registry object no";

/// A readable registry whose preflight is refused.
const NO_PREFLIGHT: &str = "
    registry plain-get 401 | www-authenticate: Basic realm=\"x\"
    registry forced-preflight rejected
    registry dummy-authorization rejected";

fn with_paste(observation: &str, text: &str) -> (Report, Report) {
    let registry = Url::parse("https://r.example/").expect("an address");
    let before = judge(sketch(observation));
    let later = before.observation.later_addresses();
    let reading = read(
        Parties {
            origin: "https://ui.example",
            registry: &registry,
            token_service: None,
            later: &later,
            changes: false,
        },
        text,
    );
    let after = before.with_paste(&reading);
    (before, after)
}

/// Ids and how sure, in order; notes left out.
fn ids(report: &Report) -> Vec<String> {
    let hinders = report.groups().into_iter().flatten();
    hinders.map(|judged| format!("{} {}", judged.rule.id, judged.finding.confidence.name())).collect()
}

fn answer(lines: &str) -> String {
    format!(
        "$ curl -i -H 'Origin: https://ui.example' https://r.example/v2/\nHTTP/1.1 401 Unauthorized\n\
         WWW-Authenticate: Basic realm=\"x\"\nAccess-Control-Expose-Headers: *\n{lines}\n"
    )
}

#[test]
fn one_of_the_causes_is_shown() {
    let (before, after) =
        with_paste(HIDDEN, &answer("Access-Control-Allow-Origin: https://ui.example/\nVary: Origin\n"));
    assert!(before.groups()[0].len() > 1, "{:?}", ids(&before));
    assert_eq!(ids(&after), ["cors-origin-malformed certain"]);
    let verdict = after.verdict().expect("a verdict");
    assert!(verdict.finding.title.contains("ends in a slash"), "{}", verdict.finding.title);
    assert_eq!(verdict.finding.lines, ["Access-Control-Allow-Origin: https://ui.example"]);
    assert_eq!(verdict.finding.pasted, ["Line 5 of what was pasted: the header access-control-allow-origin."]);
    assert_eq!(verdict.finding.decide, None);
    assert_eq!(after.overall, Overall::Blocked);
}

#[test]
fn two_faults_of_one_paste_stand_both_in_the_order_of_mending() {
    let preflight = "$ curl -i -X OPTIONS -H 'Origin: https://ui.example' -H 'Access-Control-Request-Method: GET' \
        -H 'Access-Control-Request-Headers: authorization' https://r.example/v2/\nHTTP/1.1 401 Unauthorized\nContent-Type: text/html\n\n<html>\n";
    let twice = answer("Access-Control-Allow-Origin: *\nAccess-Control-Allow-Origin: *\n");
    let (_, after) = with_paste(HIDDEN, &format!("{preflight}{twice}"));
    assert_eq!(ids(&after), ["cors-origin-duplicated certain", "preflight-unauthorized certain"]);
    assert!(after.rests_on_paste());
}

#[test]
fn a_preflight_is_decided_by_its_own_answer() {
    let (before, _) = with_paste(NO_PREFLIGHT, "");
    assert!(before.groups()[0].len() > 1, "{:?}", ids(&before));
    let preflight = "$ curl -i -X OPTIONS -H 'Origin: https://ui.example' -H 'Access-Control-Request-Method: GET' \
        -H 'Access-Control-Request-Headers: authorization' https://r.example/v2/\n";
    let (_, after) = with_paste(NO_PREFLIGHT, &format!("{preflight}HTTP/1.1 401 Unauthorized\n\n"));
    assert_eq!(ids(&after).first().map(String::as_str), Some("preflight-unauthorized certain"), "{:?}", ids(&after));
    assert!(!ids(&after).iter().any(|id| id.starts_with("preflight-refused")), "{:?}", ids(&after));
    // What a browser says leaves two of them.
    let said = "Access to fetch at 'https://r.example/v2/' from origin 'https://ui.example' has been blocked by CORS policy: Response to \
        preflight request doesn't pass access control check: It does not have HTTP ok status.";
    let (_, narrowed) = with_paste(NO_PREFLIGHT, said);
    assert_eq!(narrowed.groups()[0].len(), 2, "{:?}", ids(&narrowed));
    assert!(narrowed.groups()[0].iter().all(|judged| !judged.finding.pasted.is_empty()));
}

#[test]
fn what_is_right_excludes_what_it_shows_to_be_right() {
    let good = answer("Access-Control-Allow-Origin: https://ui.example\nVary: Origin\n");
    let dark = HIDDEN.replace("no-cors-get opaque", "no-cors-get rejected").replace("object no", "event-source yes");
    let (before, after) = with_paste(&dark, &good);
    assert!(ids(&before).iter().any(|id| id.starts_with("cors-")), "{:?}", ids(&before));
    assert!(!ids(&after).iter().any(|id| id.starts_with("cors-")), "{:?}", ids(&after));
    assert!(!ids(&after).is_empty());
    // Where nothing else is left, it explains nothing.
    let (before, after) = with_paste(HIDDEN, &good);
    assert_eq!(ids(&before), ids(&after));
}

#[test]
fn how_to_sign_in_is_decided_by_its_header() {
    let hidden = "registry plain-get 401 | | {\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}";
    let asked = "$ curl -i -H 'Origin: https://ui.example' https://r.example/v2/\nHTTP/1.1 401 Unauthorized\n\
        Access-Control-Allow-Origin: https://ui.example\nVary: Origin\n";
    let (before, missing) = with_paste(hidden, asked);
    assert!(before.groups()[0].len() > 1, "{:?}", ids(&before));
    assert_eq!(ids(&missing), ["challenge-missing certain"]);
    let (_, hidden) = with_paste(hidden, &format!("{asked}WWW-Authenticate: Basic realm=\"x\"\n"));
    assert_eq!(ids(&hidden), ["challenge-not-exposed certain"]);
}

#[test]
fn what_the_page_saw_itself_stands_above_it() {
    let works = "
        registry plain-get 200 | | {}
        registry catalog 200 | | {\"repositories\":[]}";
    let (before, after) = with_paste(works, &answer(""));
    assert_eq!((ids(&before), before.overall), (ids(&after), after.overall));
    assert!(!after.rests_on_paste());
    let (before, after) = with_paste(works, "curl: (6) Could not resolve host: r.example");
    assert_eq!((ids(&before), before.overall), (ids(&after), after.overall));
}

#[test]
fn a_later_answer_is_decided_by_a_paste_of_its_own() {
    let later = "
        registry plain-get 200 | | {}
        registry catalog rejected https://r.example/v2/_catalog?n=100
        registry no-cors-get about catalog opaque https://r.example/v2/_catalog?n=100";
    let (before, _) = with_paste(later, "");
    assert_eq!(before.observation.later_addresses().first().map(|(probe, _)| *probe), Some(Probe::Catalog));
    let asked = "$ curl -i -H 'Origin: https://ui.example' https://r.example/v2/_catalog\nHTTP/1.1 200 OK\n";
    let (_, after) =
        with_paste(later, &format!("{asked}Access-Control-Allow-Origin: *\nAccess-Control-Allow-Origin: *\n\n{{}}"));
    assert_eq!(ids(&after), ["cors-origin-duplicated certain"]);
    // What is right of the first answer says nothing of a later one.
    let (before, first) = with_paste(later, &answer("Access-Control-Allow-Origin: *\n"));
    assert_eq!(ids(&before), ids(&first));
}

#[test]
fn nothing_of_a_paste_is_in_a_report_but_what_may_be() {
    let secret = "hunter2secret";
    let pastes = [
        answer(&format!(
            "Access-Control-Allow-Origin: https://me:{secret}@b.example\nSet-Cookie: a={secret}\nX-Token: {secret}\n\n{{\"token\":\"{secret}\"}}"
        )),
        answer(&format!("Access-Control-Allow-Origin: {secret}|{secret}\n")),
        format!("HTTP/1.1 401 No\nWWW-Authenticate: Bearer token=\"{secret}\", {secret}=\"x\n\n"),
        format!("HTTP/1.1 302 Found\nLocation: https://sso.example/?state={secret}\n\n"),
        format!("HTTP/1.1 204 No\nAccess-Control-Allow-Origin: *\nAccess-Control-Allow-Headers: {secret} {secret}\n\n"),
        format!(
            "Error response from daemon: Get \"https://me:{secret}@r.example/v2/?token={secret}\": unauthorized: {secret}"
        ),
        format!(
            "Access to fetch at 'https://r.example/v2/?sig={secret}' from origin 'https://ui.example' has been blocked by CORS policy: \
                 The 'Access-Control-Allow-Origin' header contains the invalid value '{secret};{secret}'."
        ),
        format!(
            "{{\"log\":{{\"entries\":[{{\"request\":{{\"method\":\"GET\",\"url\":\"https://r.example/v2/?t={secret}\",\"headers\":[{{\"name\":\
                 \"Authorization\",\"value\":\"Basic {secret}\"}}],\"cookies\":[{{\"name\":\"a\",\"value\":\"{secret}\"}}]}},\"response\":{{\"status\":\
                 401,\"headers\":[{{\"name\":\"Set-Cookie\",\"value\":\"{secret}\"}}],\"content\":{{\"mimeType\":\"text/plain\",\"text\":\"{secret}\"}}}}}}]}}}}"
        ),
    ];
    for paste in pastes {
        let (_, report) = with_paste(HIDDEN, &paste);
        let told = format!("{} {:?} {}", report.to_json(), report.to_markdown(), ids(&report).join(" "));
        assert!(report.pasted.is_some() && !told.contains(secret), "{paste}\n{told}");
    }
}
