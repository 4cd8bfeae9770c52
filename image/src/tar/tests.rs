use super::*;
use crate::gzip::gunzip;

/// An archive of `tests/data`, which tests/data/make.sh made.
macro_rules! archive {
    ($name:literal) => {
        unpacked(include_bytes!(concat!("../../tests/data/", $name, ".tar.gz")))
    };
}

fn unpacked(packed: &[u8]) -> Vec<u8> {
    gunzip(packed, 16 << 20).0
}

#[derive(Debug, PartialEq, Eq)]
struct ReadArchive {
    entries: Vec<(TarEntry, Vec<u8>)>,
    ends: usize,
    end: Result<TarEnd, TarError>,
}

fn read_in(archive: &[u8], piece: usize, limits: TarLimits) -> ReadArchive {
    let (mut entries, mut ends) = (Vec::<(TarEntry, Vec<u8>)>::new(), 0);
    let mut reader = TarReader::new(limits);
    let mut take = |event: TarEvent<'_>| match event {
        TarEvent::Entry(entry) => entries.push((entry, Vec::new())),
        TarEvent::Content(piece) => entries.last_mut().expect("a member").1.extend_from_slice(piece),
        TarEvent::End => ends += 1,
    };
    let read: Result<(), _> = archive.chunks(piece.max(1)).try_for_each(|bytes| reader.read(bytes, &mut take));
    ReadArchive { entries, ends, end: read.map(|()| reader.end()) }
}

/// The same comes out in pieces of any length.
#[track_caller]
fn read(archive: &[u8]) -> ReadArchive {
    let whole = read_in(archive, archive.len(), TarLimits::default());
    for piece in [1, 511, 513, 4096] {
        assert!(read_in(archive, piece, TarLimits::default()) == whole, "in pieces of {piece}");
    }
    whole
}

/// A member as `tar --numeric-owner --full-time -tvf` has it.
fn line(entry: &TarEntry) -> String {
    let (letter, link) = match entry.kind {
        TarKind::HardLink => ('h', " link to "),
        TarKind::SymbolicLink => ('l', " -> "),
        TarKind::Folder => ('d', ""),
        TarKind::Pipe => ('p', ""),
        _ => ('-', ""),
    };
    let rights = (0..9).map(|at| {
        let (is_set, special) = (entry.mode >> (8 - at) & 1 == 1, at == 2 && entry.mode & 0o4000 != 0);
        if special {
            's'
        } else if is_set {
            ['r', 'w', 'x'][at % 3]
        } else {
            '-'
        }
    });
    let rights: String = rights.collect();
    let owner = format!("{}/{}", entry.user_id, entry.group_id);
    let width = 19_usize.saturating_sub(owner.len() + 1);
    let text = |bytes: &[u8]| -> String {
        bytes
            .iter()
            .map(|byte| if byte.is_ascii() { char::from(*byte).to_string() } else { format!("\\{byte:o}") })
            .collect()
    };
    let day = if entry.modified == 1_700_000_000 { "2023-11-14 22:13:20" } else { "another day" };
    let name = [text(&entry.name), link.to_owned(), text(&entry.link)].concat();
    format!("{letter}{rights} {owner} {:>width$} {day} {name}\n", entry.size)
}

/// All members are as GNU tar has them.
#[track_caller]
fn check(archive: &[u8], listing: &str) {
    let read = read(archive);
    assert_eq!((read.ends, read.end), (1, Ok(TarEnd::Whole)));
    let lines: String = read.entries.iter().map(|(entry, _)| line(entry)).collect();
    let expected: String = listing.replace("22:13:20.25", "22:13:20");
    assert_eq!(lines, expected);
    for (entry, content) in &read.entries {
        assert_eq!(content.len() as u64, entry.stored);
        let begin = entry.at as usize;
        assert_eq!(&archive[begin..begin + content.len()], content, "{}", String::from_utf8_lossy(&entry.name));
    }
}

#[test]
fn archives_are_read_as_gnu_tar_reads_them() {
    check(&archive!("v7"), include_str!("../../tests/data/v7.txt"));
    check(&archive!("ustar"), include_str!("../../tests/data/ustar.txt"));
    check(&archive!("gnu"), include_str!("../../tests/data/gnu.txt"));
    check(&archive!("pax"), include_str!("../../tests/data/pax.txt"));
    check(&archive!("long-gnu"), include_str!("../../tests/data/long-gnu.txt"));
    check(&archive!("long-pax"), include_str!("../../tests/data/long-pax.txt"));
}

#[test]
fn contents() {
    let archive = read(&archive!("pax"));
    let content = |name: &str| {
        let found = archive.entries.iter().find(|(entry, _)| entry.name.ends_with(name.as_bytes()));
        String::from_utf8_lossy(&found.expect("a member").1).into_owned()
    };
    assert_eq!(
        (content("hard"), content("file"), content("empty")),
        ("hello\n".into(), "deep\n".into(), String::new())
    );
    assert_eq!(content("1025"), "x".repeat(1025));
}

