//! A server's answer: the healthy one, what parts make of it, the headers of CORS, and what parts make of those.

use super::message::{Answer, Ending, Request};
use super::registry;
use super::rule::{Act, Path, Rule};
use super::who::Who;
use super::world::World;

/// What a server answers to a request.
pub fn answer(world: &World, who: Who, request: &Request) -> Answer {
    let path = registry::path(world, who, request);
    let preflight = request.is_preflight();
    let authorized = request.header("authorization").is_some();
    let cors = world.plan.cors_of(who);
    let holds = |rule: &Rule, status: u16| rule.when.holds(who, preflight, path, status, authorized);
    let mut answer = match preflight {
        true => Answer::empty(cors.preflight),
        false => registry::answer(world, who, request),
    };
    if who == Who::Registry && request.longest_header() > world.plan.header_limit {
        // A proxy in front says this, before anybody behind it could add a header.
        return Answer::new(400, "text/html", "<html><h1>400 Request Header Or Cookie Too Large</h1></html>\n");
    }
    for rule in world.plan.rules.iter().filter(|rule| rule.act.is_early()) {
        if holds(rule, answer.status) {
            early(world, request, rule.act, &mut answer);
        }
    }
    let outside = matches!(path, Path::Other | Path::Root) && matches!(who, Who::Registry | Who::Twin);
    if (preflight || !outside || world.plan.cors_outside) && who != Who::Login {
        cors.apply(request, &world.page, &mut answer);
        for (_, value) in &mut answer.headers {
            if value.contains('{') {
                *value = world.fill(value, &request.target);
            }
        }
    }
    for rule in world.plan.rules.iter().filter(|rule| !rule.act.is_early()) {
        if holds(rule, answer.status) {
            late(world, request, rule.act, &mut answer);
        }
    }
    answer.delay += world.plan.base.way;
    answer
}

fn early(world: &World, request: &Request, act: Act, answer: &mut Answer) {
    let (delay, ending) = (answer.delay, answer.ending);
    match act {
        Act::Say(status, content_type, body) => {
            *answer = Answer::new(status, content_type, world.fill(body, ""));
            (answer.delay, answer.ending) = (delay, ending);
        }
        Act::Body(content_type, body) => {
            answer.body = world.fill(body, "").into_bytes();
            answer.set("Content-Type", content_type);
        }
        Act::Send(status, to) => {
            *answer = Answer::empty(status);
            answer.add("Location", &world.fill(to, &request.target));
            (answer.delay, answer.ending) = (delay, ending);
        }
        Act::Status(status) => answer.status = status,
        Act::Delay(more) => answer.delay += more,
        Act::Hang => answer.ending = Ending::Hang,
        Act::Close => answer.ending = Ending::Close,
        Act::Reset => answer.ending = Ending::Reset,
        Act::Cut => answer.ending = Ending::Cut,
        Act::Half => answer.body.truncate(answer.body.len() / 2),
        _ => {}
    }
}

fn late(world: &World, request: &Request, act: Act, answer: &mut Answer) {
    let fill = |text: &str| world.fill(text, &request.target);
    match act {
        Act::Set(name, value) => answer.set(name, &fill(value)),
        Act::Add(name, value) => answer.add(name, &fill(value)),
        Act::Remove(name) => answer.remove(name),
        Act::Rename(from, to) => {
            for (name, _) in answer.headers.iter_mut().filter(|(name, _)| name.eq_ignore_ascii_case(from)) {
                *name = to.to_owned();
            }
        }
        Act::NoCors => {
            answer.headers.retain(|(name, _)| !name.to_ascii_lowercase().starts_with("access-control-"));
        }
        Act::Chunked => answer.chunked = true,
        Act::Capitals => answer.capitals = true,
        Act::Backwards => answer.backwards = true,
        Act::LastOne => answer.last_one = true,
        _ => {}
    }
}
