use super::*;

/// See tests/data/make.sh.
const FRAMES: &[u8] = include_bytes!("../../tests/data/frames.zst");
const HELLO: &[u8] = include_bytes!("../../tests/data/hello.gz");

#[test]
fn nothing_is_lost_before_it_is_known() {
    for (packed, plain) in [(HELLO, &b"hello"[..]), (b"plain text", b"plain text")] {
        let (mut out, mut unpack) = (Vec::new(), Unpack::new(0, 100));
        packed.chunks(1).for_each(|byte| {
            unpack.read(byte, &mut |piece| out.extend_from_slice(piece)).expect("whole");
        });
        assert_eq!((out.as_slice(), unpack.end()), (plain, PackedEnd::Whole));
        assert_eq!(unpack.so_far(), (packed.len() as u64, plain.len() as u64));
    }
    assert_eq!(Unpack::new(0, 3).read(b"plain", &mut |_| {}), Err(UnpackError::Large { limit: 3 }));
}

#[test]
fn every_frame_is_a_place_to_begin_at() {
    let mut unpack = Unpack::new(0, 1 << 20);
    let mut whole = Vec::new();
    unpack.read(FRAMES, &mut |piece| whole.extend_from_slice(piece)).expect("frames");
    let checkpoints = unpack.take_checkpoints();
    assert_eq!((checkpoints.len(), unpack.packing()), (3, Some(Packing::Zstd)));
    for checkpoint in checkpoints {
        let (mut out, mut unpack) = (Vec::new(), Unpack::from(Packing::Zstd, &checkpoint, 1 << 20));
        let bytes = &FRAMES[checkpoint.begin() as usize..];
        unpack.read(bytes, &mut |piece| out.extend_from_slice(piece)).expect("frames");
        assert!(out == whole[checkpoint.unpacked as usize..], "from byte {}", checkpoint.packed);
    }
}

#[test]
fn the_first_bytes_say_by_what_it_is_packed() {
    for (begin, packing) in [
        (&b""[..], None),
        (b"\x1f", None),
        (b"\x1f\x8b", Some(Packing::Gzip)),
        (b"\x28\xb5\x2f", None),
        (b"\x28\xb5\x2f\xfd", Some(Packing::Zstd)),
        (b"\x5e\x2a\x4d\x18", Some(Packing::Zstd)),
        (b"etc/", Some(Packing::Plain)),
        (b"usr/\0", Some(Packing::Plain)),
        (b"P", None),
    ] {
        assert!(Packing::of(begin) == packing, "{}", String::from_utf8_lossy(begin));
    }
}