#[test]
fn sparse_files_are_named_as_such() {
    let mut expected = vec![0; 8 * 65_536 + 4];
    (1..=8).for_each(|at| expected[at * 65_536..][..4].copy_from_slice(b"data"));
    for archive in [archive!("sparse-gnu"), archive!("sparse-0.0"), archive!("sparse-0.1"), archive!("sparse-1.0")] {
        let archive = read(&archive);
        let [(entry, content)] = archive.entries.as_slice() else { panic!("{} members", archive.entries.len()) };
        assert!(entry.is_sparse);
        assert_eq!((entry.name.as_slice(), entry.size), (&b"holes"[..], 8 * 65_536 + 4));
        let (mut file, mut rest) = (vec![0; entry.size as usize], content.as_slice());
        for piece in &entry.pieces {
            let (part, after) = rest.split_at(piece.length as usize);
            file[piece.offset as usize..][..part.len()].copy_from_slice(part);
            rest = after;
        }
        assert!(rest.is_empty() && file == expected, "the parts of it do not make up the file");
        assert_eq!(archive.end, Ok(TarEnd::Whole));
    }
}

#[test]
fn numbers_and_names_of_pythons_tarfile() {
    for (archive, group) in [(archive!("numbers-gnu"), &b""[..]), (archive!("numbers-pax"), b"everybody")] {
        let archive = read(&archive);
        let [(owner, ab), (unicode, c)] = archive.entries.as_slice() else { panic!("two members") };
        assert_eq!((owner.user_id, owner.modified, ab.as_slice()), (5_000_000_000, 1_700_000_000, &b"ab"[..]));
        assert_eq!(unicode.name, format!("unicode-\u{fc}-{}", "u".repeat(100)).as_bytes());
        assert_eq!((owner.group.as_slice(), unicode.group.as_slice(), c.as_slice()), (group, group, &b"c"[..]));
    }
}

#[test]
fn archives_one_behind_the_other() {
    let archive = read(&archive!("two"));
    assert_eq!((archive.ends, archive.end), (1, Ok(TarEnd::Whole)));
    let after: Vec<bool> = archive.entries.iter().map(|(entry, _)| entry.is_after_end).collect();
    let first = read(&archive!("ustar")).entries.len();
    assert_eq!(after.iter().position(|is_after| *is_after), Some(first));
    assert_eq!(after.len(), first + 2);
    // What is no archive ends it.
    let page = [archive!("ustar"), vec![b'<'; 3000]].concat();
    assert_eq!((read(&page).entries.len(), read(&page).end), (first, Ok(TarEnd::Whole)));
}

#[test]
fn what_is_cut_or_none() {
    let ustar = archive!("ustar");
    let end = |archive: &[u8]| read(archive).end;
    assert_eq!(end(b""), Ok(TarEnd::Empty));
    assert_eq!(end(b"<html>"), Ok(TarEnd::Cut { missing: 506 }));
    assert_eq!(end(&[b'<'; 1000]), Err(TarError::NotTar));
    assert_eq!(end(&[0; 10_240]), Ok(TarEnd::Whole));
    assert_eq!(end(&ustar[..512]), Ok(TarEnd::NoMark), "a folder");
    assert_eq!(end(&ustar[..1024]), Ok(TarEnd::Cut { missing: 1025 }));
    assert_eq!(end(&ustar[..1025]), Ok(TarEnd::Cut { missing: 1024 }));
    assert_eq!(end(&ustar[..1024 + 1025]), Ok(TarEnd::NoMark));
    let broken = [&ustar[..512], &[b'x'; 512]].concat();
    assert_eq!(end(&broken), Err(TarError::NoHeader { at: 512 }));
    let long = archive!("long-pax");
    for cut in [1, 512, 513, 700, 1024] {
        assert!(matches!(end(&long[..cut]), Ok(TarEnd::Cut { .. })), "at {cut}");
    }
    let one = [&ustar[..512], &[0; 512], &ustar[..512]].concat();
    assert_eq!((read(&one).entries.len(), end(&one)), (2, Ok(TarEnd::NoMark)), "a lone empty block");
}

#[test]
fn limits() {
    let of = |archive: &[u8], limits| read_in(archive, archive.len(), limits).end;
    let most = TarLimits::default();
    for (archive, limits, error) in [
        (archive!("long-gnu"), TarLimits { name: 100, ..most }, TarError::LongName { limit: 100 }),
        (archive!("long-pax"), TarLimits { name: 100, ..most }, TarError::LongName { limit: 100 }),
        (archive!("long-pax"), TarLimits { pax: 100, ..most }, TarError::LongPax { limit: 100 }),
        (archive!("ustar"), TarLimits { entries: 3, ..most }, TarError::ManyEntries { limit: 3 }),
        (archive!("sparse-gnu"), TarLimits { pieces: 7, ..most }, TarError::ManyPieces { limit: 7 }),
        (archive!("sparse-0.0"), TarLimits { pieces: 7, ..most }, TarError::ManyPieces { limit: 7 }),
        (archive!("sparse-0.1"), TarLimits { pieces: 7, ..most }, TarError::ManyPieces { limit: 7 }),
        (archive!("sparse-1.0"), TarLimits { pieces: 7, ..most }, TarError::ManyPieces { limit: 7 }),
    ] {
        assert_eq!(of(&archive, limits), Err(error));
    }
}

#[test]
fn a_size_that_is_none() {
    let mut archive = archive!("ustar")[512..1024].to_vec();
    archive[124..136].copy_from_slice(b"99999999999\0");
    archive[148..156].copy_from_slice(b"        ");
    let sum: u32 = archive.iter().map(|byte| u32::from(*byte)).sum();
    archive[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert_eq!(read(&archive).end, Err(TarError::NoSize { at: 0 }));
}
