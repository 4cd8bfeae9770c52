use super::*;
use crate::gzip::gunzip;

const GNU: &[u8] = include_bytes!("../../tests/data/gnu.tar.gz");
const SPARSE: &[u8] = include_bytes!("../../tests/data/sparse-1.0.tar.gz");
const CHUNKED: &[u8] = include_bytes!("../../tests/data/chunked.tar.zst");
const ESTARGZ: &[u8] = include_bytes!("../../tests/data/estargz.tar.gz");

fn read(packed: &[u8], piece: usize) -> (ReadLayer, String) {
    let mut reading = LayerReading::new(Hashing::sha256());
    packed.chunks(piece).for_each(|bytes| reading.add(bytes));
    reading.end()
}

fn content(layer: &ReadLayer, packed: &[u8], item: u32, limit: u64) -> Result<Vec<u8>, ContentError> {
    let packing = layer.packing.expect("it is known");
    let place = ContentPlace::of(&layer.files, item, (&layer.checkpoints, packing, layer.packed), limit)?;
    let mut reading = ContentReading::new(place.clone());
    for bytes in packed[place.begin as usize..place.end as usize].chunks(100) {
        if reading.add(bytes)? {
            break;
        }
    }
    reading.end()
}

/// Contents as they come in the archive, without any checkpoint.
fn plainly(packed: &[u8]) -> Vec<Vec<u8>> {
    let (mut plain, mut unpack) = (Vec::new(), Unpack::new(0, 1 << 20));
    unpack.read(packed, &mut |piece| plain.extend_from_slice(piece)).expect("a layer");
    let (mut contents, mut tar) = (Vec::new(), TarReader::new(TarLimits::default()));
    let read = tar.read(&plain, &mut |event| match event {
        TarEvent::Entry(entry) if entry.kind == crate::tar::TarKind::File => contents.push(Vec::new()),
        TarEvent::Content(piece) => contents.last_mut().expect("a file").extend_from_slice(piece),
        TarEvent::Entry(_) | TarEvent::End => {}
    });
    read.expect("an archive");
    contents
}

#[test]
fn every_file_is_read_again_from_its_checkpoint() {
    let plain = gunzip(GNU, 1 << 20).0;
    for packed in [GNU, CHUNKED, ESTARGZ, plain.as_slice()] {
        for piece in [1, 1 << 20] {
            let (layer, digest) = read(packed, piece);
            let mut hashing = Hashing::sha256();
            hashing.add(packed);
            assert_eq!((digest, layer.problem.clone(), layer.packed), (hashing.end(), None, packed.len() as u64));
            let files =
                (0..layer.files.len() as u32).filter(|item| layer.files.kind(*item) == crate::layer::FileKind::File);
            let again: Vec<_> = files.map(|item| content(&layer, packed, item, 1 << 20).expect("a content")).collect();
            assert!(again == plainly(packed), "{} files", again.len());
        }
    }
}

#[test]
fn sparse_files_are_whole_again() {
    let (layer, _) = read(SPARSE, 1000);
    let whole = content(&layer, SPARSE, 1, 1 << 20).expect("a content");
    let mut expected = vec![0; 8 * 65_536 + 4];
    (1..=8).for_each(|at| expected[at * 65_536..][..4].copy_from_slice(b"data"));
    assert!(whole == expected);
    assert_eq!(content(&layer, SPARSE, 1, 1000), Err(ContentError::Large { limit: 1000 }));
    assert_eq!(content(&layer, SPARSE, 0, 1000), Err(ContentError::NoFile));
}

#[test]
fn what_came_of_a_layer_that_is_cut_is_there() {
    let (whole, _) = read(GNU, 100);
    let (cut, _) = read(&GNU[..GNU.len() / 2], 100);
    assert!(cut.files.len() > 1 && cut.files.len() < whole.files.len(), "{} files", cut.files.len());
    assert_eq!(cut.problem, Some(LayerProblem::Cut));
    let (page, _) = read(b"<html><p>Not found</p>", 5);
    assert_eq!(page.problem, Some(LayerProblem::Cut));
    let (page, _) = read(&[b'<'; 600], 600);
    assert_eq!(page.problem.expect("a problem").to_string(), "it is no tar archive");
    let mut broken = GNU.to_vec();
    let length = broken.len();
    broken[length / 2..length / 2 + 20].fill(0xff);
    let (broken, _) = read(&broken, 100);
    assert!(broken.problem.is_some() && broken.packed == GNU.len() as u64);
    let (nothing, digest) = read(b"", 1);
    assert_eq!(nothing.problem, Some(LayerProblem::Cut));
    assert_eq!(digest, "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
