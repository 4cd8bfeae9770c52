//! The folder `browser`, and what of `ui` only a real browser can show: what is sent, what is given up, what is kept.
#![cfg(target_arch = "wasm32")]

use std::time::Duration;

use js_sys::{Reflect, eval};
use leptos::prelude::*;
use pierglass::address::Address;
use pierglass::browser::fetch::Fetch;
use pierglass::browser::senses::Watch;
use pierglass::browser::storage::{self, Key};
use pierglass::browser::time::pause;
use pierglass::browser::{address_bar, clipboard, locale};
use pierglass::diagnosis::senses::{Engine, LONG_ACCEPT, Sense, SenseAnswer, Senses};
use pierglass::registry::auth::credentials::Credentials;
use pierglass::registry::digest::Digest;
use pierglass::registry::host::RegistryHost;
use pierglass::registry::http::{Answer, Authorization, Blocked, ERROR_LIMIT, Form, Http, Method, Moment, Request};
use pierglass::registry::secret::Secret;
use pierglass::ui::parts::window_list::{Rows, WindowList};
use pierglass::ui::state::recent::{forget_all, forget_recent, recent, remember_recent};
use pierglass::ui::tasks::Task;
use url::Url;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, Storage};

wasm_bindgen_test_configure!(run_in_browser);

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

fn told(script: &str) -> JsValue {
    eval(script).expect("a script")
}

/// Keeps its request in `globalThis.asked`, and never answers.
const SILENCE: &str = "request => { globalThis.asked = request; return new Promise(() => {}); }";

/// Puts a function in fetch's place, as extensions and portals do, until it is dropped.
struct Instead;

impl Instead {
    fn of_fetch(function: &str) -> Instead {
        eval(&format!("globalThis.realFetch ??= fetch; globalThis.fetch = {function}")).expect("a script");
        Instead
    }
}

impl Drop for Instead {
    fn drop(&mut self) {
        eval("globalThis.fetch = globalThis.realFetch").expect("a script");
    }
}

#[wasm_bindgen_test]
async fn whatever_stands_in_the_place_of_fetch() {
    for rejected in [
        "() => { throw new Error('no') }",
        "() => { throw 'no' }",
        "() => Promise.reject('no')",
        "() => Promise.reject(undefined)",
        "() => Promise.reject({ status: 407 })",
        "undefined",
        "{}",
    ] {
        let _instead = Instead::of_fetch(rejected);
        let answer = Fetch.send(Request::get(url("https://registry.example/v2/"))).await;
        assert!(matches!(answer, Ok(Answer::Blocked(Blocked::Rejected { .. }))), "{rejected}: {answer:?}");
    }
    for no_response in ["() => undefined", "async () => ({ status: 200 })", "async () => 'no'", "async () => null"] {
        let _instead = Instead::of_fetch(no_response);
        let answer = Fetch.send(Request::get(url("https://registry.example/v2/"))).await;
        assert!(answer.is_err(), "{no_response}: {answer:?}");
    }
    // One that is read already, and one that answers at once.
    let _instead = Instead::of_fetch("async () => { const read = new Response('{}'); await read.text(); return read }");
    let answer = Fetch.send(Request::get(url("https://registry.example/v2/"))).await;
    assert!(matches!(answer, Ok(Answer::Blocked(Blocked::BodyBroken { status: 200, .. }))), "{answer:?}");
    let _instead = Instead::of_fetch("() => new Response('{}')");
    let answer = Fetch.send(Request::get(url("https://registry.example/v2/"))).await;
    assert!(matches!(&answer, Ok(Answer::Read(response)) if response.text() == "{}"), "{answer:?}");
}

#[wasm_bindgen_test]
async fn a_header_that_no_browser_sends() {
    let authorization = Some(Authorization::Bearer(Secret::new("line\nline")));
    let answer = Fetch.send(Request::get(url("https://registry.example/v2/")).authorized(authorization)).await;
    let Err(error) = answer else { panic!("{answer:?}") };
    assert!(!error.to_string().contains("line"), "{error}");
}

