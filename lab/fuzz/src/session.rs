//! A client of hostile servers, and a person who acts while requests are on their way.

use std::future::ready;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pierglass::registry::auth::credentials::Credentials;
use pierglass::registry::auth::handed_token::HandedToken;
use pierglass::registry::client::Client;
use pierglass::registry::failure::Failure;
use pierglass::registry::host::RegistryHost;
use pierglass::registry::listing::{List, list};
use pierglass::registry::manifest::Document;
use pierglass::registry::manifests::{image_config, manifest};
use pierglass::registry::platform::Platform;
use pierglass::registry::reference::{Repository, Tag, Version};
use pierglass::registry::tag_detail::tag_detail;
use url::Url;

use crate::holds;
use crate::hostile::{Echoes, Hostile, account};
use crate::input::Input;
use crate::secrets::planted_token;
use crate::target::{Fault, keeps_secrets};

type Task<'a> = Pin<Box<dyn Future<Output = Result<(), Fault>> + 'a>>;
type Of<'h, 'c> = Client<&'h Hostile<'c>>;

/// What one thing that a person does may cost at most, in requests.
const REQUESTS: usize = 400;

/// No secret goes where it must not, none comes back in what is shown, nobody's pass is sent after they left, and all ends.
pub fn session(input: &mut Input) -> Result<(), Fault> {
    let registry =
        input.one(&["https://r.example", "https://r.example", "http://r.example:5000", "http://localhost:5000"]);
    let realm = (input.dice.u8(..8) == 0).then(|| Url::parse("https://auth.example/token").ok()).flatten();
    let acts = input.dice.u32(4..40);
    let host = RegistryHost::parse(registry).expect("a registry");
    let echoes = input.one(&[Echoes::Nothing, Echoes::Own]);
    let http = Hostile::new(input, host.url().clone(), echoes);
    let client = Client::new(&http, host, realm);
    let mut tasks: Vec<Task> = Vec::new();
    let mut begun = 0;
    for _ in 0..acts {
        let dice = |below: u32| http.input.borrow_mut().dice.u32(..below);
        match dice(20) {
            0..4 => {
                begun += 1;
                tasks.push(begin(&client, dice(7)));
            }
            4..6 => sign_in(&client, &http, dice(3)),
            6 => sign_out(&client, &http),
            7 => hand_over(&client, &http, dice(3)),
            8 => consent(&client, &http, dice(3)),
            9 => http.wait(Duration::from_secs(dice(4000).into())),
            10 if !tasks.is_empty() => drop(tasks.swap_remove(dice(tasks.len() as u32) as usize)),
            11 => looks(&client)?,
            _ => poll_one(&mut tasks, dice(1 << 16) as usize)?,
        }
        http.fault()?;
    }
    let mut polls = 0;
    while !tasks.is_empty() {
        // One may wait for another.
        poll_one(&mut tasks, polls)?;
        http.fault()?;
        polls += 1;
        holds!(polls < 50_000, "it does not end");
    }
    holds!(http.requests() <= REQUESTS * (begun + 1), "{} requests for {begun} acts", http.requests());
    looks(&client)
}

fn poll_one(tasks: &mut Vec<Task>, at: usize) -> Result<(), Fault> {
    if tasks.is_empty() {
        return Ok(());
    }
    let at = at % tasks.len();
    let mut context = Context::from_waker(Waker::noop());
    match tasks[at].as_mut().poll(&mut context) {
        Poll::Pending => Ok(()),
        Poll::Ready(outcome) => {
            drop(tasks.swap_remove(at));
            outcome
        }
    }
}

/// Something that a page begins.
fn begin<'t, 'h: 't, 'c: 'h>(client: &'t Of<'h, 'c>, what: u32) -> Task<'t> {
    Box::pin(async move {
        let (Ok(repository), Ok(tag)) = (Repository::parse("team/app"), Tag::parse("1.2")) else { return Ok(()) };
        let failure = match what {
            0 => list(client, &List::Repositories, &mut |_| Box::pin(ready(()))).await.err(),
            1 => list(client, &List::Tags(repository), &mut |_| Box::pin(ready(()))).await.err(),
            2 => tag_detail(client, &repository, &tag, &Platform::linux_amd64()).await.err(),
            3 => match manifest(client, &repository, &Version::Tag(tag), None).await {
                Err(failure) => Some(failure),
                Ok(fetched) => match fetched.document {
                    Document::Image(image) => match &image.config {
                        Some(config) => image_config(client, &repository, config).await.err(),
                        None => None,
                    },
                    _ => None,
                },
            },
            4 => match client.session.how_to_sign_in().await {
                Ok(how) => return keeps_secrets("how to sign in", &format!("{how:?}")),
                Err(failure) => Some(failure),
            },
            5 => client.session.check_sign_in().await.err(),
            _ => list(client, &List::Repositories, &mut |_| Box::pin(ready(()))).await.err(),
        };
        failure.map_or(Ok(()), |failure: Failure| keeps_secrets("a failure", &format!("{failure:?}")))
    })
}

fn sign_in(client: &Of, http: &Hostile, number: u32) {
    let (user, password) = account(number);
    let Ok(credentials) = Credentials::new(&user, &password) else { return };
    client.session.sign_in(credentials);
    http.person(|person| {
        person.pair = Some(STANDARD.encode(format!("{user}:{password}")));
        person.handed = None;
    });
}

fn hand_over(client: &Of, http: &Hostile, number: u32) {
    let token = planted_token(&format!("handed{number}"));
    let Ok(handed) = HandedToken::new("robot", &token) else { return };
    client.session.hand_over(handed);
    http.person(|person| {
        person.pair = None;
        person.handed = Some(token);
    });
}

fn sign_out(client: &Of, http: &Hostile) {
    client.sign_out();
    http.person(|person| *person = Default::default());
}

fn consent(client: &Of, http: &Hostile, number: u32) {
    let realm =
        ["https://auth.example/token", "https://other.example/token", "https://third.example/"][number as usize];
    let Ok(realm) = Url::parse(realm) else { return };
    client.session.consent(&realm);
    http.person(|person| person.consented.push(realm.origin().ascii_serialization()));
}

/// What a page keeps and shows of a session.
fn looks(client: &Of) -> Result<(), Fault> {
    keeps_secrets("what is kept", &format!("{:?}", client.session.memory()))?;
    keeps_secrets("who is signed in", &format!("{:?} {:?}", client.session.account(), client.session.sign_in_kept()))?;
    keeps_secrets("tokens", &format!("{:?}", client.session.living_tokens()))
}
