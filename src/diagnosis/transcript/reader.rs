//! Puts lines together to exchanges.

use url::Url;

use super::console::{self, ConsoleLine};
use super::line::{self, VerboseLine};
use super::panel::{self, Panel};
use super::tool_error::{self, Tool, ToolError, ToolErrorKind};
use super::{Exchange, HeaderLine, Note, PastedRequest, Transcript, command, host, redact, tools};

/// More exchanges, errors, or header lines of one exchange are not kept.
const MOST: usize = 100;

/// How much of a body is looked at, in bytes.
const BODY: usize = 4 << 10;

/// What a next line belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Nowhere,
    Request,
    Head,
    Body,
    /// Behind an error, which curl explains at length.
    Error,
}

/// An exchange whose end has not been seen.
#[derive(Default)]
struct Open {
    exchange: Exchange,
    /// Whether its head came with `<` marks. Then lines without a mark are either an echo (`-iv`) or the body.
    is_marked: bool,
    /// Of a proxy or an interim answer: read, and not kept.
    is_aside: bool,
    body: String,
    has_token: bool,
}

#[derive(Default)]
pub struct Reader {
    pub transcript: Transcript,
    place: Place,
    open: Option<Open>,
    /// The command line before, until an answer has used it.
    command: Option<PastedRequest>,
    /// What is known of a command that goes on in the next line.
    unfinished: Option<String>,
    /// The request of the `>` lines, until an answer has used it.
    request: Option<PastedRequest>,
    /// Where the last answer sent curl to, for `-L`.
    redirected: Option<PastedRequest>,
    /// Places of exchanges that came with marks, and may come once more without.
    without_echo: Vec<usize>,
    not_understood: Option<(usize, usize)>,
}

impl Reader {
    /// Takes a clean line.
    pub fn line(&mut self, number: usize, text: &str) {
        if let Some(before) = self.unfinished.take() {
            let more = text.strip_prefix("> ").or_else(|| text.strip_prefix(">> ")).unwrap_or(text);
            return self.command(format!("{before}{more}"));
        }
        if let Some((tool, kind, said)) = tool_error::of_curl(text) {
            self.rest_of_body(text, said);
            return self.error(number, tool, kind, said, None);
        }
        if let Some(command) = command::find(text) {
            self.rest_of_body(text, command);
            return self.command(command.to_owned());
        }
        if self.other_program(number, text) {
            return;
        }
        match line::verbose_line(text) {
            VerboseLine::Sent(text) => self.sent(number, text),
            VerboseLine::Received(text) => self.received(number, text, true),
            VerboseLine::Plain(text) if self.is_request(text) => self.sent(number, text),
            VerboseLine::Plain(text) => match line::glued_status(text).filter(|_| self.place == Place::Body) {
                Some(at) => {
                    self.received(number, &text[..at], false);
                    self.received(number, &text[at..], false);
                }
                None => self.received(number, text, false),
            },
            VerboseLine::Remark(_) => {}
        }
    }

    /// Takes a request and its answer that came in another form.
    pub fn panel(&mut self, panel: Panel) {
        self.close();
        self.request = Some(panel.asked);
        for (number, text) in panel.answer {
            match panel::status(&text) {
                Some(status) => self.status(number, "", status, "", true),
                None => self.received(number, &text, true),
            }
        }
        self.close();
        self.request = None;
    }

    /// Ends what goes on; what follows belongs to no answer.
    pub fn over(&mut self) {
        self.close();
        self.place = Place::Error;
    }

    /// Notes what was left out, once.
    pub fn note(&mut self, note: Note) {
        if !self.transcript.notes.contains(&note) {
            self.transcript.notes.push(note);
        }
    }

    /// Takes an error that was said in another form.
    pub fn failed(&mut self, number: usize, said: &str, asked: PastedRequest) {
        match console::find(number, said) {
            Some(ConsoleLine::Failed(tool, kind, _)) => self.error(number, tool, kind, said, Some(asked)),
            _ => self.error(number, Tool::Browser, ToolErrorKind::NoAnswer, said, Some(asked)),
        }
    }

    /// What was read.
    pub fn end(mut self) -> Transcript {
        self.close();
        let transcript = &mut self.transcript;
        if let Some((lines, first)) = self.not_understood {
            transcript.notes.push(Note::NotUnderstood { lines, first });
        } else if transcript.is_empty() && transcript.notes.is_empty() {
            transcript.notes.push(Note::Empty);
        }
        self.transcript
    }

