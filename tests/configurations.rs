//! "Check my configuration" against a table of configurations: what it marks, on which lines, and what it does not see.

#[path = "configurations/table.rs"]
mod table;

use pierglass::diagnosis::configuration::{LocatedTrap, PageFacts, mended, read};
use url::Url;

fn marks(text: &str) -> Vec<LocatedTrap> {
    let registry = Url::parse("https://r.example/").expect("an address");
    read(&PageFacts { page_origin: "https://ui.example", registry: Some(&registry) }, text).marks
}

fn name(mark: &LocatedTrap) -> String {
    let name = format!("{:?}", mark.trap);
    name.split([' ', '{', '(']).next().unwrap_or_default().to_owned()
}

/// No trap is wrong, at most one of twenty is missed, and what a mark says ends it.
#[test]
fn of_all_servers() {
    let cases = table::cases();
    let (mut wrong, mut missed, mut all) = (0, 0, 0);
    let mut told = Vec::new();
    for case in &cases {
        let found = marks(&case.text);
        let mut left = case.traps.clone();
        all += left.len();
        for mark in &found {
            let own = (mark.line, name(mark));
            match left.iter().position(|trap| *trap == own) {
                Some(at) => drop(left.remove(at)),
                None => {
                    wrong += 1;
                    told.push(format!("{}: wrong: {own:?} on {:?}", case.name, mark.text));
                }
            }
        }
        missed += left.len();
        told.extend(left.iter().map(|trap| format!("{}: missed: {trap:?}", case.name)));
        ends(&case.name, &case.text, &found);
    }
    let whole = cases.iter().filter(|case| case.server.is_some()).count();
    println!("{whole} are whole files that their servers can check");
    println!("{} configurations: wrong traps {wrong}, missed {missed} of {all}", cases.len());
    assert!(cases.len() >= 60, "{} configurations", cases.len());
    assert_eq!(wrong, 0, "\n{}", told.join("\n"));
    assert!(missed * 20 <= all, "{missed} of {all}\n{}", told.join("\n"));
}

/// What the marks say is done, and the text read again: no trap is left that lines were given for.
#[track_caller]
fn ends(name: &str, text: &str, found: &[LocatedTrap]) {
    let mended = mended(text, found);
    let left: Vec<_> = marks(&mended).into_iter().filter(LocatedTrap::is_mended).map(|mark| mark.trap).collect();
    assert_eq!(left, [], "{name}: after the corrections\n{mended}");
}
