//! What is wrong with a configuration, and where in the file.

use super::value::ConfigValue;

/// One thing in the file that was not used, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}{error}", self.path, if self.path.is_empty() { "" } else { ": " })]
pub struct ConfigProblem {
    /// Where: `registries[0].url`; empty for the whole file.
    pub path: String,
    /// What.
    pub error: ConfigError,
}

/// Why a part of the file was not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file is empty.
    #[error("the file is empty")]
    Empty,
    /// The file is a web page, as servers send for a file that is not there.
    #[error("the file is a web page and not JSON")]
    Html,
    /// The file has more than [`SIZE_LIMIT`](super::SIZE_LIMIT) bytes.
    #[error("the file is longer than 1 MB, which no configuration is")]
    TooLong,
    /// The page's own server did not answer for the file.
    #[error("the server of this page did not answer for it, so nothing of it is in force")]
    NoAnswer,
    /// The file is not JSON.
    #[error("the file is not JSON (line {line}, column {column})")]
    NotJson {
        /// Where reading stopped, from 1.
        line: usize,
        /// Where reading stopped, from 1.
        column: usize,
    },
    /// No such key.
    #[error("there is no such key")]
    UnknownKey,
    /// A key that has to be there is not.
    #[error("the key is missing")]
    Missing,
    /// The same registry again.
    #[error("it is listed twice")]
    Twice,
    /// The value is of another kind.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What should stand there.
        expected: &'static str,
        /// What stands there.
        found: ConfigValue,
    },
    /// The value is a text, and not a good one.
    #[error("{0}")]
    Invalid(String),
}
