//! A registry, its token service and everything behind them, none of which means well, as one [`Http`].
//!
//! It answers by chance what servers answer, and what none would. It looks at every request that comes: where secrets may go is
//! written down here once more, in other words than in the session.

mod answers;

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pierglass::registry::http::{Answer, Authorization, Http, HttpError, Mode, Moment, Request};
use url::Url;

use crate::input::Input;
use crate::secrets::{find, planted, planted_token};
use crate::target::Fault;

/// All servers, and what they have learned.
pub struct Hostile<'a> {
    /// What chance is made of.
    pub input: RefCell<Input<'a>>,
    registry: Url,
    echoes: Echoes,
    person: RefCell<Person>,
    /// Tokens, and for whom they were made.
    tokens: RefCell<Vec<(String, Option<String>)>>,
    /// Every secret that came to a server.
    learned: RefCell<Vec<String>>,
    clock: Cell<u64>,
    requests: Cell<usize>,
    fault: RefCell<Option<Fault>>,
}

/// What servers give back of the secrets that they got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echoes {
    /// Nothing.
    Nothing,
    /// What came with a request, where people are shown what they say: in errors, in what is no answer, in the realm of `Basic`.
    Own,
    /// Everything, everywhere, and addresses that are made of it.
    Everything,
}

/// What the person has done, as far as servers must feel it.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The name and password of whoever is signed in, as `Basic` carries them.
    pub pair: Option<String>,
    /// A token that was handed over.
    pub handed: Option<String>,
    /// The origins to which a password may go besides the registry's.
    pub consented: Vec<String>,
}

