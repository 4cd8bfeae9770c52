//! A list that is kept in order while names come, by work that can stop anywhere and go on later.
//!
//! A registry may give a million names at once, and a page that sorts them in one go stands still for seconds. This is a merge sort:
//! stretches that are in order already are found and merged, two at a time, name by name.

use std::cmp::Ordering;
use std::sync::Arc;
use std::vec::IntoIter;

/// So many moves take a browser a millisecond or two.
pub const SOME_MOVES: usize = 2_000;

/// A name of a list. Lists are copied often, and their names never.
pub type Name = Arc<str>;

/// Writes bytes that stand in the order of the names: those of a name behind those that are there.
pub type SortKey = Box<dyn Fn(&Name, &mut Vec<u8>)>;

/// Names in order, each once, and names that are not there yet.
pub struct InOrder {
    key: SortKey,
    /// The keys of all names that came, one behind the other: what is one piece is made and dropped at once, however long it is.
    keys: Vec<u8>,
    waiting: Vec<Name>,
    /// So many of the waiting ones are in the runs.
    taken: usize,
    /// Each is in order. All are there that came, but for those that wait or are being merged.
    runs: Vec<Vec<Keyed>>,
    /// Of the last two runs.
    merge: Option<Merge>,
}

/// A name, and where its key begins and ends.
type Keyed = (u32, u32, Name);

struct Merge {
    one: IntoIter<Keyed>,
    other: IntoIter<Keyed>,
    merged: Vec<Keyed>,
}

impl InOrder {
    /// An empty list in the order of these keys.
    pub fn by(key: impl Fn(&Name, &mut Vec<u8>) + 'static) -> InOrder {
        InOrder { key: Box::new(key), keys: Vec::new(), waiting: Vec::new(), taken: 0, runs: Vec::new(), merge: None }
    }

    /// Takes names, which come to their places as the list advances.
    pub fn add(&mut self, mut names: Vec<Name>) {
        self.waiting.append(&mut names);
    }

    /// Whether there are names that are not in their places.
    pub fn has_waiting(&self) -> bool {
        self.taken < self.waiting.len()
    }

    /// Whether so many names wait that it is worth to have them moved: then all moves together are not many more than one by one.
    pub fn is_due(&self) -> bool {
        let there: usize = self.runs.iter().map(Vec::len).sum();
        self.waiting.len() - self.taken >= there / 16
    }

    /// Moves so many names at most; whether there are more to move.
    pub fn advance(&mut self, moves: usize) -> bool {
        let mut left = moves;
        while left > 0 {
            if let Some(merge) = &mut self.merge {
                if merge.advance(&self.keys, &mut left) {
                    self.runs.extend(self.merge.take().map(|merge| merge.merged));
                }
            } else if self.should_merge() {
                self.merge = self.runs.pop().zip(self.runs.pop()).map(|(other, one)| Merge::of(one, other));
            } else if self.has_waiting() {
                self.take_run(&mut left);
            } else {
                (self.waiting, self.taken) = (Vec::new(), 0);
                return false;
            }
        }
        true
    }

    /// Copies the next names in their order, so many at most, where none is left to be moved; whether there are more to copy.
    pub fn copy(&self, names: &mut Vec<Name>, most: usize) -> bool {
        let Some(run) = self.runs.first() else { return false };
        names.reserve_exact(run.len() - names.len());
        names.extend(run[names.len()..].iter().take(most).map(|(_, _, name)| name.clone()));
        names.len() < run.len()
    }

    /// Lets go of the last names, so many at most; whether there are more.
    pub fn let_go(&mut self, most: usize) -> bool {
        match self.runs.last_mut() {
            Some(run) if run.len() > most => run.truncate(run.len() - most),
            _ => drop(self.runs.pop()),
        }
        !self.runs.is_empty()
    }

    /// Runs of like lengths, so that a name is moved no more often than their number can be halved.
    fn should_merge(&self) -> bool {
        match self.runs.as_slice() {
            [.., one, other] => !self.has_waiting() || one.len() < 2 * other.len(),
            _ => false,
        }
    }