#[wasm_bindgen_test]
async fn a_readable_answer() {
    let answer = Fetch.send(Request::get(url("data:application/json;charset=utf-8,{}"))).await;
    let Ok(Answer::Read(response)) = answer else { panic!("{answer:?}") };
    assert_eq!(response.status, 200);
    assert_eq!(response.text(), "{}");
    assert_eq!(response.content_type().as_deref(), Some("application/json"));
    assert!(!response.truncated);
}

#[wasm_bindgen_test]
async fn a_body_is_read_up_to_its_limit() {
    let long = format!("data:text/plain,{}", "x".repeat(1000));
    let request = Request { body_limit: 10, ..Request::get(url(&long)) };
    let answer = Fetch.send(request).await;
    let Ok(Answer::Read(response)) = answer else { panic!("{answer:?}") };
    assert_eq!((response.body.len(), response.truncated), (10, true));
}

#[wasm_bindgen_test]
async fn where_nobody_listens_there_is_nothing_to_read() {
    let answer = Fetch.send(Request::get(url("http://127.0.0.1:9/v2/"))).await;
    assert!(matches!(answer, Ok(Answer::Blocked(Blocked::Rejected { .. }))), "{answer:?}");
}

#[wasm_bindgen_test]
async fn a_plain_request_has_nothing_that_causes_a_preflight() {
    let _silence = Instead::of_fetch(SILENCE);
    let request = Request { time_limit: Duration::from_millis(30), ..Request::get(url("https://r.example/v2/")) };
    let answer = Fetch.send(request).await;
    assert!(matches!(answer, Ok(Answer::Blocked(Blocked::TimedOut { .. }))), "{answer:?}");
    assert_eq!(told("asked.credentials"), "omit");
    assert_eq!(told("asked.mode"), "cors");
    assert_eq!(told("asked.method"), "GET");
    assert_eq!(told("[...asked.headers.keys()].join()"), "");
    assert!(told("asked.signal.aborted").is_truthy(), "a request that takes too long is given up");
}

#[wasm_bindgen_test]
async fn a_form_and_a_sign_in() {
    let _silence = Instead::of_fetch(SILENCE);
    let credentials = Credentials::new("demo", "a:b \u{fc}\"").expect("credentials");
    let form = Form::new(vec![("password", "a b&c".to_string())]);
    let request = Request::post_form(url("https://a.example/token"), form).authorized(Some(credentials.basic()));
    Fetch.send(Request { time_limit: Duration::from_millis(30), ..request }).await.expect("a request");
    assert_eq!(told("asked.headers.get('content-type')"), "application/x-www-form-urlencoded");
    assert_eq!(told("asked.headers.get('authorization')"), "Basic ZGVtbzphOmIgw7wi");
    let body = wasm_bindgen_futures::JsFuture::from(told("asked.text()").unchecked_into::<js_sys::Promise>()).await;
    assert_eq!(body.expect("a body"), "password=a+b%26c");
}

#[wasm_bindgen_test]
async fn a_request_that_nobody_waits_for_is_given_up() {
    let _silence = Instead::of_fetch(SILENCE);
    let mut request = Box::pin(Fetch.send(Request::get(url("https://r.example/v2/"))));
    let _ = futures_util::poll!(&mut request);
    assert!(!told("asked.signal.aborted").is_truthy());
    drop(request);
    assert!(told("asked.signal.aborted").is_truthy());
}

#[wasm_bindgen_test]
async fn a_probe_may_force_a_preflight() {
    let _silence = Instead::of_fetch(SILENCE);
    let request = Request { time_limit: Duration::from_millis(30), ..Request::get(url("https://r.example/v2/")) };
    let probe = Request { method: Method::Delete, probe_header: Some(("Content-Type", "application/json")), ..request }
        .accepting(LONG_ACCEPT);
    Fetch.send(probe).await.expect("a request");
    assert_eq!(told("asked.method"), "DELETE");
    assert_eq!(told("[...asked.headers.keys()].join()"), "accept,content-type");
    assert_eq!(told("asked.credentials"), "omit");
}

