//! The curl lines that ask a server what a page is not told.
//!
//! They do what the browser does, with the page's origin, and print what [`super::transcript`] reads. Each is safe to paste
//! into the shell that it is for, whatever the address holds. No line sends a credential, and none prints a token: where an answer may
//! hold one, only its head is printed. What curl will say is not known here.

use url::Url;

use super::cors::CorsRequest;
use super::observation::Probe;
use crate::registry::shell;

/// A line and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurlLine {
    /// What it asks.
    pub purpose: Purpose,
    /// The line itself.
    pub text: String,
}

/// Whose rules for words a line keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// sh, bash, zsh.
    Posix,
    /// Windows PowerShell and PowerShell 7, where `curl` alone may be another program.
    PowerShell,
}

/// Whose page asks which servers.
#[derive(Clone, Copy, Debug)]
pub struct Parties<'a> {
    /// The page's origin as browsers write it.
    pub origin: &'a str,
    /// The registry.
    pub registry: &'a Url,
    /// The token service, where it is known.
    pub token_service: Option<&'a Url>,
    /// Later addresses of the registry whose answers the browser kept from the page, and what they are for.
    pub later: &'a [(Probe, Url)],
    /// Whether somebody wants to change things: who only looks around needs none of what that takes.
    pub changes: bool,
}

/// What a line asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The registry's first answer.
    Plain,
    /// Whether the registry lets a page send `Authorization`.
    Preflight,
    /// A later answer that the browser kept from the page.
    Later(Probe),
    /// Whether the registry lets a page send `Authorization` there.
    LaterPreflight(Probe),
    /// Whether the registry lets a page delete.
    DeletePreflight,
    /// Whether the registry lets a page set a tag.
    PutPreflight,
    /// The token service's answer to somebody without a name.
    TokenService,
    /// Whether the token service lets a page send `Authorization`.
    TokenServicePreflight,
}

/// After so many seconds curl gives up.
const TIME_LIMIT: &str = "20";

/// The lines for a registry, for what of it was blocked later, and for its token service where one is known.
pub fn lines(parties: Parties, shell: Shell) -> Vec<CurlLine> {
    let Parties { origin, registry, token_service, later, changes } = parties;
    let base = api_base(registry);
    let with_authorization = CorsRequest { headers: vec!["authorization".to_owned()], ..CorsRequest::get(origin) };
    let delete = CorsRequest { method: "DELETE".to_owned(), ..with_authorization.clone() };
    let headers = vec!["authorization".to_owned(), "content-type".to_owned()];
    let put = CorsRequest { method: "PUT".to_owned(), headers, ..with_authorization.clone() };
    let mut lines = vec![
        CurlLine { purpose: Purpose::Plain, text: line(&plain(&base, origin, Printed::All), shell) },
        CurlLine { purpose: Purpose::Preflight, text: line(&preflight(&base, &with_authorization), shell) },
    ];
    for (probe, url) in later {
        let text = line(&plain(url, origin, Printed::Head), shell);
        lines.push(CurlLine { purpose: Purpose::Later(*probe), text });
        let text = line(&preflight(url, &with_authorization), shell);
        lines.push(CurlLine { purpose: Purpose::LaterPreflight(*probe), text });
    }
    if let Some(url) = token_service {
        let text = line(&plain(url, origin, Printed::Head), shell);
        lines.push(CurlLine { purpose: Purpose::TokenService, text });
        let text = line(&preflight(url, &with_authorization), shell);
        lines.push(CurlLine { purpose: Purpose::TokenServicePreflight, text });
    }
    lines.push(CurlLine { purpose: Purpose::DeletePreflight, text: line(&preflight(&base, &delete), shell) });
    if changes {
        lines.push(CurlLine { purpose: Purpose::PutPreflight, text: line(&preflight(&base, &put), shell) });
    }
    lines
}

/// What of an answer a line prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// Head and body.
    All,
    /// The head.
    Head,
}

/// A question to curl: what follows its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question(Vec<String>);

/// A GET as a page of `origin` makes it.
pub fn plain(url: &Url, origin: &str, printed: Printed) -> Question {
    question(url, printed, &[], &[("Origin", origin)])
}

