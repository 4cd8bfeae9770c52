//! How a list of tags is shown, as it stands behind its address: `#/r.example/team/app?order=size&filter=1.2`.
//!
//! [`Address`] knows nothing of it: the same list is shown, whatever its order.

use super::{Address, percent_decode, split_options};
use crate::registry::plain_url::percent_encoded;

/// How a list of tags is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagListOrder {
    /// `latest`, then versions from the newest to the oldest.
    #[default]
    Newest,
    /// Versions from the oldest to the newest.
    Oldest,
    /// By name, character by character.
    Name,
    /// What was made last first.
    Latest,
    /// What was made first first.
    Earliest,
    /// What is largest to download first.
    Largest,
    /// What is smallest to download first.
    Smallest,
}

use TagListOrder::{Earliest, Largest, Latest, Name, Newest, Oldest, Smallest};

impl TagListOrder {
    /// All orders, as they are offered.
    pub const ALL: [TagListOrder; 7] = [Newest, Oldest, Name, Latest, Earliest, Largest, Smallest];

    /// Its word in an address.
    pub fn word(self) -> &'static str {
        match self {
            Newest => "newest",
            Oldest => "oldest",
            Name => "name",
            Latest => "date",
            Earliest => "earliest",
            Largest => "size",
            Smallest => "smallest",
        }
    }

    /// The order that a word stands for.
    pub fn of(word: &str) -> Option<TagListOrder> {
        TagListOrder::ALL.into_iter().find(|order| order.word() == word)
    }

    /// The order that the heading of a column gives next, of those that it has, the first one where the list is in none of them.
    pub fn next(self, of_heading: &[TagListOrder]) -> TagListOrder {
        let at = of_heading.iter().position(|order| *order == self).map_or(0, |at| (at + 1) % of_heading.len());
        of_heading.get(at).copied().unwrap_or_default()
    }
}

/// How a list of tags is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagListOptions {
    /// The order.
    pub order: TagListOrder,
    /// What the filter says, as it was typed.
    pub filter: String,
}

impl TagListOptions {
    /// Reads what stands behind the address of a list of tags, in the page's hash; `None` where nothing does.
    ///
    /// ```text
    /// options := "?" option ( "&" option )*
    /// option  := "order=" word | "filter=" percent-encoded
    /// ```
    /// Another word is no order, and other options are for a later version of this page: both are passed over.
    pub fn parse(hash: &str) -> Option<TagListOptions> {
        let (_, query) = split_options(hash)?;
        let mut options = TagListOptions::default();
        for option in query.split('&') {
            if let Some(word) = option.strip_prefix("order=") {
                options.order = TagListOrder::of(word).unwrap_or_default();
            } else if let Some(filter) = option.strip_prefix("filter=") {
                options.filter = percent_decode(filter);
            }
        }
        Some(options)
    }

    /// The address of a list that is shown like this.
    pub fn address(&self, list: &Address) -> String {
        let mut address = list.to_string();
        let order = (self.order != TagListOrder::default()).then(|| format!("order={}", self.order.word()));
        let filter = Some(self.filter.trim()).filter(|filter| !filter.is_empty());
        let filter = filter.map(|filter| format!("filter={}", percent_encoded(filter, b"-._~!$'()*,;/")));
        for (option, mark) in [order, filter].into_iter().flatten().zip(['?', '&']) {
            address.push(mark);
            address.push_str(&option);
        }
        address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(hash: &str, order: TagListOrder, filter: &str) {
        let options = TagListOptions::parse(hash).expect(hash);
        assert_eq!((options.order, &*options.filter), (order, filter), "{hash:?}");
        let list = Address::parse(hash);
        assert!(matches!(list, Address::Tags { .. }), "{hash:?} is {list:?}");
        assert!(!Address::holds_password(hash), "{hash:?}");
        let shown = options.address(&list);
        let again = TagListOptions::parse(&shown).unwrap_or_default();
        assert_eq!((again.order, &*again.filter), (order, filter.trim()), "{shown}");
        assert_eq!(Address::parse(&shown), list, "{shown}");
    }

    #[test]
    fn addresses_with_options() {
        check("#/r.example/app?order=size&filter=1.2", Largest, "1.2");
        check("#/r.example/app?order=date", Latest, "");
        check("#/http://r.example:5000/team/app/?filter=a%20b", Newest, "a b");
        check("#/r.example/app?filter=%40sha256%3Ae3b0%26%3F%23", Newest, "@sha256:e3b0&?#");
        check("#/r.example/app?order=by-colour&filter=x&platform=linux", Newest, "x");
        check("#/r.example/app?filter=", Newest, "");
        for order in TagListOrder::ALL {
            check(&format!("#/r.example/app?order={}", order.word()), order, "");
        }
    }

    #[test]
    fn what_has_none() {
        for hash in ["#/r.example/app", "#/r.example/app?", "#/r.example/app?x=1", "#/r.example/app?filter=a@b", ""] {
            assert_eq!(TagListOptions::parse(hash), None, "{hash}");
        }
        let list = Address::parse("#/r.example/app");
        assert_eq!(TagListOptions::default().address(&list), "#/r.example/app");
        // Only a list of tags has any.
        for hash in ["#/r.example?order=size", "#/r.example/app:1?order=size", "#/https://me:pa?filter=ss@r.example"] {
            assert!(matches!(Address::parse(hash), Address::Unknown { .. }), "{hash}");
        }
        assert!(!Address::parse("#/https://me:pa?filter=ss@r.example").to_string().contains("ss"));
    }

    #[test]
    fn headings() {
        assert_eq!(Newest.next(&[Newest, Oldest, Name]), Oldest);
        assert_eq!(Name.next(&[Newest, Oldest, Name]), Newest);
        assert_eq!(Name.next(&[Largest, Smallest]), Largest);
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_filter(filter in "\\PC{0,20}|[a-z?&=#%@:/ ]{0,20}", order in 0..7_usize) {
            let options = TagListOptions { order: TagListOrder::ALL[order], filter: filter.trim().to_owned() };
            let list = Address::parse("#/r.example/app");
            let shown = options.address(&list);
            proptest::prop_assert!(shown.is_ascii());
            proptest::prop_assert_eq!(TagListOptions::parse(&shown).unwrap_or_default(), options);
            proptest::prop_assert_eq!(Address::parse(&shown), list);
            proptest::prop_assert!(!Address::holds_password(&shown));
        }
    }
}
