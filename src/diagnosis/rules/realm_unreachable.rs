//! The registry answers, and its token service does not.
//!
//! ## What you see
//! The page reads the registry's challenge, and then nothing more: no sign-in works, and public images do not appear
//! either. `docker login` fails with "connection refused", "no such host", a certificate error or a time-out.
//!
//! ## Why
//! The token service is a server of its own, with a name, a port and a certificate of its own, which the registry names in
//! its challenge. It may be stopped, behind a firewall, or called by a wrong name, port or scheme; its certificate may be
//! one that this browser does not trust.
//!
//! ## What cannot be known
//! A page sees that no connection came about, and in some browsers whether something listens there. Whether a certificate is
//! to blame it never sees; a tab shows that.
//!
//! ## What to change
//! Start the token service, open its port, or correct the address that the registry names (Distribution:
//! `auth.token.realm`). A certificate must be one that browsers trust, with the name that the realm has.
//!
//! ## How to check
//! Open {token_service} in a tab: it must answer, if only with an error, and without a warning about its certificate.
//!
//! ## Source
//! - [Distribution: token authentication](https://distribution.github.io/distribution/spec/auth/token/)

use url::Url;

use crate::diagnosis::evidence::network::{connects, is_kept_dark, is_redirected_away, listens, may_be_withheld, resolves, speaks_other_scheme};
use crate::diagnosis::evidence::refused::{hinders, host_of, is_kept_by_the_page, is_unknown_internal_name, token_service};
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::product::has_lost_port;
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};
use crate::diagnosis::senses::Permission;
use crate::registry::auth::realm::is_internal;

/// The rule.
pub const RULE: Rule = Rule {
    id: "realm-unreachable",
    source: "https://distribution.github.io/distribution/spec/auth/token/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::TokenService;
    let reach = observation.reach(to);
    let other_scheme = speaks_other_scheme(observation, to);
    match reach {
        Reach::Readable | Reach::Broken => return Verdict::Fine,
        Reach::Unreadable if !other_scheme => return Verdict::Fine,
        Reach::NotAsked => return Verdict::NotApplicable,
        _ => {}
    }
    let Some(realm) = token_service(observation).or_else(|| observation.address(to)) else {
        return Verdict::NotApplicable;
    };
    let is_explained = observation.is_mixed_content(&realm)
        || is_unknown_internal_name(observation, &realm)
        || is_redirected_away(observation, to)
        || is_kept_by_the_page(observation);
    if is_explained {
        return Verdict::NotApplicable;
    }
    let is_dark = is_kept_dark(observation, to);
    if may_be_withheld(observation, to) && !is_dark {
        return Verdict::Fine;
    }
    let host = host_of(&realm);
    let scheme = if realm.scheme() == "https" { "http" } else { "https" };
    let (title, fact, change) = if other_scheme {
        (
            format!("The token service at {host} does not speak {}.", realm.scheme()),
            format!("Under the same name and port something answers on {scheme}."),
            format!("Let the registry name the token service with {scheme}://, or let the token service speak {}.", realm.scheme()),
        )
    } else if reach == Reach::Silent {
        (
            format!("The token service at {host} does not answer."),
            "The request was not refused; nothing came back within its time.".to_string(),
            "Let the firewall, or whatever swallows the requests, let browsers through to the token service; or correct its address in the registry's configuration.".to_string(),
        )
    } else {
        let (fact, change) = no_connection(observation, &realm);
        (format!("The page gets no connection to the token service at {host}."), fact.to_owned(), change.to_owned())
    };
    let is_silent = reach == Reach::Silent && !other_scheme;
    let may_wait = is_internal(&realm) && observation.page.local_network == Permission::Prompt;
    let finding = Finding::new(to, title)
        .severity(hinders(observation))
        .confidence(if is_silent && may_wait || is_dark { Confidence::Possible } else { Confidence::Likely });
    let finding = match is_silent && may_wait {
        true => finding.evidence("A question of the browser that waits for an answer, about the local network, looks the same."),
        false => finding,
    };
    let finding = finding
        .evidence(format!("The registry was read, and names {realm} as its token service."))
        .evidence(fact)
        .change(change);
    let finding = match has_lost_port(observation, &realm) {
        true => {
            let port = observation.registry().ok().and_then(|registry| registry.url().port()).unwrap_or_default();
            finding
                .evidence(format!("It is the registry's own host without its port, {port}: a server in front that hands on $host loses it."))
                .change("Let the server in front hand on the Host that it was asked for, with its port; in nginx by this line. Or write the whole address down where the registry takes it from.")
                .line("proxy_set_header Host $http_host;")
        }
        false => finding,
    };
    finding
        .decide(Decide::OpenInTab)
        .into()
}