/// A GET as nobody's page makes it.
pub fn bare(url: &Url) -> Question {
    question(url, Printed::Head, &[], &[])
}

/// The preflight that goes before a request.
pub fn preflight(url: &Url, asking: &CorsRequest) -> Question {
    let names = asking.headers.join(",");
    let mut headers = vec![("Origin", asking.origin.as_str()), ("Access-Control-Request-Method", &asking.method)];
    if !names.is_empty() {
        headers.push(("Access-Control-Request-Headers", &names));
    }
    question(url, Printed::Head, &["-X", "OPTIONS"], &headers)
}

/// Where a body goes that nobody wants to see.
const NOWHERE: &str = "/dev/null";

/// The line that asks a question.
pub fn line(Question(words): &Question, shell: Shell) -> String {
    let mut words = words.clone();
    match shell {
        Shell::Posix => {
            words.insert(0, "curl".to_owned());
            shell::pasteable(&words)
        }
        Shell::PowerShell => {
            words.insert(0, "curl.exe".to_owned());
            words.iter_mut().filter(|word| *word == NOWHERE).for_each(|word| *word = "NUL".to_owned());
            shell::pasteable_in_powershell(&words)
        }
    }
}

fn question(url: &Url, printed: Printed, method: &[&str], headers: &[(&str, &str)]) -> Question {
    // `--globoff`: brackets and braces in an address are a pattern for curl otherwise.
    let mut words = vec!["-sS", "--globoff", "--max-time", TIME_LIMIT];
    words.extend(match printed {
        Printed::All => &["-i"][..],
        Printed::Head => &["-o", NOWHERE, "-D", "-"],
    });
    words.extend(method);
    let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    for (name, value) in headers {
        words.push("-H".to_owned());
        words.push(format!("{name}: {value}"));
    }
    words.push("--url".to_owned());
    words.push(address(url));
    Question(words)
}

/// The address in characters that no shell cuts at, but for `&` and `?`: a line may be pasted into another shell than it is for.
fn address(url: &Url) -> String {
    let mut shown = String::new();
    for one in without_secrets(url).as_str().chars() {
        match one {
            '\'' | '|' | ';' | '`' | '^' | '(' | ')' | '!' | '$' | '"' | '<' | '>' => {
                shown.push_str(&format!("%{:02X}", u32::from(one)));
            }
            one => shown.push(one),
        }
    }
    shown
}

/// `/v2/` on the registry's host.
fn api_base(registry: &Url) -> Url {
    let mut url = registry.clone();
    url.set_path("/v2/");
    url.set_query(None);
    url
}