    /// Whether an answer's head or body goes on, whose lines are nobody's but its own.
    fn is_in_answer(&self) -> bool {
        matches!(self.place, Place::Head | Place::Body) && self.open.is_some()
    }

    /// HTTPie prints requests without marks.
    fn is_request(&self, text: &str) -> bool {
        let is_head = self.place == Place::Request && (text.is_empty() || line::header(text).is_some());
        (is_head && line::status_line(text).is_none()) || line::request_line(text).is_some()
    }

    /// A line of a program that is not curl. In an answer only what no answer says is taken for one.
    fn other_program(&mut self, number: usize, text: &str) -> bool {
        if self.is_in_answer() && !console::begins(text) && !tools::begins(text) {
            return false;
        }
        match console::find(number, text) {
            Some(ConsoleLine::Blocked(blocked)) => {
                push(&mut self.transcript.blocked, blocked, &mut self.transcript.notes);
                return true;
            }
            Some(ConsoleLine::Failed(tool, kind, asked)) => {
                self.error(number, tool, kind, text, Some(asked));
                return true;
            }
            Some(ConsoleLine::Remark) => return true,
            None => {}
        }
        if let Some((tool, kind, asked)) = tools::find(text) {
            self.error(number, tool, kind, text, Some(asked));
            return true;
        }
        if let Some(asked) = tools::asks(text) {
            if self.command.is_none() {
                self.command = asked;
            }
            return true;
        }
        false
    }

    /// Takes what stands in front of `end`, where that is the end of a body without a line end and no prompt.
    fn rest_of_body(&mut self, text: &str, end: &str) {
        let rest = &text[..text.len() - end.len()];
        if let Some(open) = self.open.as_mut().filter(|_| self.place == Place::Body && rest.starts_with(['{', '<'])) {
            open.take_body(rest);
        }
    }

    fn command(&mut self, text: String) {
        self.close();
        self.place = Place::Nowhere;
        (self.request, self.redirected) = (None, None);
        match command::continued(&text).filter(|text| text.len() < BODY) {
            Some(before) => self.unfinished = Some(before.to_owned()),
            None => self.command = Some(command::read(&text)),
        }
    }

    fn error(&mut self, line: usize, tool: Tool, kind: ToolErrorKind, said: &str, asked: Option<PastedRequest>) {
        // The command is over, and an answer that it got before is complete.
        let asked = asked.or_else(|| self.request.take()).or(self.command.take()).or_else(|| {
            let open = self.open.as_ref().filter(|open| !open.is_aside)?;
            Some(open.exchange.asked.clone())
        });
        self.close();
        self.place = Place::Error;
        self.redirected = None;
        let text = redact::said(said).chars().take(200).collect();
        let error = ToolError { line, tool, kind, text, asked: asked.unwrap_or_default() };
        push(&mut self.transcript.errors, error, &mut self.transcript.notes);
    }

    fn sent(&mut self, number: usize, text: &str) {
        if let Some((method, target)) = line::request_line(text) {
            self.close();
            self.place = Place::Request;
            let path = target.split(['?', '#']).next().unwrap_or(target).to_owned();
            let (method, path) = (Some(method.to_owned()), Some(path));
            self.request = Some(PastedRequest { method, path, headers: Some(Vec::new()), ..PastedRequest::default() });
            return;
        }
        let request = self.request.as_mut().filter(|_| self.place == Place::Request);
        match (request, line::header(text)) {
            (Some(request), Some((name, value))) => {
                if name.eq_ignore_ascii_case("host") {
                    let host = value.strip_suffix(":443").or_else(|| value.strip_suffix(":80")).unwrap_or(value);
                    request.host = Some(redact::text(host).to_ascii_lowercase());
                }
                let headers = request.headers.get_or_insert_default();
                if headers.len() < MOST {
                    headers.push((name.to_owned(), redact::request_value(name, value)));
                }
            }
            _ if text.is_empty() => {}
            _ => self.strange(number),
        }
    }

