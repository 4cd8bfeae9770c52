use super::*;

/// See tests/data/make.sh: `hello`, something skipped, something empty skipped, the numbers from 1 to 100,000, and `hello`.
const FRAMES: &[u8] = include_bytes!("../../tests/data/frames.zst");

fn plain() -> Vec<u8> {
    let numbers: String = (1..=100_000).map(|number| format!("{number}\n")).collect();
    ["hello", &numbers, "hello"].concat().into_bytes()
}

fn unpacked(packed: &[u8], piece: usize, limit: u64) -> (Vec<u8>, Result<PackedEnd, ZstdError>) {
    let (mut out, mut unzstd) = (Vec::new(), Unzstd::new(0, limit));
    let mut pieces = packed.chunks(piece.max(1));
    let read = pieces.try_for_each(|bytes| unzstd.read(bytes, &mut |piece| out.extend_from_slice(piece)));
    (out, read.map(|()| unzstd.end()))
}

#[test]
fn frames() {
    for piece in [FRAMES.len(), 1, 7, 1000, 70_000] {
        let (out, end) = unpacked(FRAMES, piece, 1 << 20);
        assert!(out == plain(), "{} bytes came out in pieces of {piece}", out.len());
        assert_eq!(end, Ok(PackedEnd::Whole), "in pieces of {piece}");
    }
}

#[test]
fn what_is_cut_or_none() {
    let end = |packed: &[u8]| unpacked(packed, packed.len(), 1 << 20).1;
    assert_eq!(end(b""), Ok(PackedEnd::Empty));
    assert_eq!(end(b"<html>"), Err(ZstdError::NotZstd { at: 0 }));
    let hello = 4 + 2 + 3 + 5;
    assert_eq!(end(&FRAMES[..hello]), Ok(PackedEnd::Whole), "a head, a block, and hello");
    for cut in 1..hello {
        assert_eq!(end(&FRAMES[..cut]), Ok(PackedEnd::Cut), "at {cut}");
    }
    assert_eq!(end(&[&FRAMES[..hello], b"<html>"].concat()), Err(ZstdError::NotZstd { at: hello as u64 }));
    let mut broken = FRAMES.to_vec();
    // A block of more bytes than any has: the fuzz found that it was waited for for ever.
    let large = [&FRAMES[..6], &[0xfd, 0xff, 0xff], &[0; 100]].concat();
    for piece in [1, 9, 1000] {
        assert_eq!(unpacked(&large, piece, 1 << 20).1, Err(ZstdError::Broken), "in pieces of {piece}");
    }
    // A kind of block that there is not, behind two that are skipped and a head of six bytes.
    broken[hello + 11 + 8 + 6] |= 6;
    let (out, error) = unpacked(&broken, 500, 1 << 20);
    assert!(out.starts_with(b"hello") && error.is_err());
}

#[test]
fn limits_have_names() {
    let (out, end) = unpacked(FRAMES, 1000, 100_000);
    assert_eq!((out.len(), end), (100_000, Err(ZstdError::Large { limit: 100_000 })));
    let wants = |head: &[u8]| unpacked(head, 1, 100).1;
    // A window of 2^31 bytes; one frame of 2^32 bytes that is its own window; a dictionary.
    assert_eq!(wants(&[0x28, 0xb5, 0x2f, 0xfd, 0, 21 << 3]), Err(ZstdError::Window { limit: WINDOW }));
    let single = [0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 1, 0, 0, 0];
    assert_eq!(wants(&single), Err(ZstdError::Window { limit: WINDOW }));
    assert_eq!(wants(&[0x28, 0xb5, 0x2f, 0xfd, 1, 0, 7]), Err(ZstdError::Dictionary));
}
