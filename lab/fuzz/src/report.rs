//! Whole check-ups of hostile servers, and their reports.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pierglass::diagnosis::observation::Observation;
use pierglass::diagnosis::probe::{CheckUpInput, check_up};
use pierglass::diagnosis::redact::Secrets;
use pierglass::diagnosis::report::judge;
use pierglass::diagnosis::senses::{
    Engine as Browser, Page, Permission, PolicyViolation, Sense, SenseAnswer, Senses, TimedAnswer,
};
use pierglass::diagnosis::story::tell;
use pierglass::registry::auth::credentials::Credentials;
use pierglass::registry::auth::handed_token::HandedToken;
use pierglass::registry::host::RegistryHost;
use pierglass::registry::reference::Repository;
use url::Url;

use crate::holds;
use crate::hostile::{Echoes, Hostile, account};
use crate::input::Input;
use crate::secrets::{planted, planted_token};
use crate::target::{Fault, keeps_secrets};

impl Senses for &Hostile<'_> {
    async fn sense(&self, _: Sense, _: &Url, limit: Duration) -> TimedAnswer {
        let mut input = self.input.borrow_mut();
        let answer = input.one(&SenseAnswer::ALL);
        TimedAnswer { answer, after: limit / (1 + input.dice.u32(..9)) }
    }

    async fn pause(&self, _: Duration) {}

    async fn page(&self) -> Page {
        let mut input = self.input.borrow_mut();
        let text = input.one(&[
            "https://ui.example/",
            "https://ui.example/",
            "http://ui.example/",
            "https://r.example/",
            "file:///x",
        ]);
        let url = Url::parse(text).expect("an address");
        let blocked = PolicyViolation { blocked: "https://r.example".to_owned(), directive: "connect-src".to_owned() };
        Page {
            origin: url.origin().ascii_serialization(),
            url,
            is_secure_context: input.dice.bool(),
            engine: input.one(&Browser::ALL),
            is_online: input.dice.u8(..8) > 0,
            local_network: input.one(&Permission::ALL),
            policy_blocked: if input.dice.u8(..16) == 0 { vec![blocked] } else { Vec::new() },
            deprecations: Vec::new(),
            in_frame: input.dice.bool(),
        }
    }
}

/// A check-up ends, is read back as it was, and nothing secret leaves it in any form.
pub fn report(input: &mut Input) -> Result<(), Fault> {
    let check_up_input = check_up_input(input);
    let registry = RegistryHost::parse(&check_up_input.typed).map(|host| host.url().clone());
    let registry = registry.unwrap_or_else(|_| Url::parse("https://r.example/").expect("an address"));
    let echoes = input.one(&[Echoes::Nothing, Echoes::Everything]);
    let http = Hostile::new(input, registry, echoes);
    http.person(|person| {
        person.pair = check_up_input
            .credentials
            .as_ref()
            .map(|who| STANDARD.encode(format!("{}:{}", who.user, who.password.expose())));
        person.handed = check_up_input.handed.as_ref().map(|token| token.value.expose().to_owned());
        person.consented = check_up_input.consented.iter().map(|realm| realm.origin().ascii_serialization()).collect();
    });
    let observation = seen(&http, &check_up_input)?;
    http.fault()?;
    holds!(http.requests() <= 40, "a check-up of {} requests", http.requests());
    keeps_secrets("what was typed", &observation.typed)?;
    let json = observation.to_json();
    let again = Observation::from_json(&json);
    let public = Observation { secrets: Secrets::default(), ..observation.clone() };
    holds!(again.as_ref() == Some(&public), "{public:?} is {again:?} again");
    keeps_secrets("the story", &format!("{:?}", tell(&observation, false)))?;
    let report = judge(observation);
    keeps_secrets("Markdown", &report.to_markdown())?;
    keeps_secrets("JSON", &report.to_json().to_string())?;
    for judged in &report.findings {
        keeps_secrets("a finding", &format!("{:?}", judged.finding))?;
    }
    keeps_secrets("an observation", &json.to_string())
}

fn seen(http: &Hostile, check_up_input: &CheckUpInput) -> Result<Observation, Fault> {
    let ignore = |_: &Observation| ();
    let mut check_up = pin!(check_up(&http, check_up_input, &ignore));
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..2_000 {
        if let Poll::Ready(observation) = check_up.as_mut().poll(&mut context) {
            holds!(observation.complete, "a check-up without an end");
            return Ok(observation);
        }
    }
    Err(Fault::Broken(format!("a check-up does not end after {} requests", http.requests())))
}

fn check_up_input(input: &mut Input) -> CheckUpInput {
    let typed = match input.dice.u8(..12) {
        0 => input.another_text(),
        1 => format!("https://user:{}@r.example", planted("typed")),
        2 => "http://r.example:5000".to_owned(),
        3 => "localhost:5000".to_owned(),
        _ => "r.example".to_owned(),
    };
    let (user, password) = account(1);
    let realm = Url::parse("https://auth.example/token").ok();
    let who = input.dice.u8(..4);
    CheckUpInput {
        typed,
        credentials: (who < 2).then(|| Credentials::new(&user, &password).ok()).flatten(),
        handed: (who == 2).then(|| HandedToken::new("robot", &planted_token("handed1")).ok()).flatten(),
        consented: realm.iter().filter(|_| input.dice.bool()).cloned().collect(),
        realm: realm.filter(|_| input.dice.u8(..8) == 0),
        repository: input.dice.bool().then(|| Repository::parse("team/app").ok()).flatten(),
        deleting: input.dice.bool(),
    }
}
