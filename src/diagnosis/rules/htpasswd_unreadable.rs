//! The server in front of the images cannot read its list of accounts.
//!
//! ## What you see
//! Without a sign-in the registry asks for one, as it should. With any name and password it answers with an error, so that
//! right and wrong ones look the same. `docker login` fails with status 400 or 500.
//!
//! ## Why
//! A server looks into its list of accounts (`htpasswd`) only when a password comes. CNCF Distribution 2.8.2 answers 400 with
//! nothing in it where the file is missing, cannot be read, or has a line without a colon; nginx 1.22.1 answers 500 where
//! it may not read the file (both measured).
//!
//! ## What cannot be known
//! Which of these it is; the server's log names the file and the line. nginx answers 403 where the file is missing, which
//! looks like an account without rights.
//!
//! ## What to change
//! Let the server's own user read the file, and let every line be `name:hash`. For Distribution the hash must be bcrypt:
//! `htpasswd -Bbn <name> <password>`. It reads the file again by itself.
//!
//! ## How to check
//! `docker login` with a right password succeeds, and with a wrong one says "unauthorized".
//!
//! ## Source
//! - [Distribution: configuration of auth.htpasswd](https://distribution.github.io/distribution/about/configuration/#htpasswd)
//! - [nginx: auth_basic_user_file](https://nginx.org/en/docs/http/ngx_http_auth_basic_module.html#auth_basic_user_file)

use crate::diagnosis::evidence::refused::{hinders, unreadable_accounts};
use crate::diagnosis::observation::{Observation, AuthorizationKind, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "htpasswd-unreadable",
    source: "https://distribution.github.io/distribution/about/configuration/#htpasswd",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some(read) = unreadable_accounts(observation) else {
        let is_asked = observation.authorized().any(|step| step.authorization == Some(AuthorizationKind::Basic));
        return if is_asked { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let what = if read.status == 400 { "with 400 and nothing in it" } else { "with 500" };
    Finding::new(Server::Registry, "The registry fails over any name and password, as one does that cannot read its accounts.")
        .severity(hinders(observation))
        .confidence(Confidence::Likely)
        .evidence("Without a sign-in it answers 401 and asks for a name and a password.")
        .evidence(format!("With a name and a password it answers {what}, which says neither yes nor no to them."))
        .change("Let the server's own user read the file of accounts, and let every line in it be name:hash, with bcrypt for Distribution.")
        .line("htpasswd -Bbn <name> <password>")
        .decide(Decide::ServerLog)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const DISTRIBUTION: &str = "signed in
        registry plain-get 401 | www-authenticate: Basic realm=\"x\"
        registry catalog 401 | www-authenticate: Basic realm=\"x\"
        registry catalog with Basic 400";

    #[test]
    fn fires() {
        expect![[r#"
            error likely about the registry
            The registry fails over any name and password, as one does that cannot read its accounts.
            - Without a sign-in it answers 401 and asks for a name and a password.
            - With a name and a password it answers with 400 and nothing in it, which says neither yes nor no to them.
            change: Let the server's own user read the file of accounts, and let every line in it be name:hash, with bcrypt for Distribution.
                htpasswd -Bbn <name> <password>
            decides: server-log"#]].assert_eq(&says(&RULE, DISTRIBUTION));
        let nginx = DISTRIBUTION.replace("Basic 400", "Basic 500 | | <html>500 Internal Server Error</html>");
        assert_eq!(verdict(&RULE, &nginx), "likely");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &DISTRIBUTION.replace("Basic 400", "Basic 401")), "fine");
        // it says what it does not like
        let named = DISTRIBUTION.replace("Basic 400", "Basic 400 | | {\"errors\":[{\"code\":\"PAGINATION_NUMBER_INVALID\"}]}");
        assert_eq!(verdict(&RULE, &named), "fine");
        assert_eq!(verdict(&RULE, &format!("{DISTRIBUTION}\nregistry tags with Basic 200")), "fine");
        // it fails without a password too
        assert_eq!(verdict(&RULE, "registry plain-get 500"), "does not apply");
        assert_eq!(verdict(&RULE, &DISTRIBUTION.replace("with Basic", "with Bearer")), "does not apply");
    }
}