#[wasm_bindgen_test]
async fn without_the_page_of_the_probes_no_question_is_answered() {
    let watch = Watch::begin();
    let (address, limit) = (url("http://127.0.0.1:9/v2/"), Duration::from_millis(10));
    let sensed = watch.sense(Sense::Oracle, &address, limit).await;
    assert_eq!(sensed.answer, SenseAnswer::Unavailable);
    assert_eq!(told("document.querySelectorAll('iframe[sandbox]').length"), 0);

    let mut question = Box::pin(watch.sense(Sense::Oracle, &address, limit));
    let _ = futures_util::poll!(&mut question);
    assert_eq!(told("document.querySelectorAll('iframe[sandbox]').length"), 1);
    drop(question);
    assert_eq!(told("document.querySelectorAll('iframe[sandbox]').length"), 0);
}

#[wasm_bindgen_test]
async fn the_page_knows_its_circumstances() {
    let watch = Watch::begin();
    told(
        "document.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), { blockedURI: 'https://r.example/v2/?token=x', effectiveDirective: 'connect-src' }))",
    );
    let page = watch.page().await;
    assert_eq!(page.origin, told("origin").as_string().expect("an origin"));
    let is_firefox = told("navigator.userAgent.includes('Firefox/')").is_truthy();
    assert_eq!(page.engine, if is_firefox { Engine::Firefox } else { Engine::Chromium });
    assert!(page.is_secure_context, "loopback is");
    let blocked: Vec<_> = page.policy_blocked.iter().map(|one| (&*one.blocked, &*one.directive)).collect();
    assert_eq!(blocked, [("https://r.example", "connect-src")]);
}

#[wasm_bindgen_test]
async fn a_page_that_goes_gives_its_requests_up() {
    let _silence = Instead::of_fetch(SILENCE);
    let host = document().create_element("div").expect("an element").unchecked_into::<HtmlElement>();
    let page = leptos::mount::mount_to(host, || {
        Task::spawn(async {
            let _ = Fetch.send(Request::get(url("https://r.example/v2/page"))).await;
        });
    });
    pause(Duration::from_millis(20)).await;
    assert_eq!(told("asked.url"), "https://r.example/v2/page");
    assert!(!told("asked.signal.aborted").is_truthy());
    drop(page);
    pause(Duration::from_millis(20)).await;
    assert!(told("asked.signal.aborted").is_truthy());
}

#[wasm_bindgen_test]
fn storage_keeps_each_kind_apart() {
    let host = RegistryHost::parse("r.example").expect("a registry");
    storage::save(Key::Opened(&host), &["x".to_string()]);
    assert_eq!(storage::load(Key::Opened(&host)), ["x"]);
    assert_eq!(storage::load(Key::SignedIn(&host)), [""; 0]);
    let of = |area: Result<Option<Storage>, JsValue>| area.ok().flatten().expect("storage");
    let window = web_sys::window().expect("a window");
    let (raw, of_tab) = (of(window.local_storage()), of(window.session_storage()));
    // What earlier releases kept is found again.
    let name = "pierglass.1.opened.r.example";
    assert_eq!(raw.get_item(name).expect("an item").as_deref(), Some("[\"x\"]"));
    assert_eq!(of_tab.get_item(name), Ok(None));
    raw.set_item(name, "{\"of\": \"another shape\"}").expect("room");
    assert_eq!(storage::load(Key::Opened(&host)), [""; 0], "a value of another shape is no value");
    storage::remove(Key::Opened(&host));
    assert_eq!(raw.get_item(name), Ok(None));
    storage::save(Key::SignedIn(&host), &["1".to_string()]);
    assert_eq!(of_tab.get_item("pierglass.1.signed-in.r.example").expect("an item").as_deref(), Some("[\"1\"]"));
    storage::remove(Key::SignedIn(&host));
}

