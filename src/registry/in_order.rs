//! A list that is kept in order while names come, by work that can stop anywhere and go on later.
//!
//! A registry may give a million names at once, and a page that sorts them in one go stands still for seconds. This is a merge sort:
//! stretches that are in order already are found and merged, two at a time, name by name.

use std::sync::Arc;
use std::vec::IntoIter;

/// So many moves take a browser a millisecond or two.
pub const SOME_MOVES: usize = 2_000;

/// A name of a list. Lists are copied often, and their names never.
pub type Name = Arc<str>;

/// Bytes that stand in the order of the names.
pub type Key = Arc<[u8]>;

type Keyed = (Key, Name);

/// Names in order, each once, and names that are not there yet.
pub struct InOrder {
    key: Box<dyn Fn(&Name) -> Key>,
    waiting: IntoIter<Name>,
    /// Each is in order. All are there that came, but for those that wait or are being merged.
    runs: Vec<Vec<Keyed>>,
    /// Of the last two runs.
    merge: Option<Merge>,
}

struct Merge {
    one: IntoIter<Keyed>,
    other: IntoIter<Keyed>,
    merged: Vec<Keyed>,
}

impl InOrder {
    /// An empty list in the order of these keys.
    pub fn by(key: impl Fn(&Name) -> Key + 'static) -> InOrder {
        InOrder { key: Box::new(key), waiting: Vec::new().into_iter(), runs: Vec::new(), merge: None }
    }

    /// Takes names, which come to their places as the list advances.
    pub fn add(&mut self, names: Vec<Name>) {
        let before = std::mem::take(&mut self.waiting);
        self.waiting =
            if before.len() == 0 { names.into_iter() } else { before.chain(names).collect::<Vec<_>>().into_iter() };
    }

    /// Whether so many names wait that it is worth to have them moved: then all moves together are not many more than one by one.
    pub fn is_due(&self) -> bool {
        let there: usize = self.runs.iter().map(Vec::len).sum();
        self.waiting.len() >= there / 16
    }

    /// Moves so many names at most; whether there are more to move.
    pub fn advance(&mut self, moves: usize) -> bool {
        let mut left = moves;
        while left > 0 {
            if let Some(merge) = &mut self.merge {
                if merge.advance(&mut left) {
                    self.runs.extend(self.merge.take().map(|merge| merge.merged));
                }
            } else if self.should_merge() {
                self.merge = self.runs.pop().zip(self.runs.pop()).map(|(other, one)| Merge::of(one, other));
            } else if self.waiting.len() > 0 {
                self.take_run(&mut left);
            } else {
                return false;
            }
        }
        true
    }

    /// The names in their order, where none is left to be moved.
    pub fn names(&self) -> Vec<Name> {
        self.runs.first().map(|run| run.iter().map(|(_, name)| name.clone()).collect()).unwrap_or_default()
    }

    /// Runs of like lengths, so that a name is moved no more often than their number can be halved.
    fn should_merge(&self) -> bool {
        match self.runs.as_slice() {
            [.., one, other] => self.waiting.len() == 0 || one.len() < 2 * other.len(),
            _ => false,
        }
    }

    /// Takes as many of the waiting names as are in order, to those before them where they are in order with them.
    fn take_run(&mut self, moves: &mut usize) {
        let mut run = Vec::new();
        while *moves > 0
            && let Some(name) = self.waiting.as_slice().first()
        {
            let key = (self.key)(name);
            if run.is_empty() && self.runs.last().is_some_and(|before| !goes_before(before, &key, name)) {
                run = self.runs.pop().unwrap_or_default();
            }
            if goes_before(&run, &key, name) {
                break;
            }
            *moves -= 1;
            let name = self.waiting.next().map(|name| (key, name));
            run.extend(name.filter(|name| run.last() != Some(name)));
        }
        self.runs.push(run);
    }
}

/// Whether a name belongs before the last one of a run.
fn goes_before(run: &[Keyed], key: &Key, name: &Name) -> bool {
    run.last().is_some_and(|(last, last_name)| (last, last_name) > (key, name))
}

impl Merge {
    fn of(one: Vec<Keyed>, other: Vec<Keyed>) -> Merge {
        let merged = Vec::with_capacity(one.len() + other.len());
        Merge { one: one.into_iter(), other: other.into_iter(), merged }
    }

    /// Moves names while moves are left; whether it has come to its end.
    fn advance(&mut self, moves: &mut usize) -> bool {
        while *moves > 0 {
            let next = match (self.one.as_slice().first(), self.other.as_slice().first()) {
                (None, None) => return true,
                (Some(one), Some(other)) if one == other => {
                    self.other.next();
                    self.one.next()
                }
                (Some(one), Some(other)) if one > other => self.other.next(),
                (Some(_), _) => self.one.next(),
                (None, _) => self.other.next(),
            };
            self.merged.extend(next);
            *moves -= 1;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(names: &[String]) -> Vec<Name> {
        names.iter().map(|name| Name::from(name.as_str())).collect()
    }

    /// Adds some names and moves them to their places; how many steps of so many moves that took.
    fn settle(list: &mut InOrder, more: &[String], moves: usize) -> usize {
        list.add(names(more));
        (1..).take_while(|_| list.advance(moves)).count() + 1
    }

    proptest! {
        #[test]
        fn each_name_once_and_in_order(pages in prop::collection::vec(prop::collection::vec("[ab]{0,4}", 0..40), 0..6), moves in 1..50_usize) {
            let mut list = InOrder::by(|name| name.clone().into());
            let mut all = std::collections::BTreeSet::new();
            for page in &pages {
                settle(&mut list, page, moves);
                all.extend(page.iter().cloned());
                let came = list.names();
                prop_assert!(came.iter().map(|name| &**name).eq(all.iter().map(String::as_str)));
            }
        }
    }

    /// The moves for so many names that come in one page, in no order.
    fn moves_for(many: usize) -> usize {
        let shuffled: Vec<String> = (0..many).map(|at| format!("{:08}", at * 7_919 % many)).collect();
        let mut list = InOrder::by(|name| name.clone().into());
        settle(&mut list, &shuffled, 100) * 100
    }

    #[test]
    fn work_grows_as_sorting_does() {
        let (few, many) = (moves_for(1_000), moves_for(16_000));
        // 16 times the names, each moved 14/10 times as often.
        assert!(many < few * 16 * 2, "{few} and {many}");
    }

    #[test]
    fn what_comes_in_order_is_moved_once() {
        let sorted: Vec<String> = (0..10_000).map(|at| format!("{at:08}")).collect();
        let mut list = InOrder::by(|name| name.clone().into());
        assert_eq!(settle(&mut list, &sorted, 100), 101);
        assert_eq!(list.names().len(), 10_000);
    }
}
