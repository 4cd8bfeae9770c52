use super::*;
use crate::gzip::gunzip;
use crate::layer::{LayerFiles, LayerLimits};

/// See tests/data/estargz.py.
const LAYER: &[u8] = include_bytes!("../../../tests/data/estargz.tar.gz");

fn toc() -> Toc {
    let place = place(&LAYER[LAYER.len() - 51..], LAYER.len() as u64).expect("a footer");
    let begin = place.begin as usize;
    read(&LAYER[begin..begin + place.packed as usize], place).expect("a table")
}

/// What the whole archive has.
fn whole() -> (LayerFiles, Vec<u8>) {
    let (plain, _) = gunzip(LAYER, 1 << 20);
    let (mut files, mut tar) = (LayerFiles::new(), TarReader::new(TarLimits::default()));
    tar.read(&plain, &mut |event| {
        if let TarEvent::Entry(entry) = event {
            files.add(&entry, LayerLimits::default()).expect("within the limits");
        }
    })
    .expect("an archive");
    (files, plain)
}

#[test]
fn the_table_lists_what_the_layer_holds_and_where() {
    let (toc, (files, plain)) = (toc(), whole());
    // The last one is the table itself.
    assert_eq!(toc.files.len(), files.len() - 1);
    for item in 1..toc.files.len() as u32 {
        let (told, found) = (toc.files.file(item), files.file(item));
        assert_eq!((&told.name, told.kind, told.size, told.mode), (&found.name, found.kind, found.size, found.mode));
        assert_eq!((told.modified, &told.link), (found.modified, &found.link));
        let mut content = Vec::new();
        for part in toc.parts_of(item) {
            assert_eq!(part.at, content.len() as u64);
            let (out, _) = gunzip(&LAYER[part.begin as usize..part.end as usize], 1 << 20);
            content.extend_from_slice(&out[part.skip as usize..][..part.size as usize]);
        }
        if let Some(at) = found.at {
            assert!(content == plain[at as usize..][..found.size as usize], "another content");
        }
    }
    assert_eq!(toc.parts.len(), 4);
}

#[test]
fn footers() {
    let size = LAYER.len() as u64;
    let footer = &LAYER[LAYER.len() - 51..];
    assert_eq!(place(footer, 51), None, "it begins behind its end");
    assert_eq!(place(&footer[1..], size), None);
    let mut other = footer.to_vec();
    other[20] = b'x';
    assert_eq!(place(&other, size), None);
    // As before eStargz.
    let old = [&footer[..10], &[22, 0], &footer[16..]].concat();
    let last = [&[0; 4], &old[..]].concat();
    let expected = place(footer, size).expect("a footer");
    assert_eq!(place(&last, size - 4), Some(expected));
}

#[test]
fn what_is_no_table() {
    let place = place(&LAYER[LAYER.len() - 51..], LAYER.len() as u64).expect("a footer");
    assert!(matches!(read(b"<html>", place), Err(TocError::NotUnpacked(_))));
    let (first, _) = LAYER.split_at(200);
    assert!(matches!(read(first, place), Err(TocError::NotUnpacked(_) | TocError::Missing)));
}
