//! What stories took, as a table: the slowest of them, each engine's share, each family's.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use super::Spent;

/// So many of the slowest are named.
const NAMED: usize = 25;

/// A story in an engine, told.
#[derive(Clone, Debug)]
pub struct Told {
    /// `family/part/engine`; verdicts are called `verdicts/engine/group`.
    pub name: String,
    /// How long it took.
    pub took: Duration,
    /// What of that it waited for browsers and servers.
    pub spent: Spent,
}

impl Told {
    fn engine(&self) -> &str {
        let is_engine = |part: &&str| ["chromium", "firefox", "webkit"].contains(part);
        self.name.split('/').find(is_engine).unwrap_or("no engine")
    }

    fn family(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }
}

/// The table of stories that were told so many at once.
pub fn table(told: &[Told], threads: usize) -> String {
    let mut told: Vec<&Told> = told.iter().collect();
    told.sort_by_key(|story| std::cmp::Reverse(story.took));
    let all = Sum::of(told.iter().copied());
    let mut text = format!(
        "shares of the stories, seconds of {threads} at once; of them until browsers were open, and until set-ups ran:\n"
    );
    let mut line = |title: &str, sum: Sum| {
        let share = 100.0 * sum.took.as_secs_f64() / all.took.as_secs_f64().max(0.001);
        let [took, browsers, setups] = [sum.took, sum.browsers, sum.setups].map(|time| time.as_secs_f64());
        let _ = writeln!(text, "{took:8.1} {share:5.1} % {browsers:8.1} {setups:8.1}  {title}");
    };
    line(&format!("all, {} stories", all.stories), all);
    let grouped = |key: for<'a> fn(&'a Told) -> &'a str| {
        let mut sums = BTreeMap::<&str, Vec<&Told>>::new();
        for story in told.iter().copied() {
            sums.entry(key(story)).or_default().push(story);
        }
        let mut sums: Vec<_> = sums.into_iter().map(|(key, stories)| (key, Sum::of(stories.into_iter()))).collect();
        sums.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.took));
        sums
    };
    for (engine, sum) in grouped(Told::engine) {
        line(&format!("{engine}, {} stories", sum.stories), sum);
    }
    for (family, sum) in grouped(Told::family) {
        line(&format!("{family}, {} stories", sum.stories), sum);
    }
    for story in told.iter().take(NAMED) {
        line(&story.name, Sum::of([*story].into_iter()));
    }
    text
}

#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    stories: usize,
    took: Duration,
    browsers: Duration,
    setups: Duration,
}

impl Sum {
    fn of<'a>(told: impl Iterator<Item = &'a Told>) -> Self {
        told.fold(Self::default(), |sum, story| Self {
            stories: sum.stories + 1,
            took: sum.took + story.took,
            browsers: sum.browsers + story.spent.browsers,
            setups: sum.setups + story.spent.setups,
        })
    }
}

/// Puts what takes longest first. What was never told stands before all others, in the order in which it is given.
pub fn longest_first<T>(stories: &mut [T], name: impl Fn(&T) -> &str, times: &BTreeMap<String, u64>) {
    stories.sort_by_key(|story| std::cmp::Reverse(times.get(name(story)).copied().unwrap_or(u64::MAX)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, took: u64, browsers: u64) -> Told {
        let spent = Spent { browsers: Duration::from_secs(browsers), setups: Duration::ZERO };
        Told { name: name.to_owned(), took: Duration::from_secs(took), spent }
    }

    #[test]
    fn the_slowest_stand_first_and_engines_and_families_are_added_up() {
        let stories = [
            told("the_page_opens/webkit", 1, 1),
            told("verdicts/webkit/cors", 6, 2),
            told("the_fixes_work/nginx/firefox", 3, 1),
        ];
        let table = table(&stories, 2);
        let lines: Vec<&str> = table.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "    10.0 100.0 %      4.0      0.0  all, 3 stories",
                "     7.0  70.0 %      3.0      0.0  webkit, 2 stories",
                "     3.0  30.0 %      1.0      0.0  firefox, 1 stories",
                "     6.0  60.0 %      2.0      0.0  verdicts, 1 stories",
                "     3.0  30.0 %      1.0      0.0  the_fixes_work, 1 stories",
                "     1.0  10.0 %      1.0      0.0  the_page_opens, 1 stories",
                "     6.0  60.0 %      2.0      0.0  verdicts/webkit/cors",
                "     3.0  30.0 %      1.0      0.0  the_fixes_work/nginx/firefox",
                "     1.0  10.0 %      1.0      0.0  the_page_opens/webkit",
            ]
        );
    }

    #[test]
    fn what_takes_longest_comes_first_and_what_nobody_knows_before_it() {
        let times = BTreeMap::from([("short".to_owned(), 5), ("long".to_owned(), 50)]);
        let mut names = ["short", "new", "long", "newer"];
        longest_first(&mut names, |name| name, &times);
        assert_eq!(names, ["new", "newer", "long", "short"]);
    }
}
