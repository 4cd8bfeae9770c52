//! Runs targets in rounds, so that a run that is ended early has looked at all of them alike.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::input::Input;
use crate::target::{Fault, Target, escaped};

/// What to run.
pub struct Plan {
    /// The targets.
    pub targets: Vec<Target>,
    /// How many inputs over all of them; without a number until the time is over.
    pub inputs: Option<u64>,
    /// What all inputs are made of.
    pub seed: u64,
    /// For how long at most.
    pub time: Option<Duration>,
}

/// What came of a target.
pub struct Outcome {
    /// Which.
    pub target: Target,
    /// How many inputs.
    pub inputs: u64,
    /// For how long.
    pub time: Duration,
    /// The slowest input, and its number.
    pub slowest: (Duration, u64),
    /// How many of each kind.
    pub panics: u64,
    /// What does not hold.
    pub broken: u64,
    /// Secrets that came out.
    pub leaks: u64,
    /// The first of them, in words.
    pub reports: Vec<String>,
}

/// In so many rounds a run is done.
const ROUNDS: u64 = 50;
/// Without a number of inputs, a round has so many.
const ROUND: u64 = 1_000_000;
/// So many faults of a target are told, the others are counted.
const TOLD: usize = 5;
/// An input that takes longer is one that does not end.
const ENDLESS: Duration = Duration::from_secs(60);

/// Runs a plan; `on_round` is told what there is after each round.
pub fn run(plan: &Plan, on_round: impl Fn(&[Outcome])) -> Vec<Outcome> {
    let begun = Instant::now();
    let is_over = || plan.time.is_some_and(|time| begun.elapsed() >= time);
    let shares: u64 = plan.targets.iter().map(|target| target.share).sum();
    let mut outcomes: Vec<Outcome> = plan.targets.iter().map(|target| Outcome::new(*target)).collect();
    let watch = Watch::begin(plan.seed);
    for round in 1.. {
        for outcome in &mut outcomes {
            let in_all = plan.inputs.map_or(ROUND * round, |inputs| (inputs * round).div_ceil(ROUNDS));
            let goal = (in_all * outcome.target.share).div_ceil(shares.max(1));
            outcome.go_on(plan.seed, goal, &watch, &is_over);
        }
        on_round(&outcomes);
        if is_over() || plan.inputs.is_some() && round == ROUNDS {
            break;
        }
    }
    outcomes
}

impl Outcome {
    fn new(target: Target) -> Outcome {
        let (time, slowest) = (Duration::ZERO, (Duration::ZERO, 0));
        Outcome { target, inputs: 0, time, slowest, panics: 0, broken: 0, leaks: 0, reports: Vec::new() }
    }

    /// Whether anything was found.
    pub fn is_bad(&self) -> bool {
        self.panics + self.broken + self.leaks > 0
    }

    fn go_on(&mut self, seed: u64, goal: u64, watch: &Watch, is_over: &impl Fn() -> bool) {
        let corpus = self.target.entries();
        watch.target(self.target.name);
        while self.inputs < goal && !(self.inputs.is_multiple_of(64) && is_over()) {
            self.one(seed, self.inputs, &corpus, watch);
            self.inputs += 1;
        }
        watch.rest();
    }

    fn one(&mut self, seed: u64, number: u64, corpus: &[&str], watch: &Watch) {
        watch.look_at(number);
        let mut input = Input::new(seed, self.target.name, number, corpus);
        let begun = Instant::now();
        let outcome = self.target.try_input(&mut input);
        let took = begun.elapsed();
        self.time += took;
        if took > self.slowest.0 {
            self.slowest = (took, number);
        }
        let Err(fault) = outcome else { return };
        let (count, what) = match &fault {
            Fault::Panic(said) => (&mut self.panics, format!("stopped: {said}")),
            Fault::Broken(said) => (&mut self.broken, format!("does not hold: {said}")),
            Fault::Leak(said) => (&mut self.leaks, format!("a secret {said}")),
        };
        *count += 1;
        if self.reports.len() < TOLD {
            let name = self.target.name;
            self.reports.push(format!(
                "{name}, seed {seed}, input {number} (again: cargo lab fuzz {name} --seed {seed} --only {number})\n  {what}\n  \
                 input: {}",
                escaped(&input.bytes)
            ));
        }
    }
}

/// Ends the program where an input does not: nothing else could say which one it was.
struct Watch {
    /// The number of the input, counted from 1; 0 while there is none.
    number: Arc<AtomicU64>,
    name: Arc<Mutex<&'static str>>,
}

impl Watch {
    fn begin(seed: u64) -> Watch {
        let watch = Watch { number: Arc::default(), name: Arc::default() };
        let (number, name) = (Arc::downgrade(&watch.number), watch.name.clone());
        thread::spawn(move || {
            let mut before = (0, Instant::now());
            while let Some(number) = number.upgrade().map(|number| number.load(Ordering::Relaxed)) {
                if number != before.0 {
                    before = (number, Instant::now());
                } else if number > 0 && before.1.elapsed() > ENDLESS {
                    let name = name.lock().map(|name| *name).unwrap_or_default();
                    eprintln!("lab: {name}, seed {seed}, input {} does not end", number - 1);
                    std::process::exit(1);
                }
                thread::sleep(Duration::from_millis(500));
            }
        });
        watch
    }

    fn target(&self, name: &'static str) {
        if let Ok(mut known) = self.name.lock() {
            *known = name;
        }
    }

    fn look_at(&self, number: u64) {
        self.number.store(number + 1, Ordering::Relaxed);
    }

    fn rest(&self) {
        self.number.store(0, Ordering::Relaxed);
    }
}
