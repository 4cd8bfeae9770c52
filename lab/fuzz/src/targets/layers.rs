//! Layers of images: what was packed, listed, laid over each other, and their tables of contents.

use image::hashing::Hashing;
use image::image_files::ImageFiles;
use image::questions::{Fields, TreeAnswer, TreeQuestion, TreeView};
use image::reading::{ContentReading, LayerReading};
use image::toc::{estargz, zstd_chunked};
use image::tree::{MOST_ROWS, ROOT, RowOrder, Tree, Window};
use image::zstd::Unzstd;

use super::files::tar;
use crate::holds;
use crate::input::Input;
use crate::target::Fault;

/// A layer has the same files in pieces of any length; a tree of several has each of its nodes by its path, and no more bytes than they.
pub fn layers(input: &mut Input) -> Result<(), Fault> {
    let count = input.dice.u16(1..4);
    let mut image = ImageFiles::default();
    let mut all = 0_u64;
    let mut archives = Vec::new();
    for layer in 0..count {
        let archive = tar(input);
        let piece = input.dice.usize(1..700);
        let (whole, in_pieces) = (listed(&archive, archive.len()), listed(&archive, piece));
        holds!(whole == in_pieces, "in pieces of {piece} it is another layer");
        image.begin(layer, Hashing::sha256());
        if let Some(reading) = image.reading(layer) {
            reading.add(&archive);
        }
        if let Some((read, _)) = image.end(layer) {
            let sizes = (0..read.files.len() as u32).map(|item| read.files.size(item));
            all = sizes.fold(all, u64::saturating_add);
        }
        archives.push(archive);
    }
    let layers: Vec<_> = (0..count).map(|layer| image.read(layer).map(|read| &read.files)).collect();
    let tree = Tree::of(&layers);
    for node in 0..tree.len() as u32 {
        let path = tree.path(&layers, node);
        holds!(tree.find(&layers, &path) == Some(node), "a node is not at its path");
        let parent = tree.parent(node);
        holds!(node == ROOT || parent < node, "a folder comes after what is in it");
        holds!(tree.is_removed(node) || !tree.is_removed(parent), "what is seen stands in what was removed");
    }
    let seen = tree.sum(ROOT).1;
    holds!(all == u64::MAX || seen.saturating_add(tree.waste().bytes) == all, "{seen} seen, of {all}");
    for layer in 0..count {
        let items = image.read(layer).map_or(0, |read| read.files.len() as u32);
        for item in 0..items {
            let Ok(place) = image.content(layer, item, 10_000) else { continue };
            let archive = &archives[usize::from(layer)];
            let end = (place.end as usize).min(archive.len());
            let bytes = &archive[(place.begin as usize).min(end)..end];
            let mut reading = ContentReading::new(place);
            if reading.add(bytes).is_ok()
                && let Ok(content) = reading.end()
            {
                holds!(content.len() <= 10_000, "a content of {} bytes", content.len());
            }
        }
    }
    questions(input, &mut image)
}

/// What is asked is answered by a few rows, which come back as they crossed.
fn questions(input: &mut Input, image: &mut ImageFiles) -> Result<(), Fault> {
    let window = Window {
        order: if input.dice.bool() { RowOrder::Size } else { RowOrder::Name },
        with_removed: input.dice.bool(),
        first: input.dice.usize(..20),
        count: input.dice.usize(..300),
    };
    let typed = input.another_text().into_bytes();
    let node = input.dice.u32(..50);
    for question in [
        TreeQuestion::Rows { folder: node, window },
        TreeQuestion::Search { typed: typed.clone(), window },
        TreeQuestion::Find(typed),
        TreeQuestion::Versions(node),
        TreeQuestion::Wasted(window.count),
        TreeQuestion::Largest { folder: node, most: window.count },
    ] {
        let answer = image.answer(TreeView::All, &question);
        if let TreeAnswer::Rows { rows, .. } = &answer {
            holds!(rows.len() <= MOST_ROWS, "{} rows", rows.len());
        }
        let mut fields = Fields::default();
        answer.write(&mut fields);
        let crossed = TreeAnswer::read(&mut Fields::of(fields.into_texts()));
        holds!(crossed.as_ref() == Some(&answer), "it crosses as another answer");
    }
    Ok(())
}

/// Frames give the same in pieces of any length, and never more than was wanted.
pub fn zstd(input: &mut Input) -> Result<(), Fault> {
    let mut packed = Vec::new();
    for piece in input.bytes.clone().chunks(input.dice.usize(1..20_000)).take(4) {
        if input.dice.bool() {
            packed.extend([0x28, 0xb5, 0x2f, 0xfd, input.one(&[0, 0, 0, 4, 0x20, 0x60, 0xc0, 3]), 0x58]);
            let head = (piece.len() as u32) << 3 | u32::from(input.one(&[1_u8, 1, 1, 3, 5, 7]));
            packed.extend(&head.to_le_bytes()[..3]);
        } else {
            packed.extend([0x50, 0x2a, 0x4d, 0x18]);
            packed.extend((piece.len() as u32).to_le_bytes());
        }
        packed.extend(piece);
    }
    let limit = input.dice.u64(..100_000);
    let out = |piece: usize| {
        let (mut out, mut unzstd) = (Vec::new(), Unzstd::new(0, limit));
        let mut pieces = packed.chunks(piece.max(1));
        let read = pieces.try_for_each(|bytes| unzstd.read(bytes, &mut |piece| out.extend_from_slice(piece)));
        (out, read.map(|()| unzstd.end()))
    };
    let whole = out(packed.len());
    let piece = input.dice.usize(1..300);
    holds!(out(piece) == whole, "in pieces of {piece} something else comes out");
    holds!(whole.0.len() as u64 <= limit, "{} bytes of {limit}", whole.0.len());
    Ok(())
}

/// Tables of contents list what they can.
pub fn toc(input: &mut Input) -> Result<(), Fault> {
    let bytes = input.bytes.clone();
    let size = input.number();
    if let Some(place) = estargz::place(&bytes, size) {
        holds!(place.begin.saturating_add(place.packed) <= size, "a table behind the end");
    }
    let place = zstd_chunked::by_footer(&bytes).or_else(|| zstd_chunked::by_annotation(&input.text()));
    let place = place.unwrap_or(image::toc::TocPlace { begin: 1 << 20, packed: size, unpacked: None });
    // The text as one block that is not compressed.
    let mut packed = vec![0x28, 0xb5, 0x2f, 0xfd, 0, 0x58];
    let json = &bytes[..bytes.len().min(100_000)];
    packed.extend(&((json.len() as u32) << 3 | 1).to_le_bytes()[..3]);
    packed.extend(json);
    if let Ok(toc) = zstd_chunked::read(&packed, place) {
        for part in &toc.parts {
            holds!((part.item as usize) < toc.files.len(), "a part of no file");
            holds!(toc.parts_of(part.item).contains(part), "a part that is not found");
        }
    }
    Ok(())
}

fn listed(archive: &[u8], piece: usize) -> Vec<String> {
    let mut reading = LayerReading::new(Hashing::sha256());
    archive.chunks(piece.max(1)).for_each(|bytes| reading.add(bytes));
    let (read, digest) = reading.end();
    let files = (0..read.files.len() as u32).map(|item| format!("{:?}", read.files.file(item)));
    files.chain([digest, format!("{:?}", read.problem)]).collect()
}