/// What is known of a token service to which no connection comes, and what to change.
fn no_connection(observation: &Observation, realm: &Url) -> (&'static str, &'static str) {
    let to = Server::TokenService;
    match (resolves(observation, to), listens(observation, to)) {
        (Some(false), _) => (
            "This machine cannot look its name up.",
            "Correct the name in the registry's configuration; or let the name servers that people's machines ask know it.",
        ),
        // Firefox knows no more than that none stood.
        (_, Some(false)) if connects(observation, to) == Some(false) => (
            "No connection comes about: nothing listens on that port, or this machine does not know the name.",
            "Start the token service, or correct the name and the port that the registry names for it. A firewall that refuses looks the same.",
        ),
        (_, Some(false)) => (
            "Nothing listens on that port.",
            "Start the token service, or let the registry name the port at which browsers reach it. A firewall that refuses looks the same.",
        ),
        (_, Some(true)) if realm.scheme() == "https" => (
            "Something listens on that port, so TLS (its certificate most of all) or HTTP fails there.",
            "Open the token service's address in a tab: the browser says there what is wrong with its certificate. Give it one that browsers trust, for the name that the registry names.",
        ),
        (_, Some(true)) => (
            "Something listens on that port, and it breaks off or does not speak HTTP.",
            "Look into the log of what listens there, and whether it is the token service at all.",
        ),
        _ => (
            "Whether something listens there could not be seen in this browser.",
            "Let the token service be reachable under the address that the registry names, with a certificate that browsers trust; or correct that address.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const REFUSED: &str = "
        registry plain-get 401 | www-authenticate: Bearer realm=\"https://auth.example/token\",service=\"s\"
        token-service token rejected
        token-service plain-get rejected
        page own-origin opaque
        token-service no-cors-get rejected\n";

    #[test]
    fn fires() {
        expect![[r#"
            error likely about the token-service
            The page gets no connection to the token service at auth.example.
            - The registry was read, and names https://auth.example/token as its token service.
            - Whether something listens there could not be seen in this browser.
            change: Let the token service be reachable under the address that the registry names, with a certificate that browsers trust; or correct that address.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, &format!("{REFUSED}token-service turn silence")));
        expect![[r#"
            error likely about the token-service
            The token service at auth.example does not answer.
            - The registry was read, and names https://auth.example/token as its token service.
            - The request was not refused; nothing came back within its time.
            change: Let the firewall, or whatever swallows the requests, let browsers through to the token service; or correct its address in the registry's configuration.
            decides: open-in-tab"#]].assert_eq(&says(&RULE, &REFUSED.replace("service plain-get rejected", "service plain-get silent")));
        let changes = [("turn no", "Start the token service"), ("turn yes", "certificate"), ("stun no\n page stun silence", "Correct the name")];
        for (said, change) in changes {
            let says = says(&RULE, &format!("{REFUSED}token-service {said}"));
            assert!(says.lines().any(|line| line.starts_with("change:") && line.contains(change)), "{says}");
        }
        assert!(says(&RULE, &format!("{REFUSED}token-service turn no")).contains("Nothing listens"));
        let firefox = format!("page firefox http://ui.example/\n{}token-service connection no", REFUSED.replace("https://auth", "http://auth").replace("service token", "service token http://auth.example/token").replace("registry plain", "typed http://r.example\n registry plain"));
        assert!(says(&RULE, &firefox).contains("or this machine does not know the name"), "{}", says(&RULE, &firefox));
        assert!(says(&RULE, &format!("{REFUSED}token-service stun no\n page stun silence")).contains("look its name up"));
        let local = REFUSED.replace("auth.example", "10.0.0.6").replace("service plain-get rejected", "service plain-get silent");
        assert_eq!(verdict(&RULE, &format!("typed 10.0.0.5\n{local}")), "likely");
        let local = local.replace("service token", "service token https://10.0.0.6/token").replace("plain-get silent", "plain-get https://10.0.0.6/token silent");
        assert_eq!(verdict(&RULE, &format!("page prompt\ntyped 10.0.0.5\n{local}")), "possible");
        let http = format!("page http://ui.example/\n{REFUSED}token-service other-scheme opaque");
        assert!(says(&RULE, &http).contains("auth.example does not speak https"));
    }

    #[test]
    fn stays_silent() {
        // it answers, and the page may not read it
        assert_eq!(verdict(&RULE, &REFUSED.replace("no-cors-get rejected", "no-cors-get opaque")), "fine");
        assert_eq!(verdict(&RULE, "token-service token 200 | | {\"token\":\"a\"}"), "fine");
        assert_eq!(verdict(&RULE, "registry plain-get 200"), "does not apply");
        // the browser was sent elsewhere, the machine is offline, the page's own policy forbids it
        assert_eq!(verdict(&RULE, &format!("{REFUSED}token-service oracle yes")), "does not apply");
        assert_eq!(verdict(&RULE, &REFUSED.replace("own-origin opaque", "own-origin rejected")), "does not apply");
        assert_eq!(verdict(&RULE, &format!("page policy:https://auth.example\n{REFUSED}")), "does not apply");
        let internal = REFUSED.replace("https://auth.example/token", "https://auth/token");
        let internal = internal.replace("token-service token", "token-service token https://auth/token");
        assert_eq!(verdict(&RULE, &format!("typed https://registry\n{internal}")), "does not apply");
    }
}