#[wasm_bindgen_test]
fn whoever_forgets_all_registries_forgets_those_beyond_the_eighth() {
    let hosts: Vec<_> = (0..9).map(|at| RegistryHost::parse(&format!("r{at}.example")).expect("a registry")).collect();
    let open_all = || {
        for host in &hosts {
            remember_recent(host);
            storage::save(Key::Opened(host), &["app".to_string()]);
            storage::save(Key::Memory(host), &["https://auth.example/token".to_string()]);
            storage::save(Key::SignedOut(host), &["1".to_string()]);
        }
        storage::save(Key::SignedIn(&hosts[0]), &["1".to_string()]);
        storage::save(Key::Show, &["tree".to_string()]);
        assert_eq!((recent().len(), recent().contains(&hosts[0])), (8, false));
    };
    let left = "Object.keys(localStorage).filter(key => key.includes('.example')).join()";
    open_all();
    forget_all();
    assert_eq!((recent(), told(left)), (Vec::new(), JsValue::from_str("")));

    open_all();
    recent().iter().for_each(forget_recent);
    assert_eq!((recent(), told(left)), (Vec::new(), JsValue::from_str("")));
    // A choice is no registry's, and a sign-in of this tab ends by a sign-out.
    assert_eq!(storage::load(Key::Show), ["tree"]);
    assert_eq!(storage::load(Key::SignedIn(&hosts[0])), ["1"]);
    storage::remove(Key::Show);
    storage::remove(Key::SignedIn(&hosts[0]));
}

#[wasm_bindgen_test]
async fn the_address_bar_tells_of_each_change() {
    let seen = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let noted = seen.clone();
    address_bar::on_change(move |address| noted.borrow_mut().push(address));
    let address = Address::parse("#/http://localhost:5000/team/app:1.2");
    address_bar::go(&address);
    pause(Duration::from_millis(50)).await;
    assert_eq!(address_bar::current(), address);
    assert_eq!(*seen.borrow(), [address]);
    address_bar::go(&Address::Connect);
    pause(Duration::from_millis(50)).await;
}

#[wasm_bindgen_test]
async fn copying_works_without_the_clipboard_of_secure_pages() {
    // A page on plain http has no navigator.clipboard, and headless browsers may forbid the command; what matters is
    // that the page goes on and that nothing of the attempt stays in it.
    let before = document().body().expect("a body").child_element_count();
    told("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })");
    told(
        "document.execCommand = command => { globalThis.commanded = command + ' ' + document.activeElement.value; return true; }",
    );
    assert!(clipboard::copy("a text").await);
    assert_eq!(told("commanded"), "copy a text");
    told("delete navigator.clipboard; delete document.execCommand");
    assert_eq!(document().body().expect("a body").child_element_count(), before);
}

#[wasm_bindgen_test]
async fn ten_thousand_rows_are_few_in_the_document() {
    let host = document().create_element("div").expect("an element").unchecked_into::<HtmlElement>();
    document().body().expect("a body").append_child(&host).expect("a place");
    let count = RwSignal::new(10_000);
    let made = host.clone();
    let list = leptos::mount::mount_to(made, move || {
        let rows = Rows {
            count: count.into(),
            key: Callback::new(|row: usize| row.to_string()),
            view: Callback::new(|row: usize| view! { <a href="#x">{format!("row {row}")}</a> }.into_any()),
            height: (40.0, 40.0),
        };
        view! { <WindowList rows scrolled=RwSignal::new(0.0) label="Rows" ahead=|| ()/> }
    });
    pause(Duration::from_millis(100)).await;
    let in_document = || host.get_elements_by_class_name("row").length();
    assert!((5..200).contains(&in_document()), "{} rows", in_document());
    let high = host.query_selector("ol").expect("a list").expect("a list");
    assert_eq!(Reflect::get(&high, &"offsetHeight".into()), Ok(JsValue::from_f64(400_000.0)));

    // The style that positions rows belongs to the page; here only what is in the document matters.
    window().scroll_to_with_x_and_y(0.0, 200_000.0);
    pause(Duration::from_millis(100)).await;
    let first = host.query_selector(".row").expect("rows").and_then(|row| row.get_attribute("data-row"));
    let first: usize = first.expect("a row").parse().expect("a number");
    assert!((4_900..5_001).contains(&first), "the first row is {first}");
    assert!(in_document() < 200);

    count.set(3);
    pause(Duration::from_millis(100)).await;
    assert_eq!(in_document(), 3);
    drop(list);
    host.remove();
}

