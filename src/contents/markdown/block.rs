//! What a document is made of.

/// A block of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its words.
        words: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// The first number, of a numbered one.
        first: Option<u64>,
        /// Its items.
        items: Vec<Vec<Block>>,
    },
    /// Lines as they are.
    Code(String),
    /// Words of somebody else.
    Quote(Vec<Block>),
    /// A table: its rows, of which the first is its head.
    Table(Vec<Vec<Vec<Inline>>>),
    /// A line across.
    Rule,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Something as it is written.
    Code(String),
    /// Words that are said louder.
    Emphasis(Vec<Inline>),
    /// Words that matter more.
    Strong(Vec<Inline>),
    /// Words that hold no longer.
    Struck(Vec<Inline>),
    /// A link that may be followed.
    Link {
        /// Its words.
        words: Vec<Inline>,
        /// Where it leads.
        address: String,
        /// The host there.
        host: String,
    },
    /// A picture, which is not shown.
    Picture {
        /// Its words.
        words: Vec<Inline>,
        /// The host that it would come from; `None` for one that stands beside the text.
        host: Option<String>,
    },
    /// The end of a line.
    Break,
}