    /// Takes as many of the waiting names as are in order, to those before them where they are in order with them.
    fn take_run(&mut self, moves: &mut usize) {
        let mut run = Vec::new();
        while *moves > 0
            && let Some(name) = self.waiting.get(self.taken)
        {
            let begin = self.keys.len();
            (self.key)(name, &mut self.keys);
            let keyed = (place(begin), place(self.keys.len()), name.clone());
            if run.is_empty() && self.runs.last().is_some_and(|before| !goes_before(&self.keys, before, &keyed)) {
                run = self.runs.pop().unwrap_or_default();
            }
            if goes_before(&self.keys, &run, &keyed) {
                self.keys.truncate(begin);
                break;
            }
            *moves -= 1;
            self.taken += 1;
            if run.last().is_some_and(|last| compare(&self.keys, last, &keyed).is_eq()) {
                self.keys.truncate(begin);
            } else {
                run.push(keyed);
            }
        }
        self.runs.push(run);
    }
}

/// A place in the keys. A list that is longer than this does not fit into a page.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn compare(keys: &[u8], one: &Keyed, other: &Keyed) -> Ordering {
    let key = |keyed: &Keyed| &keys[keyed.0 as usize..keyed.1 as usize];
    key(one).cmp(key(other)).then_with(|| one.2.cmp(&other.2))
}

/// Whether a name belongs before the last one of a run.
fn goes_before(keys: &[u8], run: &[Keyed], name: &Keyed) -> bool {
    run.last().is_some_and(|last| compare(keys, last, name).is_gt())
}

impl Merge {
    fn of(one: Vec<Keyed>, other: Vec<Keyed>) -> Merge {
        let merged = Vec::with_capacity(one.len() + other.len());
        Merge { one: one.into_iter(), other: other.into_iter(), merged }
    }

    /// Moves names while moves are left; whether it has come to its end.
    fn advance(&mut self, keys: &[u8], moves: &mut usize) -> bool {
        while *moves > 0 {
            let next = match (self.one.as_slice().first(), self.other.as_slice().first()) {
                (None, None) => return true,
                (Some(one), Some(other)) => match compare(keys, one, other) {
                    Ordering::Greater => self.other.next(),
                    Ordering::Less => self.one.next(),
                    Ordering::Equal => {
                        self.other.next();
                        self.one.next()
                    }
                },
                (Some(_), None) => self.one.next(),
                (None, Some(_)) => self.other.next(),
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

    fn by_name(name: &Name, key: &mut Vec<u8>) {
        key.extend_from_slice(name.as_bytes());
    }

    fn all_of(list: &InOrder) -> Vec<Name> {
        let mut all = Vec::new();
        while list.copy(&mut all, 3) {}
        all
    }

    /// Adds some names and moves them to their places; how many steps of so many moves that took.
    fn settle(list: &mut InOrder, more: &[String], moves: usize) -> usize {
        list.add(names(more));
        (1..).take_while(|_| list.advance(moves)).count() + 1
    }

    proptest! {
        #[test]
        fn each_name_once_and_in_order(pages in prop::collection::vec(prop::collection::vec("[ab]{0,4}", 0..40), 0..6), moves in 1..50_usize) {
            let mut list = InOrder::by(by_name);
            let mut all = std::collections::BTreeSet::new();
            for page in &pages {
                settle(&mut list, page, moves);
                all.extend(page.iter().cloned());
                let came = all_of(&list);
                prop_assert!(came.iter().map(|name| &**name).eq(all.iter().map(String::as_str)));
            }
        }
    }

    /// The moves for so many names that come in one page, in no order.
    fn moves_for(many: usize) -> usize {
        let shuffled: Vec<String> = (0..many).map(|at| format!("{:08}", at * 7_919 % many)).collect();
        let mut list = InOrder::by(by_name);
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
        let mut list = InOrder::by(by_name);
        assert_eq!(settle(&mut list, &sorted, 100), 101);
        assert_eq!(all_of(&list).len(), 10_000);
    }

    #[test]
    fn it_is_let_go_by_the_piece() {
        let mut list = InOrder::by(by_name);
        settle(&mut list, &["b".to_owned(), "c".to_owned(), "a".to_owned()], 10);
        assert!(list.let_go(2));
        assert_eq!(all_of(&list).len(), 1);
        assert!(!list.let_go(2));
        assert!(!list.let_go(2));
    }
}
