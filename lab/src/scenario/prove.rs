//! Sends what a proof asks, and compares what comes back.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use url::Url;

use super::Scenario;
use super::proof::{Proof, Sent, Shows, To};
use crate::client::basic;
use crate::network::ask::{Answer, Seen, ask};
use crate::setup::{DEMO, PASSWORD, Setup};
use crate::token_service::SERVICE;

/// Long enough to say that nothing comes.
const A_MOMENT: Duration = Duration::from_millis(1000);
/// Long enough for a busy machine.
const LONG: Duration = Duration::from_secs(20);

impl Proof {
    /// Asks, and compares.
    pub async fn check(&self, scenario: &Scenario, setup: &Setup) -> Result<()> {
        let typed = setup.check_up_target();
        let (about_typed, about_answer): (Vec<&Shows>, Vec<&Shows>) =
            self.shows.iter().partition(|shows| matches!(shows, Shows::Typed(_)));
        for shows in about_typed {
            if let Shows::Typed(part) = shows {
                ensure!(typed.contains(&*filled(part, setup)), "{typed:?} has no {part:?} in it");
            }
        }
        if about_answer.is_empty() {
            return Ok(());
        }
        let url = self.url(setup).await?;
        let headers = self.all_headers(scenario, setup).await?;
        let waits_in_vain = self.shows.iter().any(|shows| matches!(shows, Shows::Silent | Shows::Endless));
        let patience = if waits_in_vain { A_MOMENT } else { LONG };
        let seen = ask(self.method, &url, &headers, patience).await?;
        for shows in about_answer {
            ensure!(shows.is_in(&seen, setup), "{} {url} does not show {shows:?}:\n{}", self.method, printed(&seen));
        }
        Ok(())
    }

    /// Where the request goes.
    pub async fn url(&self, setup: &Setup) -> Result<Url> {
        let registry = with_scheme(&setup.check_up_target());
        Ok(match self.to {
            To::Registry => join(&registry, self.path)?,
            To::Proxy => join(&setup.registry_origin(), self.path)?,
            To::Tokens => join(&setup.token_origin().context("there is a token service")?, self.path)?,
            To::Page => join(&setup.page_origin(), self.path)?,
            To::Realm => Url::parse(&format!("{}{}", challenged(&registry).await?.0, self.path))?,
            To::RedirectTarget => {
                let asked = join(&registry, self.path)?;
                let answer = answered(&asked).await?;
                asked.join(answer.header("location").context("there is a redirect")?)?
            }
        })
    }

    /// The line that asks the same by curl; a token is asked for first.
    pub async fn curl(&self, scenario: &Scenario, setup: &Setup) -> Option<String> {
        if self.shows.iter().all(|shows| matches!(shows, Shows::Typed(_))) {
            return None;
        }
        let url = self.url(setup).await.ok()?;
        let (name, password) = scenario.sign_in.map_or((DEMO, PASSWORD), |account| (account.name, account.password));
        let mut lines = Vec::new();
        let mut line = format!("curl -i --max-time 10 -X {}", self.method);
        if self.shows.iter().any(|shows| matches!(shows, Shows::Tls(_))) {
            line.push_str(" -v");
        } else if url.scheme() == "https" {
            line.push_str(" --insecure");
        }
        for (name, value) in self.plain_headers(setup) {
            line.push_str(&format!(" -H '{name}: {value}'"));
        }
        match self.credentials {
            Sent::Nothing => {}
            Sent::Password => line.push_str(&format!(" -u '{name}:{password}'")),
            Sent::Token(scope) => {
                let account = scenario.sign_in.map(|_| format!("-u '{name}:{password}' ")).unwrap_or_default();
                let from = token_address(scope, setup).await.ok()?;
                lines.push(format!("TOKEN=$(curl -s {account}'{from}' | sed 's/.*\"token\":\"\\([^\"]*\\)\".*/\\1/')"));
                line.push_str(" -H \"Authorization: Bearer $TOKEN\"");
            }
        }
        lines.push(format!("{line} '{url}'"));
        Some(lines.join("\n"))
    }

    fn plain_headers(&self, setup: &Setup) -> Vec<(String, String)> {
        let headers = self.headers.iter().map(|(name, value)| ((*name).to_owned(), filled(value, setup)));
        let origin = (!self.origin.is_empty()).then(|| ("Origin".to_owned(), filled(self.origin, setup)));
        origin.into_iter().chain(headers).collect()
    }

