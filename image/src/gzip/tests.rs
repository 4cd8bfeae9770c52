use super::*;

/// `printf hello | gzip -n`, and the same with a name (`gzip hello`).
const HELLO: &[u8] = include_bytes!("../../tests/data/hello.gz");
const NAMED: &[u8] = include_bytes!("../../tests/data/named.gz");
/// `head -c 1000000 /dev/zero | gzip -9n`.
const ZEROS: &[u8] = include_bytes!("../../tests/data/zeros.gz");

#[track_caller]
fn check(packed: &[u8], expected: &[u8], end: Result<PackedEnd, GzipError>) {
    for piece in [packed.len().max(1), 1, 7] {
        let mut out = Vec::new();
        let mut gunzip = Gunzip::new(1 << 20);
        let read: Result<(), _> =
            packed.chunks(piece).try_for_each(|bytes| gunzip.read(bytes, &mut |piece| out.extend_from_slice(piece)));
        assert!(out == expected, "{} bytes came out", out.len());
        assert_eq!(read.map(|()| gunzip.end()), end, "in pieces of {piece}");
    }
}

#[test]
fn members() {
    check(HELLO, b"hello", Ok(PackedEnd::Whole));
    check(NAMED, b"hello", Ok(PackedEnd::Whole));
    check(ZEROS, &[0; 1_000_000], Ok(PackedEnd::Whole));
    check(&[HELLO, NAMED, HELLO].concat(), b"hellohellohello", Ok(PackedEnd::Whole));
    check(&[HELLO, &[0; 100]].concat(), b"hello", Ok(PackedEnd::Whole));
    // Helm writes bytes of its own into the head.
    let mut of_helm = HELLO[..10].to_vec();
    of_helm[3] = 4 | 16;
    of_helm.extend(b"\x03\0abcHelm\0");
    of_helm.extend(&HELLO[10..]);
    check(&of_helm, b"hello", Ok(PackedEnd::Whole));
}

#[test]
fn what_is_none_or_broken() {
    check(b"", b"", Ok(PackedEnd::Empty));
    check(b"<html>", b"", Err(GzipError::NotGzip));
    check(&[HELLO, b"\x1f"].concat(), b"hello", Ok(PackedEnd::Cut));
    for cut in 1..HELLO.len() {
        let (_, end) = gunzip(&HELLO[..cut], 100);
        assert_eq!(end, Ok(PackedEnd::Cut), "at {cut}");
    }
    let mut broken = HELLO.to_vec();
    broken[10] = 0xff;
    check(&broken, b"", Err(GzipError::Broken));
    let endless = [&[0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 0][..], &[b'a'; 100_000]].concat();
    assert_eq!(gunzip(&endless, 100), (Vec::new(), Err(GzipError::LongHead)));
}

#[test]
fn no_more_comes_out_than_was_wanted() {
    for (limit, length, end) in [
        (1_000_000, 1_000_000, Ok(PackedEnd::Whole)),
        (999_999, 999_999, Err(GzipError::Large { limit: 999_999 })),
        (32 << 10, 32 << 10, Err(GzipError::Large { limit: 32 << 10 })),
        (0, 0, Err(GzipError::Large { limit: 0 })),
    ] {
        let (out, told) = gunzip(ZEROS, limit);
        assert_eq!((out.len(), told), (length, end));
    }
}

/// What `Fast` makes of it, and where it may begin again.
fn fast(packed: &[u8], piece: usize, every: u64) -> (Vec<u8>, Vec<Checkpoint>, Result<PackedEnd, GzipError>) {
    let (mut out, mut gunzip) = (Vec::new(), Gunzip::marking(every, 64 << 20));
    let mut pieces = packed.chunks(piece.max(1));
    let read = pieces.try_for_each(|bytes| gunzip.read(bytes, &mut |piece| out.extend_from_slice(piece)));
    (out, gunzip.take_checkpoints(), read.map(|()| gunzip.end()))
}

#[test]
fn both_programs_say_the_same() {
    let mut broken = HELLO.to_vec();
    broken[10] = 0xff;
    for packed in [HELLO, NAMED, ZEROS, b"", b"<html>", &broken, &[HELLO, &[0; 100]].concat(), &HELLO[..12]] {
        for piece in [1, 7, 1 << 20] {
            let (out, _, end) = fast(packed, piece, 1 << 20);
            assert_eq!((out, end), gunzip(packed, 64 << 20), "in pieces of {piece}");
        }
    }
}

/// Words in several blocks, as `inflate/tests/data/make.sh` made them, as a member.
fn words() -> Vec<u8> {
    let deflated = include_bytes!("../../../inflate/tests/data/words.deflate");
    [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255], &deflated[..], &[0; 8]].concat()
}

#[test]
fn it_begins_again_at_every_checkpoint() {
    let packed = [&words(), NAMED, &words(), &words(), ZEROS].concat();
    let (whole, checkpoints, end) = fast(&packed, 1 << 20, 100_000);
    assert_eq!(end, Ok(PackedEnd::Whole));
    // Where they stand depends on the pieces: whether one is due is asked where a step ends.
    let mut checkpoints = checkpoints;
    for piece in [1, 1000] {
        let again = fast(&packed, piece, 100_000);
        assert!(again.0 == whole, "in pieces of {piece}");
        checkpoints.extend(again.1);
    }
    let of_members = checkpoints.iter().filter(|checkpoint| checkpoint.is_member).count();
    assert!(of_members > 1 && checkpoints.len() > of_members + 5, "{of_members} of {}", checkpoints.len());
    for checkpoint in &checkpoints {
        let (mut out, mut gunzip) = (Vec::new(), Gunzip::from(checkpoint, 64 << 20));
        let bytes = &packed[checkpoint.begin() as usize..];
        bytes.chunks(777).for_each(|bytes| {
            gunzip.read(bytes, &mut |piece| out.extend_from_slice(piece)).expect("it goes on");
        });
        assert!(out == whole[checkpoint.unpacked as usize..], "from byte {}", checkpoint.packed);
    }
}
