//! What artifacts hold besides documents: archives, with gzip and without, and the Markdown of strangers.

use futures_util::FutureExt;
use image::gzip::Gunzip;
use image::tar::{TarEvent, TarLimits, TarReader};
use pierglass::contents::archive::UNPACKED_LIMIT;
use pierglass::contents::link;
use pierglass::contents::markdown::{MarkdownBlock, Span, parse};
use pierglass::contents::{self, ArtifactContent, wasm};
use pierglass::registry::annotations::Annotations;
use pierglass::registry::descriptor::Descriptor;
use pierglass::registry::digest::Digest;
use pierglass::registry::image_config::{ImageConfig, rows};
use pierglass::registry::manifest::Document;
use pierglass::registry::media_type::MediaType;
use pierglass::registry::origin::Origin;
use pierglass::registry::visible::visible;

use super::given::{Repeats, response};
use crate::holds;
use crate::input::Input;
use crate::target::Fault;

/// An archive gives the same in pieces of any length, and no more than it has.
pub fn archive(input: &mut Input) -> Result<(), Fault> {
    let archive = tar(input);
    let whole = events(&archive, archive.len());
    let piece = input.dice.usize(1..700);
    holds!(events(&archive, piece) == whole, "in pieces of {piece} it is another archive");
    let content: usize = whole.iter().map(|(_, content)| *content).sum();
    holds!(content <= archive.len(), "{content} bytes of {}", archive.len());
    read(&archive)
}

/// What is unpacked is the same in pieces of any length, and never more than was wanted.
pub fn gzip(input: &mut Input) -> Result<(), Fault> {
    let packed = packed(input);
    let limit = input.dice.u64(..100_000);
    let out = |piece: usize| {
        let (mut out, mut gunzip) = (Vec::new(), Gunzip::new(limit));
        let mut pieces = packed.chunks(piece.max(1));
        let read = pieces.try_for_each(|bytes| gunzip.read(bytes, &mut |piece| out.extend_from_slice(piece)));
        (out, read.map(|()| gunzip.end()))
    };
    let whole = out(packed.len());
    let piece = input.dice.usize(1..300);
    holds!(out(piece) == whole, "in pieces of {piece} something else comes out");
    holds!(whole.0.len() as u64 <= limit, "{} bytes of {limit}", whole.0.len());
    read(&packed)
}

/// Markdown has no depth, no link but those that may be followed, and nothing in its words that steers them.
pub fn markdown(input: &mut Input) -> Result<(), Fault> {
    let document = parse(&input.text());
    blocks(&document.blocks, 0)
}

