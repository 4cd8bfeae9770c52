//! Every target runs shortly with all other tests, so that none rots; and a look for faults finds those that are there.

use std::time::Duration;

use futures_util::FutureExt;
use pierglass::diagnosis::observation::Observation;
use pierglass::registry::auth::credentials::Credentials;
use pierglass::registry::client::Client;
use pierglass::registry::host::RegistryHost;

use super::*;
use crate::hostile::{Echoes, Hostile, account};
use crate::input::Input;
use crate::run::Outcome;
use crate::target::keeps_secrets;

fn outcome(target: Target, inputs: u64) -> Outcome {
    let plan = Plan { targets: vec![target], inputs: Some(inputs), seed: 7, time: None };
    run::run(&plan, |_| ()).remove(0)
}

/// A target that is none of Pierglass.
fn target(run: fn(&mut Input) -> Result<(), Fault>) -> Target {
    Target { name: "of-a-test", corpus: "one\n%%\ntwo\nlines\n", share: 1, run }
}

#[test]
fn every_target_holds() {
    for target in targets::all() {
        let outcome = outcome(target, 200);
        assert!(!outcome.is_bad(), "{}", outcome.reports.join("\n"));
        assert_eq!(outcome.inputs, 200, "{}", target.name);
    }
}

/// A check-up that is no longer read as one would be fuzzed as nothing.
#[test]
fn every_check_up_of_the_corpus_is_read() {
    for written in include_str!("../corpus/observation.txt").trim_end().split("\n%%\n") {
        let value = serde_json::from_str(written).expect("JSON");
        assert!(Observation::from_json(&value).is_some(), "{written}");
    }
}

#[test]
fn names_are_there_once() {
    let mut names: Vec<&str> = targets::all().iter().map(|target| target.name).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|two| two[0] != two[1]), "{names:?}");
    assert!(chosen(&["host".to_owned(), "session".to_owned()]).is_ok_and(|chosen| chosen.len() == 2));
    let error = chosen(&["nothing".to_owned()]).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("there is no target \"nothing\"; there are host, "), "{error}");
}

#[test]
fn the_same_seed_gives_the_same_inputs() {
    let target = target(|_| Ok(()));
    let corpus = target.entries();
    assert_eq!(corpus, ["one", "two\nlines"]);
    let bytes = |seed, number| Input::new(seed, target.name, number, &corpus).bytes;
    let many = |seed| (0..100).map(|number| bytes(seed, number)).collect::<Vec<Vec<u8>>>();
    assert_eq!(many(1), many(1));
    assert_ne!(many(1), many(2));
}

#[test]
fn what_stops_is_caught_and_told_with_its_seed() {
    let outcome =
        outcome(target(|input| if input.bytes.len() % 2 == 0 { panic!("an even number") } else { Ok(()) }), 100);
    assert!((1..100).contains(&outcome.panics) && outcome.is_bad());
    let report = &outcome.reports[0];
    assert!(report.contains("again: cargo lab fuzz of-a-test --seed 7 --only "), "{report}");
    assert!(report.contains("an even number") && report.contains("tests.rs"), "{report}");
    let table = table::table(&[outcome]);
    assert!(table.lines().nth(1).is_some_and(|line| line.starts_with("of-a-test ")), "{table}");
}

#[test]
fn what_leaks_and_what_does_not_hold_is_told() {
    let leaks = outcome(target(|_| keeps_secrets("a text", &format!("said: {}", secrets::planted("x")))), 10);
    assert_eq!((leaks.leaks, leaks.broken, leaks.panics), (10, 0, 0));
    assert!(leaks.reports[0].contains("a secret in a text: said: "), "{}", leaks.reports[0]);
    let broken = outcome(target(|_| Err(Fault::Broken("no".to_owned()))), 10);
    assert_eq!((broken.leaks, broken.broken, broken.reports.len()), (0, 10, 5));
}

/// The servers of the session look at what comes to them: nobody has signed in there, and a password comes.
#[test]
fn a_password_that_nobody_sent_is_seen() {
    let target = targets::all().into_iter().find(|target| target.name == "session").expect("the session");
    let corpus = target.entries();
    let host = RegistryHost::parse("r.example").expect("a host");
    let faults = (0..50).filter_map(|number| {
        let mut input = Input::new(1, target.name, number, &corpus);
        let http = Hostile::new(&mut input, host.url().clone(), Echoes::Nothing);
        let client = Client::new(&http, host.clone(), None);
        let (user, password) = account(0);
        client.session.sign_in(Credentials::new(&user, &password).expect("credentials"));
        for _ in 0..4 {
            let mut checked = Box::pin(client.session.check_sign_in());
            while checked.as_mut().now_or_never().is_none() {}
        }
        http.fault().err()
    });
    let faults: Vec<Fault> = faults.collect();
    assert!(
        faults.iter().any(|fault| matches!(fault, Fault::Leak(said) if said.contains("of somebody"))),
        "{faults:?}"
    );
}

#[test]
fn a_run_ends_with_its_time() {
    let plan = Plan { targets: vec![target(|_| Ok(()))], inputs: None, seed: 1, time: Some(Duration::from_millis(50)) };
    assert!(run::run(&plan, |_| ())[0].inputs > 0);
}