/// The address without user name and password, which no page sends there either, and without a fragment.
fn without_secrets(url: &Url) -> Url {
    let mut url = url.clone();
    // Both fail only where an address cannot have them, and then there are none.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://ui.example";

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    fn parties(registry: &Url) -> Parties<'_> {
        Parties { origin: PAGE, registry, token_service: None, later: &[], changes: false }
    }

    #[test]
    fn lines_to_paste() {
        let token_service = url("https://auth.example/token?service=r");
        let later = [(Probe::Catalog, url("https://r.example:5000/v2/_catalog?n=1"))];
        let registry = url("https://r.example:5000");
        let parties =
            Parties { token_service: Some(&token_service), later: &later, changes: true, ..parties(&registry) };
        let lines = lines(parties, Shell::Posix);
        let text: Vec<String> = lines.iter().map(|line| format!("{:?}: {}", line.purpose, line.text)).collect();
        expect_test::expect![[r#"
            Plain: curl -sS --globoff --max-time 20 -i -H 'Origin: https://ui.example' --url https://r.example:5000/v2/
            Preflight: curl -sS --globoff --max-time 20 -o /dev/null -D - -X OPTIONS -H 'Origin: https://ui.example' -H 'Access-Control-Request-Method: GET' -H 'Access-Control-Request-Headers: authorization' --url https://r.example:5000/v2/
            Later(Catalog): curl -sS --globoff --max-time 20 -o /dev/null -D - -H 'Origin: https://ui.example' --url 'https://r.example:5000/v2/_catalog?n=1'
            LaterPreflight(Catalog): curl -sS --globoff --max-time 20 -o /dev/null -D - -X OPTIONS -H 'Origin: https://ui.example' -H 'Access-Control-Request-Method: GET' -H 'Access-Control-Request-Headers: authorization' --url 'https://r.example:5000/v2/_catalog?n=1'
            TokenService: curl -sS --globoff --max-time 20 -o /dev/null -D - -H 'Origin: https://ui.example' --url 'https://auth.example/token?service=r'
            TokenServicePreflight: curl -sS --globoff --max-time 20 -o /dev/null -D - -X OPTIONS -H 'Origin: https://ui.example' -H 'Access-Control-Request-Method: GET' -H 'Access-Control-Request-Headers: authorization' --url 'https://auth.example/token?service=r'
            DeletePreflight: curl -sS --globoff --max-time 20 -o /dev/null -D - -X OPTIONS -H 'Origin: https://ui.example' -H 'Access-Control-Request-Method: DELETE' -H 'Access-Control-Request-Headers: authorization' --url https://r.example:5000/v2/
            PutPreflight: curl -sS --globoff --max-time 20 -o /dev/null -D - -X OPTIONS -H 'Origin: https://ui.example' -H 'Access-Control-Request-Method: PUT' -H 'Access-Control-Request-Headers: authorization,content-type' --url https://r.example:5000/v2/"#]]
        .assert_eq(&text.join("\n"));
    }

    #[test]
    fn a_line_for_powershell() {
        let question = plain(&url("https://auth.example/token?service=it's&scope=a;b|c"), "null", Printed::Head);
        assert_eq!(
            line(&question, Shell::PowerShell),
            "curl.exe -sS --globoff --max-time 20 -o NUL -D - -H 'Origin: null' --url \
             'https://auth.example/token?service=it%27s&scope=a%3Bb%7Cc'"
        );
    }

    #[test]
    fn no_password_is_printed() {
        let secret = url("https://me:hunter2@t.example/#x");
        let registry = url("https://me:hunter2@r.example");
        let lines = lines(Parties { token_service: Some(&secret), ..parties(&registry) }, Shell::PowerShell);
        assert!(!lines.iter().any(|line| line.text.contains("hunter2") || line.text.contains('#')), "{lines:#?}");
    }

    /// What a real shell gives to curl.
    #[cfg(not(target_arch = "wasm32"))]
    fn words_by_shell(line: &str) -> Vec<String> {
        let script = format!("curl() {{ for word; do printf '%s\\0' \"$word\"; done; }}\n{line}\n");
        let output = std::process::Command::new("sh").arg("-c").arg(script).output().expect("sh");
        assert!(output.status.success() && output.stderr.is_empty(), "{line}: {output:?}");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn a_shell_takes_nothing_apart() {
        let origins = [
            "https://ui.example",
            "null",
            "https://$(touch x)`id`.example",
            "https://ui'; rm -rf ~; echo '",
            "\"; exit 1; \"",
            "a\\",
            "a\nb\r\u{1b}[31m\u{3}c",
            "!!",
            "* ? [a] {a,b} ~ # & | > <",
            "",
        ];
        let addresses = [
            "https://r.example/v2/'$(id)'",
            "https://r.example/`id`?a=$HOME&b=*",
            "https://r.example/a;b|c&d>e<f(g)",
            "http://[::1]:5000/{a,b}[1-3]\\",
            "https://r.example/-o/etc/passwd?'\"#!",
            "http://r.example/%27;id;%27\n;id",
            "data:,-x",
        ];
        for origin in origins {
            for address in addresses {
                let address = url(address);
                let shown: String = origin.chars().filter(|char| !char.is_control()).collect();
                let words = words_by_shell(&line(&plain(&address, origin, Printed::All), Shell::Posix));
                let asked = super::address(&address);
                assert_eq!(words[words.len() - 4..], ["-H", &format!("Origin: {shown}"), "--url", &asked]);
                let asking =
                    CorsRequest { method: "DELETE;id".into(), headers: vec!["x'y".into()], ..CorsRequest::get(origin) };
                let words = words_by_shell(&line(&preflight(&address, &asking), Shell::Posix));
                assert_eq!(words.len(), 18, "{words:?}");
                assert!(words.contains(&"Access-Control-Request-Headers: x'y".to_owned()), "{words:?}");
            }
        }
    }
}
