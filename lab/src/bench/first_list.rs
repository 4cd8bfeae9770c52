//! The first visit and the second: how long until a list of 20 repositories is on screen, and until a sign-in form is there. Page and
//! registry are on one origin behind nginx with brotli, and each visit is by a browser that was never there.
//!
//! The floor is `bare.html`, which asks for the same list and writes its names.

use std::time::Duration;

use anyhow::Result;

use super::nginx::LoggedNginx;
use super::profile::Profile;
use super::samples::{Came, Page, Samples, What};
use super::visit::{First, Visit};
use super::world::{Given, World};
use crate::seed::many::repository_names;
use crate::setup::{Content, Plan};

/// How many repositories the registry has.
const FEW: usize = 20;

/// So many rows are on every screen.
const ON_SCREEN: usize = 10;

/// The browser writes compiled code into its cache when nobody waits for it.
const WRITING: Duration = Duration::from_secs(2);

/// A browser tells of a file when all of it is there, which may be after the list.
const ENDING: Duration = Duration::from_secs(1);

fn plan() -> Plan {
    Plan::anonymous().content(Content::ManyRepositories(FEW))
}

fn first(click: bool) -> First {
    First { names: repository_names(ON_SCREEN).collect(), click }
}

/// Until the list is on screen, and until a click on its first row, made as soon as it is there, has opened that repository.
pub(super) async fn list(profile: Profile, given: &Given, samples: &mut Samples) -> Result<()> {
    let world = World::start_on_one_origin(plan(), given).await?;
    for (page, counts) in given.turns_with_peer() {
        let opens = matches!(page, Page::Pierglass | Page::Before);
        let visit = Visit::open_first(&first(opens)).await?;
        profile.put_on(&visit).await?;
        visit.go(&world.own_address(page)).await?;
        let visible = visit.painted("list").await?;
        let usable = if opens { visit.painted("opened").await? } else { visible };
        if counts {
            samples.add(What::Visible(profile), page, visible);
            if page != Page::Peer {
                samples.add(What::Usable(profile), page, usable);
            }
            if profile == Profile::Phone {
                trace(&visit, page, visible, What::Came, samples).await?;
            }
        }
        visit.close().await?;
        eprint!(".");
    }
    in_peers(profile, samples);
    Ok(())
}

/// When what came on the way to the list.
async fn trace(visit: &Visit, page: Page, visible: f64, what: fn(Came) -> What, samples: &mut Samples) -> Result<()> {
    tokio::time::sleep(ENDING).await;
    let came: [Option<f64>; 4] = visit.read("lab.trace()").await?;
    let steps = [Came::Html, Came::Program, Came::Asked, Came::Answer];
    for (step, when) in steps.into_iter().zip(came).chain([(Came::Rows, Some(visible))]) {
        if let Some(when) = when {
            samples.add(what(step), page, when);
        }
    }
    Ok(())
}

/// How many times as long as the peer a page takes, both in terms of the floor: by the peer's own files where they were measured, else
/// by its handed figures.
fn in_peers(profile: Profile, samples: &mut Samples) {
    let what = What::Visible(profile);
    let Some(floor) = samples.median(what, Page::Floor) else { return };
    let peer = samples.median(what, Page::Peer);
    for page in [Page::Pierglass, Page::Before] {
        if let Some(median) = samples.median(what, page) {
            match peer {
                Some(peer) => samples.add(What::InPeers(profile), page, median / peer),
                None => samples.add(What::InHandedPeers(profile), page, median / floor / profile.handed_peer()),
            }
        }
    }
}

/// On a phone: until the form is there with the focus in it, of a registry that lists nothing without an account.
pub(super) async fn sign_in_form(given: &Given, samples: &mut Samples) -> Result<()> {
    let open = World::start_on_one_origin(plan(), given).await?;
    let closed = World::start_on_one_origin(Plan::token().content(Content::Empty), given).await?;
    for (page, counts) in given.turns() {
        let visit = Visit::open_first(&first(false)).await?;
        Profile::Phone.put_on(&visit).await?;
        let (world, mark) = if page == Page::Floor { (&open, "list") } else { (&closed, "form") };
        visit.go(&world.own_address(page)).await?;
        let there = visit.painted(mark).await?;
        if counts {
            samples.add(What::SignInForm, page, there);
        }
        visit.close().await?;
        eprint!(".");
    }
    Ok(())
}

/// On a phone: until the list is on screen for somebody who comes again, in terms of a floor that is visited for the first time.
pub(super) async fn second_visit(given: &Given, samples: &mut Samples) -> Result<()> {
    let world = World::start_on_one_origin(plan(), given).await?;
    for (page, counts) in given.turns() {
        let visit = Visit::open_first(&first(false)).await?;
        Profile::Phone.put_on(&visit).await?;
        visit.go(&world.own_address(page)).await?;
        let mut visible = visit.painted("list").await?;
        if page != Page::Floor {
            visible = again(&visit, &world.nginx, &world.own_address(page)).await?;
        }
        if counts {
            samples.add(What::SecondVisit, page, visible);
            trace(&visit, page, visible, What::CameAgain, samples).await?;
        }
        visit.close().await?;
        eprint!(".");
    }
    Ok(())
}

async fn again(visit: &Visit, nginx: &LoggedNginx, address: &str) -> Result<f64> {
    nginx.quiet().await;
    tokio::time::sleep(WRITING).await;
    visit.leave().await?;
    visit.go(address).await?;
    visit.painted("list").await
}
