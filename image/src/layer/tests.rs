use super::*;

#[test]
fn what_does_not_fit_into_an_item_is_kept_beside_it() {
    let mut files = LayerFiles::new();
    let entry = TarEntry {
        name: b"dir/large".to_vec(),
        size: 10 << 40,
        stored: 4096,
        modified: -2,
        at: 3 << 41,
        is_sparse: true,
        pieces: vec![SparsePiece { offset: 0, length: 4096 }],
        user: b"ci".to_vec(),
        ..TarEntry::default()
    };
    files.add(&entry, LayerLimits::default()).expect("within the limits");
    let device =
        TarEntry { name: b"dir/sda".to_vec(), kind: TarKind::BlockDevice, device: (8, 1), ..TarEntry::default() };
    files.add(&device, LayerLimits::default()).expect("within the limits");
    files.finish();
    let large = files.file(2);
    assert_eq!((large.size, large.modified, large.at, large.user), (10 << 40, -2, Some(3 << 41), b"ci".to_vec()));
    assert_eq!(large.pieces, Some(entry.pieces));
    assert_eq!((files.file(3).device, files.file(3).kind, files.parent(3)), ((8, 1), FileKind::BlockDevice, 1));
    assert!(files.is_implied(1) && files.name(1) == b"dir");
}

#[test]
fn names_of_any_length() {
    let mut files = LayerFiles::new();
    let names: Vec<Vec<u8>> = [1, 254, 255, 256, 70_000].map(|length| vec![b'\xe9'; length]).to_vec();
    for name in &names {
        let entry =
            TarEntry { name: name.clone(), kind: TarKind::SymbolicLink, link: name.clone(), ..TarEntry::default() };
        files.add(&entry, LayerLimits::default()).expect("within the limits");
    }
    for (item, name) in (1..).zip(&names) {
        assert_eq!((files.name(item), files.link(item)), (name.as_slice(), name.as_slice()));
    }
}
