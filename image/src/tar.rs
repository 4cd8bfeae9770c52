//! Tar archives, read as they come: bytes in by pieces of any length, members out with their contents.
//!
//! It reads what tools write: POSIX of 1988 (ustar) and 2001 (PAX), GNU with long names, base-256 numbers and sparse files, star, and the
//! archives of before 1988; and archives that stand one behind the other. It keeps no content, follows no link and writes no file. What
//! does not fit ends it: what came before stays good, and nobody guesses on. docs/decisions/0031 says why it is our own.

mod entry;
mod header;
mod pax;
mod sparse;

pub use entry::{SparsePiece, TarEnd, TarEntry, TarError, TarKind, TarLimits};
use header::{BLOCK, Block, Header, HeaderOf};
use pax::Pax;
use sparse::List;

/// What an archive is made of, in its order.
#[derive(Debug, PartialEq, Eq)]
pub enum TarEvent<'a> {
    /// A member.
    Entry(TarEntry),
    /// A piece of the content of the last member.
    Content(&'a [u8]),
    /// The end of an archive. Others may follow.
    End,
}

/// An archive that is being read.
#[derive(Debug)]
pub struct TarReader {
    limits: TarLimits,
    state: State,
    /// How much was read.
    at: u64,
    entries: u64,
    /// What was said of the next member.
    next: Next,
    global: Pax,
    /// The last block was empty.
    was_empty: bool,
    is_after_end: bool,
}

#[derive(Debug)]
enum State {
    /// The beginning of a header, which came in pieces.
    Block(Vec<u8>),
    /// A content, and what fills its last block up.
    Content {
        left: u64,
        fill: u64,
    },
    /// Something that says more of the next member.
    Said {
        of: HeaderOf,
        begun: Vec<u8>,
        left: u64,
        fill: u64,
    },
    /// More of the list of a sparse file (GNU), whose member waits.
    Sparse {
        entry: Box<TarEntry>,
        begun: Vec<u8>,
    },
    /// The list of a sparse file (PAX 1.0), whose member waits.
    SparseList {
        entry: Box<TarEntry>,
        list: List,
    },
    /// What follows the end is no archive.
    Done,
    Failed(TarError),
}

#[derive(Debug, Default)]
struct Next {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    pax: Pax,
    is_begun: bool,
}

impl TarReader {
    /// Begins to read an archive.
    pub fn new(limits: TarLimits) -> TarReader {
        TarReader {
            limits,
            state: State::Block(Vec::new()),
            at: 0,
            entries: 0,
            next: Next::default(),
            global: Pax::default(),
            was_empty: false,
            is_after_end: false,
        }
    }

