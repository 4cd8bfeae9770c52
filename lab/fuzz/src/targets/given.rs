//! What several targets give to what they try.

use std::cell::Cell;

use pierglass::registry::http::{Answer, Headers, Http, HttpError, Moment, Request, Response};

/// Gives the same answer to everything, and counts.
pub(super) struct Repeats {
    pub(super) answer: Response,
    pub(super) asked: Cell<usize>,
}

impl Repeats {
    pub(super) fn of(answer: Response) -> Repeats {
        Repeats { answer, asked: Cell::new(0) }
    }
}

impl Http for &Repeats {
    async fn send(&self, _: Request) -> Result<Answer, HttpError> {
        self.asked.set(self.asked.get() + 1);
        Ok(Answer::Read(self.answer.clone()))
    }

    fn now(&self) -> Moment {
        Moment(1_700_000_000_000)
    }
}

/// Header lines of a text: `name: value`, one a line.
pub(super) fn headers(text: &str) -> Headers {
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    Headers(lines.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned())).collect())
}

/// An answer of a text: `status`, header lines, an empty line, a body.
pub(super) fn response(bytes: &[u8]) -> Response {
    let end = bytes.windows(2).position(|two| two == b"\n\n");
    let (head, body) = end.map_or((bytes, &[][..]), |at| (&bytes[..at], &bytes[at + 2..]));
    let head = String::from_utf8_lossy(head);
    let (status, lines) = head.split_once('\n').unwrap_or((&head, ""));
    Response {
        status: status.trim().parse().unwrap_or(401),
        headers: headers(lines),
        body: body.to_vec(),
        ..Response::default()
    }
}
