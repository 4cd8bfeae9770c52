//! The picture as plain data.

use crate::diagnosis::observation::Server;

/// The whole picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Who took part, the page first.
    pub lanes: Vec<Lane>,
    /// What happened, in order.
    pub rows: Vec<PictureRow>,
}

/// Somebody who took part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Who.
    pub server: Server,
    /// Host and port.
    pub host: String,
}

/// One line of the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureRow {
    /// A request that the page needs.
    Arrow(Arrow),
    /// Questions that were asked only because something did not work, or was to be known better.
    Closer(Vec<Arrow>),
}

/// One question and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// Its place in the order, from 1.
    pub number: usize,
    /// Who was asked.
    pub to: Server,
    /// The question in words.
    pub question: &'static str,
    /// Method and short address; empty where no request of the page was made.
    pub request: String,
    /// What went with it, in words; empty for nothing.
    pub with: &'static str,
    /// Whether the browser asked for permission first, by OPTIONS.
    pub preflight: bool,
    /// What came of it.
    pub outcome: String,
    /// Headers that the page could see and that matter.
    pub visible: Vec<&'static str>,
    /// What the browser kept from the page; empty where nothing.
    pub hidden: &'static str,
    /// How it looks.
    pub tone: Tone,
    /// Whether the handshake ends here.
    pub is_break: bool,
    /// How long it took, milliseconds.
    pub ms: u64,
}

/// How an arrow looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It gave what was wanted.
    Good,
    /// It asked for a sign-in, as it may.
    Asks,
    /// Something answered, and the page may not look.
    Hidden,
    /// It did not give what was wanted.
    Broken,
    /// Nothing came and nothing refused.
    Silent,
    /// It led elsewhere.
    Redirected,
    /// Only worth knowing.
    Plain,
    /// On its way, or given up.
    Running,
}

impl Tone {
    /// Its name for the style.
    pub fn name(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Asks => "asks",
            Tone::Hidden => "hidden",
            Tone::Broken => "broken",
            Tone::Silent => "silent",
            Tone::Redirected => "redirected",
            Tone::Plain => "plain",
            Tone::Running => "running",
        }
    }
}