/// What an image says of itself comes from who is named, and leads nowhere but to a commit.
pub fn origin(input: &mut Input) -> Result<(), Fault> {
    let config = ImageConfig::parse(&input.bytes).ok();
    let body = format!(r#"{{"layers":[],"annotations":{}}}"#, input.another_text());
    let index = Document::parse(None, body.as_bytes()).ok();
    let annotations = match &index {
        Some(Document::Image(manifest)) => manifest.annotations.clone(),
        _ => Annotations::default(),
    };
    let origin = Origin::read(Some(&annotations), &annotations, config.as_ref());
    for (fact, told) in &origin.facts {
        holds!(
            !told.is_empty() && told.iter().all(|one| !one.by.is_empty() && !one.value.is_empty()),
            "{fact:?} is empty"
        );
    }
    if let Some(address) = origin.commit_address() {
        let host = link::host(&address);
        holds!(matches!(host, Some("github.com" | "gitlab.com")), "{address:?} leads to {host:?}");
    }
    if let Some(config) = &config {
        let layers = config.history.iter().filter(|step| !step.empty_layer).count();
        let rows = rows(&config.history, layers);
        let steps: usize = rows.iter().map(|row| row.step.map_or(0, |step| step + 1 - row.from.unwrap_or(step))).sum();
        holds!(steps == config.history.len(), "{steps} of {} steps", config.history.len());
        let shown = rows.iter().filter(|row| row.layer.is_some()).count();
        holds!(shown == layers, "{shown} of {layers} layers");
    }
    Ok(())
}

/// A binary ends the reading of it, and nothing else.
pub fn wasm(input: &mut Input) -> Result<(), Fault> {
    let mut binary = b"\0asm".to_vec();
    binary.extend(input.one(&[[1, 0, 0, 0], [13, 0, 1, 0]]));
    for line in input.bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>() {
        let section = input.dice.u8(..14);
        let line = &line[..line.len().min(100)];
        binary.extend([section, line.len() as u8 + 1, input.dice.u8(..4)]);
        binary.extend(line);
    }
    let read = wasm::read(&binary);
    holds!(read.imports.len() <= 1_000 && read.exports.len() <= 1_000, "{} names", read.imports.len());
    Ok(())
}

/// What a page is told of it does not stop it.
fn read(bytes: &[u8]) -> Result<(), Fault> {
    let http = Repeats::of(response(b"200\n\n"));
    let blob = Descriptor {
        media_type: MediaType::from("application/vnd.cncf.helm.chart.content.v1.tar+gzip"),
        digest: Digest::of(bytes),
        size: bytes.len() as u64,
        platform: None,
        annotations: Annotations::default(),
        artifact_type: None,
    };
    let Some(read) = contents::read(&&http, &blob, bytes).now_or_never() else { return Ok(()) };
    if let ArtifactContent::Archive(archive) = &read.content {
        for file in &archive.files {
            let length = archive.content(file).len();
            holds!(!file.name.is_empty() || archive.folder.is_empty(), "a file is its folder");
            holds!(length as u64 <= UNPACKED_LIMIT, "{length} bytes");
        }
    }
    Ok(())
}

fn events(archive: &[u8], piece: usize) -> Vec<(String, usize)> {
    let mut events: Vec<(String, usize)> = Vec::new();
    let mut reader = TarReader::new(TarLimits { name: 300, pax: 2_000, entries: 50, pieces: 20 });
    let read = archive.chunks(piece.max(1)).try_for_each(|bytes| {
        reader.read(bytes, &mut |event| match event {
            TarEvent::Entry(entry) => events.push((format!("{entry:?}"), 0)),
            TarEvent::Content(piece) => {
                if let Some((_, content)) = events.last_mut() {
                    *content += piece.len();
                }
            }
            TarEvent::End => events.push(("end".to_owned(), 0)),
        })
    });
    events.push((format!("{read:?}, {:?}", reader.end()), 0));
    events
}

/// An archive whose members are the lines of an input, with headers that fit their checksums.
pub(super) fn tar(input: &mut Input) -> Vec<u8> {
    let mut archive = Vec::new();
    let lines: Vec<Vec<u8>> = input.bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    for line in lines.iter().take(40) {
        if line.is_empty() {
            archive.extend([0; 512]);
            continue;
        }
        let mut block = [0; 512];
        let place = input.one(&[0, 0, 0, 157, 345, 265]);
        let length = line.len().min(512 - place);
        block[place..place + length].copy_from_slice(&line[..length]);
        block[156] = input.one(b"000125xxxgLKKSV7\0");
        block[257..265].copy_from_slice(input.one(&[b"ustar\x0000", b"ustar  \0", b"\0\0\0\0\0\0\0\0"]));
        let said = input.dice.bool();
        let size = if said { line.len() as u64 + 1 } else { input.number() };
        let size = format!("{:011o}\0", size % (1 << 33));
        block[124..136].copy_from_slice(size.as_bytes());
        block[148..156].copy_from_slice(b"        ");
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive.extend(block);
        if said {
            archive.extend(line);
            archive.push(b'\n');
            archive.resize(archive.len().next_multiple_of(512), 0);
        }
    }
    if input.dice.bool() {
        archive.extend([0; 1024]);
    }
    archive.truncate(archive.len() - archive.len().min(input.one(&[0, 0, 0, 1, 100, 512, 700])));
    archive
}

/// Members of gzip with the input in blocks that are not compressed, and something changed now and then.
fn packed(input: &mut Input) -> Vec<u8> {
    let mut packed = Vec::new();
    let content = input.bytes.clone();
    for piece in content.chunks(input.dice.usize(1..20_000)).take(4) {
        packed.extend([0x1f, 0x8b, 8, input.one(&[0, 0, 0, 8, 16, 4, 2, 31]), 0, 0, 0, 0, 0, 255]);
        let length = (piece.len() as u16).to_le_bytes();
        packed.extend([1, length[0], length[1], !length[0], !length[1]]);
        packed.extend(piece);
        packed.extend([0; 8]);
    }
    if input.dice.u8(..) < 100 && !packed.is_empty() {
        let at = input.dice.usize(..packed.len());
        packed[at] = input.dice.u8(..);
    }
    packed
}

fn blocks(all: &[MarkdownBlock], depth: usize) -> Result<(), Fault> {
    holds!(depth <= 20, "{depth} blocks in each other");
    for block in all {
        match block {
            MarkdownBlock::Heading { words, .. } | MarkdownBlock::Paragraph(words) => spans(words, depth)?,
            MarkdownBlock::Quote(inside) => blocks(inside, depth + 1)?,
            MarkdownBlock::List { items, .. } => items.iter().try_for_each(|item| blocks(item, depth + 1))?,
            MarkdownBlock::Table(rows) => rows.iter().flatten().try_for_each(|cell| spans(cell, depth))?,
            MarkdownBlock::Code(text) => holds!(visible(text) == *text, "{text:?} steers"),
            MarkdownBlock::Rule => {}
        }
    }
    Ok(())
}

fn spans(all: &[Span], depth: usize) -> Result<(), Fault> {
    holds!(depth <= 20, "{depth} words in each other");
    for span in all {
        match span {
            Span::Text(text) | Span::Code(text) => holds!(visible(text) == *text, "{text:?} steers"),
            Span::Emphasis(inside) | Span::Strong(inside) | Span::Struck(inside) => spans(inside, depth + 1)?,
            Span::Picture { words, .. } => spans(words, depth + 1)?,
            Span::Link { words, address, host } => {
                holds!(link::host(address) == Some(host.as_str()), "{address:?} does not lead to {host:?}");
                spans(words, depth + 1)?;
            }
            Span::Break => {}
        }
    }
    Ok(())
}
