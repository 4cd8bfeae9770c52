//! A draw: what a seed makes of bases and parts.

use std::path::Path;

use anyhow::Result;

use super::base::{Access, Base, Hosts, Page};
use super::cors::STYLES;
use super::part::{Part, Relation};
use super::parts;
use super::plan::Plan;
use super::random::Random;
use super::running::Running;
use super::truth::Truth;
use crate::browser::Engine;
use crate::network::names::Family;

/// A registry that can be started, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// What it was made of.
    pub seed: u64,
    /// The browser that it was made for.
    pub engine: Engine,
    parts: Vec<&'static Part>,
    plan: Plan,
}

/// In each row of so many seeds the kinds stand in another order.
const ROW: u64 = 20;

/// How many faults are in the draws of a row. Some of the pairs find no partner, because nothing can be seen beside them: with
/// those, about 55 of 100 broken draws have one fault.
const KINDS: [usize; 20] = [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2];

/// What a seed makes for a browser.
pub fn draw(seed: u64, engine: Engine) -> Drawn {
    let mut random = Random::new(seed ^ 0x0070_6965_7267_6C61);
    let base = base(&mut random, engine);
    let (number, faults) = kind(seed);
    let mut chosen: Vec<&'static Part> = Vec::new();
    if faults > 0 {
        chosen.push(turn(parts::all().filter(|part| part.is_fault() && part.fits(engine)), number, engine));
    }
    if faults > 1 {
        let mut others: Vec<&Part> = parts::all().filter(|part| part.is_fault() && part.fits(engine)).collect();
        random.shuffle(&mut others);
        add_first(&mut chosen, &others, base);
    }
    let harmless = random.one_of(&[0, 1, 1, 2, 2]);
    let mut odd: Vec<&Part> = parts::all().filter(|part| !part.is_fault() && part.fits(engine)).collect();
    random.shuffle(&mut odd);
    // Whose turn it is comes first. Beside a fault some never find a place, so healthy draws have turns of their own.
    let turns = match faults {
        0 => [seed.wrapping_sub(number).wrapping_mul(2), seed.wrapping_sub(number).wrapping_mul(2).wrapping_add(1)],
        _ => [number, number.wrapping_add(odd.len() as u64 / 2)],
    };
    for number in turns {
        odd.insert(0, turn(odd.clone().into_iter(), number, engine));
    }
    for _ in 0..harmless {
        add_first(&mut chosen, &odd, base);
    }
    with_parts(seed, base, chosen)
}

/// A draw with these parts alone, as they need it.
pub fn with_parts(seed: u64, base: Base, parts: Vec<&'static Part>) -> Drawn {
    let base = Part::base_for(&parts, base).unwrap_or(base);
    let mut plan = Plan::healthy(base);
    for part in &parts {
        (part.apply)(&mut plan);
    }
    Drawn { seed, engine: base.engine, parts, plan }
}

/// Adds the first that goes together with all that are there.
fn add_first(chosen: &mut Vec<&'static Part>, from: &[&'static Part], base: Base) {
    let fits = |part: &Part| chosen.iter().all(|one| one.relation(part) != Relation::Apart);
    let found = from.iter().copied().find(|part| {
        let together: Vec<&Part> = chosen.iter().copied().chain([*part]).collect();
        fits(part) && Part::base_for(&together, base).is_some()
    });
    chosen.extend(found);
}

/// How many broken draws were before this one, and how many faults it has.
fn kind(seed: u64) -> (u64, usize) {
    let row = seed / ROW;
    let mut kinds = KINDS;
    Random::new(row).shuffle(&mut kinds);
    let at = usize::try_from(seed % ROW).unwrap_or(0);
    let broken = |kinds: &[usize]| kinds.iter().filter(|faults| **faults > 0).count() as u64;
    (row.wrapping_mul(broken(&KINDS)).wrapping_add(broken(&kinds[..at])), kinds[at])
}

/// Whose turn it is: all of them come before one comes again.
fn turn(of: impl Iterator<Item = &'static Part>, number: u64, engine: Engine) -> &'static Part {
    let mut of: Vec<&Part> = of.collect();
    of.sort_by_key(|part| part.name);
    of.dedup_by_key(|part| part.name);
    Random::new(engine as u64).shuffle(&mut of);
    let at = number % u64::try_from(of.len()).unwrap_or(1);
    of[usize::try_from(at).unwrap_or(0)]
}

fn base(random: &mut Random, engine: Engine) -> Base {
    let hosts = match random.below(10) {
        0..=4 => Hosts::Named(Family::V4),
        5..=7 => Hosts::Named(Family::Both),
        8 => Hosts::Localhost,
        _ => Hosts::Loopback,
    };
    let page = match random.below(20) {
        0..=7 => Page::Loopback,
        8..=12 => Page::Localhost,
        13..=14 => Page::Named,
        _ => Page::Https,
    };
    let access = match random.below(10) {
        0..=2 => Access::Open,
        3..=5 => Access::Basic,
        _ => Access::Bearer,
    };
    let mut base = Base {
        engine,
        hosts,
        page,
        registry_https: random.percent(45),
        token_https: random.percent(50),
        access,
        signed_in: random.percent(65),
        account: random.below(3),
        repository: random.percent(60),
        cors: random.below(STYLES),
        token_cors: random.below(STYLES),
        cors_outside: random.percent(50),
        way: match random.below(20) {
            0 => 300,
            1..=8 => 10,
            _ => 0,
        },
    };
    base.settle();
    base
}

impl Drawn {
    /// What the server is, in plain words.
    pub fn sentence(&self) -> String {
        let mut sentence = format!("{}.", self.plan.base.sentence());
        for part in &self.parts {
            sentence.push(' ');
            sentence.push_str(part.sentence);
        }
        sentence
    }

    /// The names of its parts.
    pub fn part_names(&self) -> Vec<&'static str> {
        self.parts.iter().map(|part| part.name).collect()
    }

    /// Its parts.
    pub fn parts(&self) -> &[&'static Part] {
        &self.parts
    }

    /// What its servers are like.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What is wrong with it and what only looks so, in the order of its parts.
    pub fn truth(&self) -> Vec<Truth> {
        self.parts.iter().map(|part| part.truth).collect()
    }

    /// What has to be found: of two faults the one that hides the other, or either.
    pub fn to_find(&self) -> Vec<Truth> {
        let faults: Vec<&Part> = self.parts.iter().copied().filter(|part| part.is_fault()).collect();
        let hidden =
            |part: &Part| faults.iter().any(|other| other.name != part.name && other.relation(part) == Relation::First);
        faults.iter().filter(|part| !hidden(part)).map(|part| part.truth).collect()
    }

    /// Starts its servers, and the page from a folder.
    pub async fn start(&self, page_folder: &Path) -> Result<Running> {
        Running::start(&self.plan, page_folder).await
    }
}
