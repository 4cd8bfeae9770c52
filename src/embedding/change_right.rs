//! Whether this page may change anything in a registry, before anybody is asked who they are.

/// What decides it. The registry has the last word, and is asked only after this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeRight {
    /// What `config.json` says about the registry; `true` as long as it has not come.
    pub is_read_only: bool,
    /// Of a page around this one: whether it is trusted, and said that things may be changed. `None` where there is no such page.
    pub portal: Option<bool>,
    /// Of a sign-in that such a page handed over: whether it is meant for that. `None` where a person signed in, or nobody did.
    pub handed_over: Option<bool>,
}

impl ChangeRight {
    /// Whether anything may be changed. Nobody can allow what somebody else forbids.
    pub fn may_change(self) -> bool {
        !self.is_read_only && self.portal.unwrap_or(true) && self.handed_over.unwrap_or(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_to_agree() {
        for (is_read_only, portal, handed_over, may_change) in [
            (false, None, None, true),
            (true, None, None, false),
            (false, Some(false), None, false),
            (false, Some(true), None, true),
            (true, Some(true), Some(true), false),
            (false, Some(true), Some(true), true),
            (false, Some(true), Some(false), false),
            (false, Some(false), Some(true), false),
        ] {
            let right = ChangeRight { is_read_only, portal, handed_over };
            assert_eq!(right.may_change(), may_change, "{right:?}");
        }
    }
}