#[wasm_bindgen_test]
async fn a_wrong_body_in_the_browser_s_cache_is_asked_for_anew() {
    let _instead = Instead::of_fetch(
        "request => { (globalThis.modes ??= []).push(request.cache); \
         return new Response(request.cache === 'reload' ? 'right' : 'wrong'); }",
    );
    let right = Digest::of(b"right");
    let named = || Request::get(url("https://registry.example/v2/a/blobs/x")).named(&right);
    let answer = Fetch.send(Request { anonymous: true, ..named() }).await;
    assert!(matches!(&answer, Ok(Answer::Read(response)) if response.text() == "right"), "{answer:?}");
    assert_eq!(told("modes.splice(0).join()"), JsValue::from_str("default,reload"));
    // What somebody signed in asks for never goes there.
    let answer = Fetch.send(named()).await;
    assert!(matches!(&answer, Ok(Answer::Read(response)) if response.text() == "wrong"), "{answer:?}");
    assert_eq!(told("modes.splice(0).join()"), JsValue::from_str("no-store"));
}

#[wasm_bindgen_test]
async fn an_error_is_read_up_to_a_limit_of_its_own() {
    for (status, length) in [(200, 100_000), (403, ERROR_LIMIT)] {
        let _instead =
            Instead::of_fetch(&format!("async () => new Response('x'.repeat(100000), {{ status: {status} }})"));
        let answer = Fetch.send(Request::get(url("https://registry.example/v2/"))).await;
        let Ok(Answer::Read(response)) = answer else { panic!("{answer:?}") };
        assert_eq!((response.body.len(), response.truncated), (length, length < 100_000));
    }
}

#[wasm_bindgen_test]
fn a_password_goes_from_the_address_bar() {
    let before = told("location.hash");
    for (hash, kept) in [("#/https://me:hunter2@registry.example/a", false), ("#/registry.example/a:1", true)] {
        eval(&format!("history.replaceState(null, '', '{hash}')")).expect("a script");
        address_bar::current();
        let shown = told("decodeURIComponent(location.hash)").as_string().expect("a text");
        assert_eq!((shown == hash, shown.contains("hunter2")), (kept, false), "{shown}");
    }
    eval(&format!("history.replaceState(null, '', '{}' || '#')", before.as_string().unwrap_or_default()))
        .expect("a script");
}

#[wasm_bindgen_test]
fn numbers_and_dates_are_the_browsers() {
    let said = |script: &str| told(script).as_string().expect("a text");
    assert_eq!(locale::number(1_234_567.0), said("(1234567).toLocaleString()"));
    assert_eq!(locale::with_tenths(2.0), said("(2).toLocaleString(undefined, { minimumFractionDigits: 1 })"));
    assert_eq!(locale::with_tenths(12.34), said("(12.3).toLocaleString()"));
    // 2026-11-22T18:05:09Z, in the zone and the language of this browser.
    let parts = "{ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }";
    let expected = said(&format!("new Date('2026-11-22T18:05:09Z').toLocaleString(undefined, {parts})"));
    assert_eq!(locale::date(Moment(1_795_370_709_000)), expected);
    assert_eq!(locale::language(), said("new Intl.DateTimeFormat().resolvedOptions().locale"));
}
