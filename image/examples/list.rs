//! Lists layers as `tar --numeric-owner --full-time --quoting-style=literal -tv` does, to be held against it, and says what it took:
//! `list layer.tar.gz`; with several, the tree of all; `list --many 500000` for a tree of generated files.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::time::Instant;

use image::hashing::Hashing;
use image::layer::{LayerFiles, LayerLimits};
use image::tar::{TarEntry, TarEvent, TarKind, TarLimits, TarReader};
use image::tree::{FileQuery, ROOT, Tree};
use image::unpack::Unpack;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let layers = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--many", count] => vec![many(count.parse()?)?],
        files => files.iter().map(|file| read(file)).collect::<Result<_, _>>()?,
    };
    let layers: Vec<_> = layers.iter().map(Some).collect();
    let begun = Instant::now();
    let tree = Tree::of(&layers);
    let (names, bytes) = tree.sum(ROOT);
    let waste = tree.waste();
    eprintln!(
        "tree of {} nodes in {} ms: {names} files, {bytes} bytes; {} wasted",
        tree.len(),
        begun.elapsed().as_millis(),
        waste.bytes
    );
    let (lists, items): (usize, usize) =
        layers.iter().flatten().map(|files| (files.memory(), files.len())).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    eprintln!(
        "{} bytes for each of {items}: {lists} of lists, {} of the tree",
        (lists + tree.memory()) / items.max(1),
        tree.memory()
    );
    for typed in ["a", "lib", "passwd", "*.so", "usr/lib", "/usr/**/*.py"] {
        let begun = Instant::now();
        let query = FileQuery::parse(typed.as_bytes()).ok_or("a query")?;
        let found = tree.search(&layers, &query, false).len();
        eprintln!("search {typed}: {found} in {} ms", begun.elapsed().as_millis());
    }
    Ok(())
}

/// Reads a layer, with checkpoints every 2 MB and its digest, and writes its list.
fn read(file: &str) -> Result<LayerFiles, Box<dyn Error>> {
    let packed = fs::read(file)?;
    let begun = Instant::now();
    let (mut files, mut tar) = (LayerFiles::new(), TarReader::new(TarLimits::default()));
    let mut entries = Vec::new();
    let mut unpack = Unpack::new(2 << 20, 1 << 40);
    let mut problem = None;
    let (mut windows, mut checkpoints) = (0, 0);
    for piece in packed.chunks(64 << 10) {
        let read = unpack.read(piece, &mut |bytes| {
            let read = tar.read(bytes, &mut |event| {
                if let TarEvent::Entry(entry) = event {
                    problem = problem.take().or(files.add(&entry, LayerLimits::default()).err());
                    entries.push(entry);
                }
            });
            if let Err(error) = read {
                eprintln!("{error}");
            }
        });
        let taken = unpack.take_checkpoints();
        windows += taken.iter().map(|checkpoint| checkpoint.window.len()).sum::<usize>();
        checkpoints += taken.len();
        read?;
    }
    files.finish();
    let (_, unpacked) = unpack.so_far();
    eprintln!("{} of {unpacked} bytes, {} members in {} ms", packed.len(), entries.len(), begun.elapsed().as_millis());
    eprintln!("{checkpoints} checkpoints with {windows} bytes");
    let begun = Instant::now();
    let mut hashing = Hashing::sha256();
    hashing.add(&packed);
    eprintln!("{} in {} ms", hashing.end(), begun.elapsed().as_millis());
    let mut out = io::BufWriter::new(io::stdout().lock());
    entries.iter().try_for_each(|entry| line(&mut out, entry))?;
    Ok(files)
}

/// Files as packages of Node have them: ten in a folder, names of eleven bytes.
fn many(count: u32) -> Result<LayerFiles, Box<dyn Error>> {
    let begun = Instant::now();
    let mut files = LayerFiles::new();
    for number in 0..count {
        let folder = number / 10;
        let name = format!("app/node_modules/package-{}/lib-{folder}/file{:04}.js", folder / 100, number % 10_000)
            .into_bytes();
        files.add(
            &TarEntry { name, size: 1000, mode: 0o644, at: u64::from(number) * 1536, ..TarEntry::default() },
            LayerLimits::default(),
        )?;
    }
    files.finish();
    eprintln!("{} items in {} ms", files.len(), begun.elapsed().as_millis());
    Ok(files)
}

fn line(out: &mut impl Write, entry: &TarEntry) -> io::Result<()> {
    let (letter, link) = match entry.kind {
        TarKind::HardLink => ('h', " link to "),
        TarKind::SymbolicLink => ('l', " -> "),
        TarKind::CharacterDevice => ('c', ""),
        TarKind::BlockDevice => ('b', ""),
        TarKind::Folder => ('d', ""),
        TarKind::Pipe => ('p', ""),
        TarKind::File | TarKind::Other(_) => ('-', ""),
    };
    let right = |at: u32| {
        let is_set = entry.mode >> (8 - at) & 1 == 1;
        let special = [(2, 0o4000, 's', 'S'), (5, 0o2000, 's', 'S'), (8, 0o1000, 't', 'T')];
        match special.iter().find(|(place, bit, ..)| *place == at && entry.mode & bit != 0) {
            Some((_, _, set, unset)) => {
                if is_set {
                    *set
                } else {
                    *unset
                }
            }
            None if is_set => ['r', 'w', 'x'][at as usize % 3],
            None => '-',
        }
    };
    let rights: String = (0..9).map(right).collect();
    let owner = format!("{}/{}", entry.user_id, entry.group_id);
    let size = match entry.kind {
        TarKind::CharacterDevice | TarKind::BlockDevice => format!("{},{}", entry.device.0, entry.device.1),
        _ => entry.size.to_string(),
    };
    write!(out, "{letter}{rights} {owner} {size} {} ", date(entry.modified))?;
    out.write_all(&entry.name)?;
    out.write_all(link.as_bytes())?;
    out.write_all(&entry.link)?;
    out.write_all(b"\n")
}

/// Howard Hinnant's `civil_from_days`.
fn date(seconds: i64) -> String {
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let from_march = days + 719_468;
    let (era, of_era) = (from_march.div_euclid(146_097), from_march.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", of_day / 3600, of_day / 60 % 60, of_day % 60)
}
