//! What a target gets: bytes made of its corpus, and dice for everything else.
//!
//! An input is made of three numbers: the seed, the target's name and the input's own number. So whoever has those has the
//! input, and no input depends on one before it.

use std::borrow::Cow;

use fastrand::Rng;

use crate::words::WORDS;

/// One input of a target.
pub struct Input<'a> {
    corpus: &'a [&'a str],
    /// The dice.
    pub dice: Rng,
    /// The bytes themselves.
    pub bytes: Vec<u8>,
}

/// Most inputs stay shorter than this; a few grow past it.
const USUAL: usize = 4 << 10;
const LONGEST: usize = 96 << 10;

impl<'a> Input<'a> {
    /// Makes the input of that number.
    pub fn new(seed: u64, target: &str, number: u64, corpus: &'a [&'a str]) -> Input<'a> {
        let mut input = Input { corpus, dice: dice(seed, target, number), bytes: Vec::new() };
        input.bytes = input.another();
        input
    }

    /// The same corpus with dice of their own, for something that answers by chance.
    pub fn branch(&mut self) -> Input<'a> {
        Input { corpus: self.corpus, dice: Rng::with_seed(self.dice.u64(..)), bytes: Vec::new() }
    }

    /// An entry of the corpus as it is.
    pub fn entry(&mut self) -> &'a str {
        self.corpus.get(self.dice.usize(..self.corpus.len().max(1))).unwrap_or(&"")
    }

    /// The bytes as a text.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// One of some values.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.dice.usize(..of.len())]
    }

    /// A number of any size.
    pub fn number(&mut self) -> u64 {
        self.dice.u64(..) >> self.dice.u8(..64)
    }

    /// More bytes, made like the first ones.
    pub fn another(&mut self) -> Vec<u8> {
        let dice = &mut self.dice;
        let mut bytes = match dice.u8(..) {
            0..10 => (0..dice.usize(..200)).map(|_| dice.u8(..)).collect(),
            10..30 => words(dice),
            _ => self.entry().as_bytes().to_vec(),
        };
        if self.dice.u8(..) < 16 {
            return bytes;
        }
        // Few changes keep what stands deep inside within reach; many bring what nobody thinks of.
        for _ in 0..1 << self.dice.u8(..5) {
            self.change(&mut bytes);
        }
        bytes.truncate(LONGEST);
        bytes
    }

    /// The same as a text.
    pub fn another_text(&mut self) -> String {
        String::from_utf8_lossy(&self.another()).into_owned()
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let dice = &mut self.dice;
        let at = dice.usize(..=bytes.len());
        let end = at + dice.usize(..=(bytes.len() - at).min(24));
        match dice.u8(..18) {
            0..2 if at < bytes.len() => bytes[at] = dice.u8(..),
            2 if at < bytes.len() => bytes[at] ^= 1 << dice.u8(..8),
            3..8 => insert(bytes, at, dice.choice(WORDS).unwrap_or(&"").as_bytes()),
            8..10 => {
                let word = dice.choice(WORDS).unwrap_or(&"").as_bytes();
                bytes.splice(at..end, word.iter().copied());
            }
            10..12 => drop(bytes.drain(at..end)),
            12 => bytes.truncate(at),
            13 => {
                let copy = bytes[at..end].to_vec();
                let to = dice.usize(..=bytes.len());
                insert(bytes, to, &copy);
            }
            14 => {
                let number = number(dice);
                bytes.splice(at..end, number.bytes());
            }
            15 => {
                let other = self.entry().as_bytes();
                let dice = &mut self.dice;
                let from = dice.usize(..=other.len());
                let to = from + dice.usize(..=other.len() - from);
                insert(bytes, at, &other[from..to]);
            }
            16 => repeat(dice, bytes, at, end),
            _ => insert(bytes, at, &[dice.u8(..)]),
        }
    }
}

/// Dice of an input.
pub fn dice(seed: u64, target: &str, number: u64) -> Rng {
    let name = target
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    // Neighbours must not look alike: the end of splitmix64.
    let mut mixed = seed.rotate_left(32) ^ name ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    Rng::with_seed(mixed ^ (mixed >> 31))
}

fn insert(bytes: &mut Vec<u8>, at: usize, more: &[u8]) {
    if bytes.len() + more.len() <= LONGEST {
        bytes.splice(at..at, more.iter().copied());
    }
}

fn words(dice: &mut Rng) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..dice.usize(..24) {
        bytes.extend_from_slice(dice.choice(WORDS).unwrap_or(&"").as_bytes());
        if dice.u8(..4) == 0 {
            bytes.push(b' ');
        }
    }
    bytes
}

/// Numbers at which types end.
fn number(dice: &mut Rng) -> String {
    match dice.u8(..8) {
        0 => u64::MAX.to_string(),
        1 => i64::MIN.to_string(),
        2 => "9".repeat(dice.usize(1..40)),
        3 => format!("{}e{}", dice.i32(-9..10), dice.i32(-400..400)),
        4 => format!("-{}", dice.u64(..)),
        5 => format!("0.{}", dice.u64(..)),
        6 => (1u64 << dice.u8(..64)).wrapping_sub(u64::from(dice.u8(..3))).to_string(),
        _ => dice.u16(..).to_string(),
    }
}

/// A long run: of one byte, of a piece, of brackets that nobody closes.
fn repeat(dice: &mut Rng, bytes: &mut Vec<u8>, at: usize, end: usize) {
    let piece = match dice.u8(..6) {
        0 => b"[".to_vec(),
        1 => b"{\"a\":".to_vec(),
        2 => vec![dice.u8(..)],
        3 => dice.choice(WORDS).unwrap_or(&"").as_bytes().to_vec(),
        _ => bytes[at..end].to_vec(),
    };
    let most = if dice.u8(..) == 0 { LONGEST } else { USUAL / 8 };
    let times = dice.usize(..=most / piece.len().max(1));
    insert(bytes, at, &piece.repeat(times));
}
