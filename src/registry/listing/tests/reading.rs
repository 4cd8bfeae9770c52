//! An answer that is read by the piece gives what serde reads of it at once, and lets others work meanwhile.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::List;
use super::super::reading::names;
use crate::registry::http::Response;
use crate::registry::in_order::Name;
use crate::registry::reference::Repository;
use crate::registry::script::{Busy, run};

fn response(body: &[u8]) -> Response {
    Response { status: 200, body: body.to_vec(), ..Response::default() }
}

fn by_the_piece(http: &Busy, what: &List, body: &[u8]) -> Result<Vec<Name>, String> {
    run(names(http, what, &response(body)))
}

/// What the names are, if the whole is JSON and they are all texts.
fn at_once(body: &[u8]) -> Option<Vec<Name>> {
    let value: Value = serde_json::from_slice(body).ok()?;
    match &value["tags"] {
        Value::Null => Some(Vec::new()),
        list => list.as_array()?.iter().map(|name| name.as_str().map(Name::from)).collect(),
    }
}

fn tags() -> List {
    List::Tags(Repository::parse("app").expect("a name"))
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-z\"\\\\,{}\\[\\]: é]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("[a-z\"]{0,4}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #[test]
    fn it_reads_the_same_names(
        list in prop::collection::vec("[a-z0-9.\"\\\\,\\]{} é\u{1F600}]{0,12}", 0..8),
        others in prop::collection::btree_map("[a-z\"]{1,4}", values(), 0..4),
        is_pretty in any::<bool>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut document = json!(others);
        document["tags"] = json!(list);
        let body = if is_pretty { serde_json::to_vec_pretty(&document) } else { serde_json::to_vec(&document) };
        let body = body.expect("JSON");
        prop_assert_eq!(by_the_piece(&Busy::default(), &tags(), &body).ok(), at_once(&body));
        let cut = &body[..=cut.index(body.len() - 1)];
        let told = by_the_piece(&Busy::default(), &tags(), cut).expect_err("it ends early");
        prop_assert!(told.contains("ends in the middle of it"), "{}", told);
    }

    #[test]
    fn what_it_reads_of_noise_is_no_more(body in "[\\[\\]{}\",:tags\\\\ 0-9]{0,40}") {
        let by_the_piece = by_the_piece(&Busy::default(), &tags(), body.as_bytes());
        if let (Some(at_once), Ok(by_the_piece)) = (at_once(body.as_bytes()), by_the_piece) {
            prop_assert_eq!(at_once, by_the_piece);
        }
    }
}

#[test]
fn others_work_meanwhile() {
    let many = |total: usize| {
        let list: Vec<String> = (0..total).map(|at| format!("v{at:06}")).collect();
        let http = Busy::default();
        let names = by_the_piece(&http, &tags(), json!({"tags": list}).to_string().as_bytes()).expect("a list");
        assert_eq!((names.len(), names.last().map(|name| name.to_string())), (total, list.last().cloned()));
        (http.looks.get(), http.turns.get())
    };
    let ((few_steps, few_turns), (steps, turns)) = (many(20_000), many(160_000));
    // A step reads some 32 KB, whatever there is: eight times the names are no more than eight times the steps, and at each third one
    // others work, when 20 ms are over.
    assert!(few_steps > 5 && steps > 4 * few_steps && steps <= 8 * few_steps, "{few_steps} and {steps}");
    assert!(few_turns > 1 && turns >= steps / 4, "{few_turns} and {turns}");
}

#[test]
fn what_is_no_list_is_told() {
    let told = |body: &str| by_the_piece(&Busy::default(), &tags(), body.as_bytes()).expect_err("no list");
    assert_eq!(told("{\"name\": \"app\"}"), "a list of tags was expected, and the answer holds none");
    assert_eq!(
        told("{\"tags\":\n [\"a\", 1]}"),
        "a list of tags was expected, and the answer is something else (byte 16)"
    );
    assert_eq!(
        told("{\"tags\": [\"a\"]} and"),
        "a list of tags was expected, and the answer is something else (byte 16)"
    );
}
