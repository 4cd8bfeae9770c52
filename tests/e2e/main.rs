//! The fourth ring: real browsers against the built page, a real registry and a token service.
//!
//! One file per story, one visible list of them below. A story runs in every engine, each time with
//! a browser of its own; when it fails, a picture of the page lies in the target folder.

mod stage;
mod the_lab_lets_pages_in;
mod the_page_opens;

use std::process::ExitCode;

use lab::browser::Engine;
use libtest_mimic::{Arguments, Trial};

use stage::{Story, story};

/// All stories, the plainest first.
fn stories() -> Vec<Story> {
    vec![story("the_page_opens", the_page_opens::run), story("the_lab_lets_pages_in", the_lab_lets_pages_in::run)]
}

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Browsers are heavy; more of them at once than processors only makes them late.
    arguments.test_threads.get_or_insert_with(|| std::thread::available_parallelism().map_or(1, usize::from).min(4));
    let mut trials = Vec::new();
    for story in stories() {
        for engine in Engine::ALL {
            let name = format!("{}/{engine}", story.name);
            let run = story.run.clone();
            trials.push(Trial::test(name.clone(), move || stage::perform(&name, engine, &run)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
