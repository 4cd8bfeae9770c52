//! A document that is read by the piece is what serde reads of it at once, and others work meanwhile.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::registry::script::{Busy, run};

fn by_the_piece(body: &[u8], step: usize) -> Result<Value, JsonError> {
    run(read_in_steps(&Busy::default(), body, step))
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z\"\\\\,{}\\[\\]: é\n]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-z\"]{0,4}", inner, 0..6).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #[test]
    fn it_reads_the_same(
        value in values(),
        is_pretty in any::<bool>(),
        step in 1_usize..40,
        cut in any::<prop::sample::Index>(),
    ) {
        let body = if is_pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) };
        let body = body.expect("JSON");
        prop_assert_eq!(by_the_piece(&body, step), parse(&body));
        let cut = &body[..cut.index(body.len())];
        prop_assert_eq!(by_the_piece(cut, step).is_ok(), parse(cut).is_ok());
    }

    #[test]
    fn what_it_reads_of_noise_is_the_same(
        body in "[\\[\\]{}\",:ab\\\\ 0-9\n]{0,40}|(\\[1?|\\{\"a\":|1|,|\\]|\\}){0,12}",
        step in 1_usize..12,
    ) {
        prop_assert_eq!(by_the_piece(body.as_bytes(), step).ok(), parse(body.as_bytes()).ok());
    }
}

#[test]
fn it_says_where_it_stops() {
    for body in [
        "[1,2",
        "[1,\n 2,\n x, 4]",
        "{\"a\": [1, 2],\n \"b\" 3}",
        "[[1, 2, 3], [4, 5, 6}]",
        "[1, 2], 3",
        "{\"abcdef\": ",
    ] {
        assert_eq!(by_the_piece(body.as_bytes(), 3), parse(body.as_bytes()), "{body:?}");
    }
    assert!(matches!(by_the_piece(&b"[".repeat(100_000), 32), Err(JsonError::NotJson { cut_off: false, .. })));
}

#[test]
fn others_work_meanwhile() {
    let turns = |total: usize| {
        let labels: Map<String, Value> = (0..total).map(|at| (format!("k{at:06}"), "v".into())).collect();
        let value = json!({"config": {"Labels": labels}});
        let http = Busy::default();
        assert_eq!(run(read(&http, value.to_string().as_bytes())), Ok(value));
        (http.looks.get(), http.turns.get())
    };
    let ((few_steps, few_turns), (steps, turns)) = (turns(10_000), turns(80_000));
    assert!(few_steps > 4 && steps > 4 * few_steps && steps <= 9 * few_steps, "{few_steps} and {steps}");
    assert!(few_turns > 0 && turns >= steps / 4, "{few_turns} and {turns}");
}