    async fn all_headers(&self, scenario: &Scenario, setup: &Setup) -> Result<Vec<(String, String)>> {
        let mut headers = self.plain_headers(setup);
        let account = scenario.sign_in.map(|account| basic(account.name, account.password));
        match self.credentials {
            Sent::Nothing => {}
            Sent::Password => {
                let value = account.unwrap_or_else(|| basic(DEMO, PASSWORD));
                headers.push(("Authorization".to_owned(), value));
            }
            Sent::Token(scope) => {
                let url = Url::parse(&token_address(scope, setup).await?)?;
                let account: Vec<_> = account.map(|value| ("Authorization".to_owned(), value)).into_iter().collect();
                let Seen::Answer(answer) = ask("GET", &url, &account, LONG).await? else {
                    bail!("{url} does not answer")
                };
                let answer: serde_json::Value = serde_json::from_str(&answer.text())?;
                let token = answer["token"].as_str().context("the token service gives a token")?;
                headers.push(("Authorization".to_owned(), format!("Bearer {token}")));
            }
        }
        Ok(headers)
    }
}

impl Shows {
    fn is_in(&self, seen: &Seen, setup: &Setup) -> bool {
        let answer = match (self, seen) {
            (Self::UnknownName, Seen::UnknownName)
            | (Self::Refused, Seen::Refused)
            | (Self::Silent, Seen::Silent)
            | (Self::Nothing, Seen::Reset | Seen::Closed)
            | (Self::NotHttp, Seen::NotHttp(_)) => return true,
            (Self::Tls(reason), Seen::Tls(why)) => return why.contains(reason),
            (_, Seen::Answer(answer)) => answer,
            _ => return false,
        };
        let any = |name: &str, is: &dyn Fn(&str) -> bool| answer.lines(name).any(is);
        match self {
            Self::Status(status) => answer.status == *status,
            Self::Header(name, value) => any(name, &|line| line == filled(value, setup)),
            Self::HeaderHas(name, part) => any(name, &|line| line.contains(&filled(part, setup))),
            Self::HeaderLacks(name, part) => !any(name, &|line| line.contains(&filled(part, setup))),
            Self::Without(name) => answer.lines(name).next().is_none(),
            Self::Lines(name, count) => answer.lines(name).count() == *count,
            Self::Body(part) => answer.text().contains(&filled(part, setup)),
            Self::BodyLacks(part) => !answer.text().contains(&filled(part, setup)),
            Self::BodyOver(size) => answer.body.len() > *size,
            Self::Endless => !answer.ended,
            Self::DateOff(seconds) => answer.date_off().is_some_and(|off| (off - seconds).abs() < 60),
            _ => false,
        }
    }
}

impl Answer {
    fn lines<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// How far its `Date` is ahead of this machine's clock, seconds.
    fn date_off(&self) -> Option<i64> {
        let date = httpdate::parse_http_date(self.header("date")?).ok()?;
        let now = std::time::SystemTime::now();
        let seconds = |time: std::time::Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        Some(date.duration_since(now).map_or_else(|error| -seconds(error.duration()), seconds))
    }
}

/// Where a token for a scope is asked for: at the lab's own token service, else where the registry's challenge says.
async fn token_address(scope: &str, setup: &Setup) -> Result<String> {
    let (realm, service) = match setup.token_origin() {
        Some(tokens) => (format!("{tokens}/token"), SERVICE.to_owned()),
        None => {
            let (realm, service) = challenged(&with_scheme(&setup.check_up_target())).await?;
            (realm.to_string(), service.context("there is a service")?)
        }
    };
    Ok(format!("{realm}?service={service}&scope={scope}"))
}

/// The realm and the service of a registry's challenge.
async fn challenged(registry: &str) -> Result<(Url, Option<String>)> {
    let entry = join(registry, "/v2/")?;
    let answer = answered(&entry).await?;
    let challenge = answer.header("www-authenticate").context("there is a challenge")?;
    let parameter = |name: &str| challenge.split(&format!("{name}=\"")).nth(1)?.split('"').next();
    let realm = entry.join(parameter("realm").context("there is a realm")?)?;
    Ok((realm, parameter("service").map(str::to_owned)))
}

async fn answered(url: &Url) -> Result<Answer> {
    match ask("GET", url, &[], LONG).await? {
        Seen::Answer(answer) => Ok(answer),
        other => bail!("{url} does not answer: {}", printed(&other)),
    }
}

fn filled(text: &str, setup: &Setup) -> String {
    let own_host = setup.page_origin();
    let own_host = own_host.split_once("://").map_or("", |(_, host)| host);
    text.replace("{page}", &setup.page_origin())
        .replace("{page-host}", own_host)
        .replace("{registry}", &setup.registry_origin())
        .replace("{tokens}", &setup.token_origin().unwrap_or_default())
}

/// Without a scheme, the page means https.
fn with_scheme(typed: &str) -> String {
    if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") }
}

fn join(origin: &str, path: &str) -> Result<Url> {
    Url::parse(&format!("{origin}{path}")).with_context(|| format!("{origin}{path} is no address"))
}

/// At most some lines of it.
fn printed(seen: &Seen) -> String {
    match seen {
        Seen::Answer(answer) => {
            let head: Vec<String> = answer.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            format!("{} ended: {}\n{}\n\n{:.300}", answer.status, answer.ended, head.join("\n"), answer.text())
        }
        other => format!("{other:.300?}"),
    }
}