impl<'a> Hostile<'a> {
    /// Servers that know nobody yet.
    pub fn new(input: &mut Input<'a>, registry: Url, echoes: Echoes) -> Hostile<'a> {
        Hostile {
            input: RefCell::new(input.branch()),
            registry,
            echoes,
            person: RefCell::default(),
            tokens: RefCell::default(),
            learned: RefCell::default(),
            clock: Cell::new(1_700_000_000_000),
            requests: Cell::default(),
            fault: RefCell::default(),
        }
    }

    /// The person does something.
    pub fn person(&self, act: impl FnOnce(&mut Person)) {
        act(&mut self.person.borrow_mut());
    }

    /// How many requests came.
    pub fn requests(&self) -> usize {
        self.requests.get()
    }

    /// What a request did that none may do.
    pub fn fault(&self) -> Result<(), Fault> {
        self.fault.borrow_mut().take().map_or(Ok(()), Err)
    }

    /// Time passes.
    pub fn wait(&self, time: Duration) {
        self.clock.set(self.clock.get() + time.as_millis() as u64);
    }

    fn dice(&self, below: u32) -> u32 {
        self.input.borrow_mut().dice.u32(..below)
    }

    fn text(&self) -> String {
        self.input.borrow_mut().another_text()
    }

    /// A new token for whoever asked.
    fn token(&self, pair: Option<String>) -> String {
        let mut tokens = self.tokens.borrow_mut();
        let token = planted_token(&format!("t{}", tokens.len()));
        tokens.push((token.clone(), pair));
        token
    }

    /// Where a request goes is judged by what it carries.
    fn look_at(&self, request: &Request) -> Result<(), String> {
        let person = self.person.borrow();
        let url = &request.url;
        let is_registry = url.origin() == self.registry.origin();
        let is_trusted = is_registry || person.consented.contains(&url.origin().ascii_serialization());
        let whose = |pair: Option<&String>, pass: &str| match (pair, &person.pair) {
            (None, _) => Ok(()),
            (Some(pair), Some(now)) if pair == now => Ok(()),
            _ => Err(format!("{pass} of somebody who is not signed in goes to {url}")),
        };
        if self.registry.scheme() == "https" && url.scheme() == "http" && request.carries_secret() {
            return Err(format!("a secret goes to {url} in the clear"));
        }
        // A server may give an address back with a secret of its own making in it.
        if self.echoes != Echoes::Everything && find(url.as_str()).is_some() {
            return Err(format!("a secret stands in {url}"));
        }
        if let Some(form) = &request.form {
            let password =
                form.fields().iter().find(|(name, _)| *name == "password").map(|(_, password)| password.as_str());
            let user = form.fields().iter().find(|(name, _)| *name == "username").map_or("", |(_, user)| user.as_str());
            if let Some(password) = password {
                whose(Some(&STANDARD.encode(format!("{user}:{password}"))), "a password")?;
                if !is_trusted || request.mode != Mode::NoRedirect {
                    return Err(format!("a password goes to {url}"));
                }
            }
        }
        match &request.authorization {
            None => Ok(()),
            Some(Authorization::Basic(pair)) => {
                whose(Some(&pair.expose().to_owned()), "a password")?;
                let is_service = !is_registry || is_service(url);
                if !is_trusted || is_service && request.mode != Mode::NoRedirect {
                    return Err(format!("a password goes to {url}, {:?}", request.mode));
                }
                Ok(())
            }
            Some(Authorization::Bearer(token)) => {
                let token = token.expose();
                if !is_registry {
                    return Err(format!("a token goes to {url}"));
                }
                let tokens = self.tokens.borrow();
                let made = tokens.iter().find(|(known, _)| known == token);
                if let Some((_, pair)) = made {
                    return whose(pair.as_ref(), "a token");
                }
                let is_handed = token.contains("handed");
                if is_handed && person.handed.as_deref() != Some(token) {
                    return Err(format!("a token that was handed over for somebody else goes to {url}"));
                }
                Ok(())
            }
        }
    }
}

trait Carries {
    fn carries_secret(&self) -> bool;
}

impl Carries for Request {
    fn carries_secret(&self) -> bool {
        let is_dummy = |value: &str| value.ends_with("pierglass-check-up");
        let authorization = self.authorization.as_ref().map(Authorization::header_value);
        authorization.is_some_and(|value| !is_dummy(&value)) || self.form.is_some()
    }
}

impl Http for &Hostile<'_> {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        self.requests.set(self.requests.get() + 1);
        self.learned.borrow_mut().extend(carried(&request));
        if let Err(said) = self.look_at(&request) {
            self.fault.borrow_mut().get_or_insert(Fault::Leak(format!("on its way: {said}")));
        }
        // Others act meanwhile.
        let mut is_first = true;
        poll_fn(|_| if std::mem::replace(&mut is_first, false) { Poll::Pending } else { Poll::Ready(()) }).await;
        self.wait(Duration::from_millis(self.dice(400).into()));
        self.answer(&request)
    }

    fn now(&self) -> Moment {
        Moment(self.clock.get())
    }
}

/// The secrets that a request carries.
fn carried(request: &Request) -> Vec<String> {
    let mut secrets = Vec::new();
    match &request.authorization {
        Some(Authorization::Bearer(token)) => secrets.push(token.expose().to_owned()),
        Some(Authorization::Basic(pair)) => {
            let decoded = STANDARD.decode(pair.expose()).ok().and_then(|pair| String::from_utf8(pair).ok());
            secrets.extend(
                decoded.as_deref().and_then(|pair| pair.split_once(':')).map(|(_, password)| password.to_owned()),
            );
            secrets.push(pair.expose().to_owned());
        }
        None => {}
    }
    let fields = request.form.iter().flat_map(|form| form.fields());
    secrets.extend(fields.filter(|(name, _)| *name == "password").map(|(_, password)| password.clone()));
    secrets
}

/// Whether an address of the registry's origin is that of a token service.
fn is_service(url: &Url) -> bool {
    ["/token", "/service/token"].contains(&url.path())
}

/// Some accounts, each with a password that no other has.
pub fn account(number: u32) -> (String, String) {
    (format!("user{number}"), planted(&format!("p{number}")))
}
