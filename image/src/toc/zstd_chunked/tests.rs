use super::*;
use crate::layer::{LayerFiles, LayerLimits};
use crate::tar::{TarEvent, TarLimits, TarReader};
use crate::unpack::Unpack;

/// By skopeo 1.9.3: see tests/data/make.sh.
const LAYER: &[u8] = include_bytes!("../../../tests/data/chunked.tar.zst");

fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Unpack::new(0, 1 << 20).read(packed, &mut |piece| out.extend_from_slice(piece)).expect("frames");
    out
}

#[test]
fn the_table_lists_what_the_layer_holds_and_where() {
    let place = by_footer(&LAYER[LAYER.len() - FOOTER as usize..]).expect("a footer");
    // What skopeo wrote down as `io.containers.zstd-chunked.manifest-position`.
    assert_eq!(by_annotation("1948:337:1178:1"), Some(place));
    let begin = place.begin as usize;
    let toc = read(&LAYER[begin..begin + place.packed as usize], place).expect("a table");
    let plain = unpacked(LAYER);
    let (mut files, mut tar) = (LayerFiles::new(), TarReader::new(TarLimits::default()));
    tar.read(&plain, &mut |event| {
        if let TarEvent::Entry(entry) = event {
            files.add(&entry, LayerLimits::default()).expect("within the limits");
        }
    })
    .expect("an archive");
    assert_eq!(toc.files.len(), files.len());
    for item in 1..toc.files.len() as u32 {
        let (told, found) = (toc.files.file(item), files.file(item));
        assert_eq!((&told.name, told.kind, told.size, told.mode), (&found.name, found.kind, found.size, found.mode));
        assert_eq!((told.modified, &told.link), (found.modified, &found.link));
        let mut content = Vec::new();
        for part in toc.parts_of(item) {
            content.extend(unpacked(&LAYER[part.begin as usize..part.end as usize]));
        }
        if let Some(at) = found.at {
            assert!(content == plain[at as usize..][..found.size as usize], "another content");
        }
    }
    assert_eq!(toc.parts.len(), 2);
}

#[test]
fn footers_and_annotations() {
    for value in ["", "1:2:3", "1:2:3:2", "1:2:3:1:4", "-1:2:3:1", "x:2:3:1"] {
        assert_eq!(by_annotation(value), None, "{value}");
    }
    let footer = |numbers: &[u64]| -> Vec<u8> {
        let length = (numbers.len() as u32 + 1) * 8;
        let numbers = numbers.iter().flat_map(|number| number.to_le_bytes());
        [0x50, 0x2a, 0x4d, 0x18].into_iter().chain(length.to_le_bytes()).chain(numbers).chain(*b"GnUlInUx").collect()
    };
    let place = Some(TocPlace { begin: 7, packed: 8, unpacked: Some(9) });
    assert_eq!(by_footer(&footer(&[7, 8, 9, 1])), place);
    let long = footer(&[7, 8, 9, 1, 10, 11, 12]);
    assert_eq!((long.len() as u64, by_footer(&long)), (FOOTER, place));
    assert_eq!(by_footer(&[&[0; 24], &footer(&[7, 8, 9, 1])[..]].concat()), place);
    for other in [&footer(&[7, 8, 9, 2])[..], &footer(&[7, 8, 9]), b"GnUlInUx", b""] {
        assert_eq!(by_footer(other), None);
    }
}

#[test]
fn what_is_no_table() {
    let place = TocPlace { begin: 0, packed: 10, unpacked: Some(10) };
    assert!(matches!(read(b"<html>", place), Err(TocError::NotUnpacked(_))));
    let there = by_footer(LAYER).expect("a footer");
    let packed = &LAYER[there.begin as usize..][..there.packed as usize];
    assert_eq!(read(packed, place).err(), Some(TocError::Long { limit: 10 }));
}