    /// Goes on with `bytes`, and hands over what is in them.
    ///
    /// # Errors
    ///
    /// Where it cannot be read on. The same error comes back from then on.
    pub fn read(&mut self, mut bytes: &[u8], take: &mut dyn FnMut(TarEvent<'_>)) -> Result<(), TarError> {
        while !bytes.is_empty() {
            let used = match self.step(bytes, take) {
                Ok(used) => used,
                Err(error) => {
                    self.state = State::Failed(error.clone());
                    return Err(error);
                }
            };
            self.at += used as u64;
            bytes = &bytes[used..];
        }
        Ok(())
    }

    /// How it ended, when nothing more comes.
    pub fn end(&self) -> TarEnd {
        let missing = match &self.state {
            State::Failed(_) => return TarEnd::Stopped,
            State::Done => return TarEnd::Whole,
            State::Block(begun) if !begun.is_empty() => (BLOCK - begun.len()) as u64,
            State::Block(_) if self.next.is_begun => BLOCK as u64,
            State::Block(_) if self.at == 0 => return TarEnd::Empty,
            State::Block(_) if self.is_after_end => return TarEnd::Whole,
            State::Block(_) | State::Content { left: 0, .. } => return TarEnd::NoMark,
            State::Content { left, .. } | State::Said { left, .. } => (*left).max(1),
            State::Sparse { begun, .. } => (BLOCK - begun.len()) as u64,
            State::SparseList { entry, list } => entry.stored.saturating_sub(list.bytes()).max(1),
        };
        TarEnd::Cut { missing }
    }

    /// Takes what belongs together from the beginning of `bytes`, and says how much that was.
    fn step(&mut self, bytes: &[u8], take: &mut dyn FnMut(TarEvent<'_>)) -> Result<usize, TarError> {
        match &mut self.state {
            State::Failed(error) => Err(error.clone()),
            State::Done => Ok(bytes.len()),
            State::Content { left, fill } => {
                let content = length(*left, bytes);
                if content > 0 {
                    take(TarEvent::Content(&bytes[..content]));
                    *left -= content as u64;
                }
                let filled = length(*fill, &bytes[content..]);
                *fill -= filled as u64;
                if *left == 0 && *fill == 0 {
                    self.state = State::Block(Vec::new());
                }
                Ok(content + filled)
            }
            State::Said { begun, left, fill, .. } => {
                let content = length(*left, bytes);
                begun.extend_from_slice(&bytes[..content]);
                *left -= content as u64;
                let filled = length(*fill, &bytes[content..]);
                *fill -= filled as u64;
                if *left == 0 && *fill == 0 {
                    let used = content + filled;
                    self.said(self.at + used as u64)?;
                    return Ok(used);
                }
                Ok(content + filled)
            }
            State::Sparse { begun, .. } => {
                let used = length((BLOCK - begun.len()) as u64, bytes);
                begun.extend_from_slice(&bytes[..used]);
                if begun.len() == BLOCK {
                    let has_more = begun[504] != 0;
                    let pieces = header::pieces(&begun[..504]);
                    begun.clear();
                    if let State::Sparse { entry, .. } = &mut self.state {
                        entry.pieces.extend(pieces);
                        if entry.pieces.len() as u64 > self.limits.pieces {
                            return Err(TarError::ManyPieces { limit: self.limits.pieces });
                        }
                        if !has_more {
                            let entry = std::mem::take(entry.as_mut());
                            self.hand_over(entry, self.at + used as u64, take)?;
                        }
                    }
                }
                Ok(used)
            }
            State::SparseList { entry, list } => {
                let left = entry.stored.next_multiple_of(BLOCK as u64).saturating_sub(list.bytes());
                let used = length(left, bytes).min(BLOCK - list.bytes() as usize % BLOCK);
                let end = self.at + used as u64;
                list.add(&bytes[..used], end, self.limits.pieces)?;
                if let Some(pieces) = list.take_whole() {
                    let bytes = list.bytes();
                    let mut entry = std::mem::take(entry.as_mut());
                    entry.pieces = pieces;
                    entry.stored = entry.stored.saturating_sub(bytes);
                    self.begin_content(entry, end, take);
                } else if used as u64 == left {
                    return Err(TarError::BadSparse { at: end });
                }
                Ok(used)
            }
            State::Block(begun) if begun.is_empty() && bytes.len() >= BLOCK => {
                let mut block = [0; BLOCK];
                block.copy_from_slice(&bytes[..BLOCK]);
                self.block(&block, self.at + BLOCK as u64, take)?;
                Ok(BLOCK)
            }
            State::Block(begun) => {
                let used = length((BLOCK - begun.len()) as u64, bytes);
                begun.extend_from_slice(&bytes[..used]);
                if let Ok(block) = <[u8; BLOCK]>::try_from(begun.as_slice()) {
                    begun.clear();
                    self.block(&block, self.at + used as u64, take)?;
                }
                Ok(used)
            }
        }
    }

    /// A whole block in the place of a header; `end` is where it ends.
    fn block(&mut self, block: &[u8; BLOCK], end: u64, take: &mut dyn FnMut(TarEvent<'_>)) -> Result<(), TarError> {
        let begin = end - BLOCK as u64;
        match header::read(block) {
            Block::Empty if self.next.is_begun => Err(TarError::NoHeader { at: begin }),
            Block::Empty => {
                if self.was_empty && !self.is_after_end {
                    self.is_after_end = true;
                    take(TarEvent::End);
                }
                self.was_empty = true;
                Ok(())
            }
            // Whatever somebody wrote behind the end is none of the archive's.
            Block::Other if self.is_after_end && !self.next.is_begun => {
                self.state = State::Done;
                Ok(())
            }
            Block::Other if begin == 0 => Err(TarError::NotTar),
            Block::Other => Err(TarError::NoHeader { at: begin }),
            Block::Header(header) => self.header(header, end, take),
        }
    }

    fn header(&mut self, header: Header, end: u64, take: &mut dyn FnMut(TarEvent<'_>)) -> Result<(), TarError> {
        self.was_empty = false;
        let Header { of, entry, has_size, has_more } = header;
        // PAX may say the size of what is too large for a header.
        let is_said = of == HeaderOf::Entry && !has_more && self.next.pax.has_size();
        if !has_size && !is_said {
            return Err(TarError::NoSize { at: end - BLOCK as u64 });
        }
        let (left, limits) = (entry.stored, self.limits);
        match of {
            HeaderOf::Entry if has_more => {
                self.state = State::Sparse { entry: Box::new(entry), begun: Vec::new() };
                return Ok(());
            }
            HeaderOf::Entry => return self.hand_over(entry, end, take),
            HeaderOf::LongName | HeaderOf::LongLink if left > limits.name => {
                return Err(TarError::LongName { limit: limits.name });
            }
            HeaderOf::Pax | HeaderOf::GlobalPax if left > limits.pax => {
                return Err(TarError::LongPax { limit: limits.pax });
            }
            HeaderOf::GlobalPax => {}
            HeaderOf::LongName | HeaderOf::LongLink | HeaderOf::Pax => self.next.is_begun = true,
        }
        self.state = State::Said { of, begun: Vec::new(), left, fill: fill(left) };
        if left == 0 { self.said(end) } else { Ok(()) }
    }

    /// What was said of the next member is whole; `end` is where it ends.
    fn said(&mut self, end: u64) -> Result<(), TarError> {
        let State::Said { of, begun, .. } = std::mem::replace(&mut self.state, State::Block(Vec::new())) else {
            return Ok(());
        };
        let said = match of {
            HeaderOf::LongName => {
                self.next.name = Some(header::text(&begun).to_vec());
                return Ok(());
            }
            HeaderOf::LongLink => {
                self.next.link = Some(header::text(&begun).to_vec());
                return Ok(());
            }
            HeaderOf::GlobalPax => &mut self.global,
            HeaderOf::Pax | HeaderOf::Entry => &mut self.next.pax,
        };
        said.read(&begun).ok_or(TarError::BadPax { at: end })?;
        if said.pieces() > self.limits.pieces {
            return Err(TarError::ManyPieces { limit: self.limits.pieces });
        }
        match said.longest() > self.limits.name {
            true => Err(TarError::LongName { limit: self.limits.name }),
            false => Ok(()),
        }
    }

    /// A member whose header is whole; `end` is where that ends.
    fn hand_over(&mut self, mut entry: TarEntry, end: u64, take: &mut dyn FnMut(TarEvent<'_>)) -> Result<(), TarError> {
        self.entries += 1;
        if self.entries > self.limits.entries {
            return Err(TarError::ManyEntries { limit: self.limits.entries });
        }
        let Next { name, link, pax, .. } = std::mem::take(&mut self.next);
        entry.name = name.unwrap_or(entry.name);
        entry.link = link.unwrap_or(entry.link);
        let pax = pax.with(&self.global);
        let has_list = pax.has_list_in_content();
        pax.put_into(&mut entry).ok_or(TarError::NoSize { at: end - BLOCK as u64 })?;
        entry.is_after_end = self.is_after_end;
        if has_list && entry.stored > 0 {
            self.state = State::SparseList { entry: Box::new(entry), list: List::default() };
            return Ok(());
        }
        self.begin_content(entry, end, take);
        Ok(())
    }

    /// A member of which all is known, and where its content begins.
    fn begin_content(&mut self, mut entry: TarEntry, at: u64, take: &mut dyn FnMut(TarEvent<'_>)) {
        entry.at = at;
        let left = entry.stored;
        self.state = match left {
            0 => State::Block(Vec::new()),
            left => State::Content { left, fill: fill(left) },
        };
        take(TarEvent::Entry(entry));
    }
}

/// How much of `left` stands in `bytes`.
fn length(left: u64, bytes: &[u8]) -> usize {
    usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len())
}

/// What fills the last block of a content up.
fn fill(content: u64) -> u64 {
    (BLOCK as u64 - content % BLOCK as u64) % BLOCK as u64
}

#[cfg(test)]
mod tests;