    fn received(&mut self, number: usize, text: &str, is_marked: bool) {
        if let Some((version, status, reason)) = line::status_line(text) {
            return self.status(number, version, status, reason, is_marked);
        }
        let Some(open) = self.open.as_mut() else {
            let is_prompt = text.ends_with(['$', '#', '%', '>']);
            if !text.is_empty() && !is_prompt && self.place != Place::Error {
                self.strange(number);
            }
            return;
        };
        let is_echo = open.is_marked && !is_marked;
        match self.place {
            Place::Head if text.is_empty() => {
                if !is_echo {
                    self.place = Place::Body;
                }
            }
            Place::Head => match line::header(text) {
                Some(_) if is_echo => {}
                Some((name, value)) => {
                    let (name, value) = (name.to_owned(), redact::answer_value(name, value));
                    let header = HeaderLine { line: number, name, value };
                    push(&mut open.exchange.headers, header, &mut self.transcript.notes);
                }
                // The empty line got lost, or it never came.
                None => {
                    self.place = Place::Body;
                    open.take_body(text);
                }
            },
            Place::Body if !is_marked => open.take_body(text),
            _ if text.is_empty() => {}
            _ => self.strange(number),
        }
    }

    fn status(&mut self, line: usize, version: &str, status: u16, reason: &str, is_marked: bool) {
        let is_echo = |open: &Open| open.is_marked && !is_marked && open.exchange.status == status;
        if self.place == Place::Head && self.open.as_ref().is_some_and(is_echo) {
            return;
        }
        self.close();
        let is_tunnel = self.request.as_ref().and_then(|asked| asked.method.as_deref()) == Some("CONNECT")
            || reason.eq_ignore_ascii_case("connection established");
        let is_aside = status < 200 || is_tunnel && (200..300).contains(&status);
        let asked = if is_aside {
            PastedRequest::default()
        } else {
            let known = self.request.take().or(self.redirected.take());
            let command = self.command.take();
            known.or(command).unwrap_or_default()
        };
        let exchange = Exchange { asked, version: version.to_owned(), status, line, ..Exchange::default() };
        self.open = Some(Open { exchange, is_marked, is_aside, ..Open::default() });
        self.place = Place::Head;
    }

    /// Keeps the exchange that was being read.
    fn close(&mut self) {
        let Some(open) = self.open.take().filter(|open| !open.is_aside) else {
            return;
        };
        let mut exchange = open.exchange;
        exchange.body = redact::body(&open.body, open.has_token);
        self.redirected = redirected(&exchange);
        // With `-iv` into a file, curl's answer comes once with marks and once without.
        let exchanges = &mut self.transcript.exchanges;
        if open.is_marked {
            self.without_echo.push(exchanges.len());
        } else if let Some(place) =
            self.without_echo.iter().position(|at| exchanges.get(*at).is_some_and(|known| is_same(known, &exchange)))
        {
            let at = self.without_echo.remove(place);
            exchanges[at].body = exchange.body;
            return;
        }
        push(&mut self.transcript.exchanges, exchange, &mut self.transcript.notes);
    }

    fn strange(&mut self, number: usize) {
        self.not_understood.get_or_insert((0, number)).0 += 1;
    }
}

impl Open {
    fn take_body(&mut self, text: &str) {
        self.has_token |= redact::holds_token(text);
        if self.body.len() < BODY {
            self.body.push_str(text);
            self.body.push('\n');
        }
    }
}

/// What curl asks next where it follows redirects.
fn redirected(exchange: &Exchange) -> Option<PastedRequest> {
    let location = exchange.headers.iter().find(|header| header.name.eq_ignore_ascii_case("location"))?;
    if !(300..400).contains(&exchange.status) || !location.value.is_ascii() {
        return None;
    }
    let mut asked = exchange.asked.clone();
    match Url::parse(&location.value) {
        Ok(url) => (asked.host, asked.path) = (host(&url), Some(url.path().to_owned())),
        Err(_) if location.value.starts_with('/') => asked.path = Some(location.value.clone()),
        Err(_) => asked.path = None,
    }
    Some(asked)
}

fn is_same(one: &Exchange, other: &Exchange) -> bool {
    let same = |(one, other): (&HeaderLine, &HeaderLine)| one.name == other.name && one.value == other.value;
    one.status == other.status
        && one.headers.len() == other.headers.len()
        && one.headers.iter().zip(&other.headers).all(same)
}

fn push<T>(list: &mut Vec<T>, item: T, notes: &mut Vec<Note>) {
    if list.len() < MOST {
        list.push(item);
    } else if !notes.contains(&Note::TooMany) {
        notes.push(Note::TooMany);
    }
}
