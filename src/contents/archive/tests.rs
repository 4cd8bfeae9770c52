use super::*;
use crate::registry::script::{Busy, run};

/// Packed by Helm 3 (PyPI's helm-sdkpy 0.1.32, `helm_sdkpy_package`).
const CHART: &[u8] = include_bytes!("../../../tests/data/helm-3/webshop-1.4.2.tgz");

fn read(bytes: &[u8]) -> Archive {
    run(Archive::read(&Busy::default(), bytes)).expect("an archive")
}

fn names(archive: &Archive) -> Vec<&str> {
    archive.files.iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn a_chart_that_helm_packed() {
    let chart = read(CHART);
    assert!(chart.is_chart());
    assert_eq!((chart.folder.as_str(), &chart.not_whole), ("webshop/", &None));
    assert_eq!(
        names(&chart),
        [
            "README.md",
            "Chart.yaml",
            "values.yaml",
            "values.schema.json",
            "templates/NOTES.txt",
            "templates/deployment.yaml",
            "charts/cache/Chart.yaml",
            "charts/cache/templates/c.yaml",
            "charts/cache/values.yaml",
        ]
    );
    let readme = &chart.files[0];
    assert!(readme.is_readme() && readme.is_markdown());
    assert!(chart.content(readme).starts_with(b"# webshop\n"));
    assert_eq!(readme.size, chart.content(readme).len() as u64);
}

#[test]
fn an_archive_without_gzip_and_a_file_with_it() {
    let (plain, _) = image::gzip::gunzip(CHART, UNPACKED_LIMIT);
    assert_eq!(names(&read(&plain)), names(&read(CHART)));
    let one = read(include_bytes!("../../../image/tests/data/hello.gz"));
    assert_eq!((names(&one), one.content(&one.files[0])), (vec!["content"], &b"hello"[..]));
    assert!(!one.is_chart());
}

#[test]
fn names_that_are_no_text_and_what_is_no_file() {
    let archive = read(include_bytes!("../../../image/tests/data/ustar.tar.gz"));
    assert_eq!(archive.folder, "app/");
    let remark = |name: &str| {
        let file = archive.files.iter().find(|file| file.name == name).expect(name);
        file.remark.clone().unwrap_or_default()
    };
    assert_eq!(remark("soft"), "a link to hello");
    assert_eq!(remark("hello"), "another name of app/hard");
    assert_eq!(remark("pipe"), "no file");
    assert_eq!(remark("caf\u{fffd}"), "");
    assert!(archive.files.iter().all(|file| file.name != "folder/"));
}

#[test]
fn what_is_cut_damaged_or_large_says_so() {
    let whole = |bytes: &[u8]| {
        let archive = read(bytes);
        (archive.files.len(), archive.not_whole.unwrap_or_default())
    };
    let (plain, _) = image::gzip::gunzip(CHART, UNPACKED_LIMIT);
    assert_eq!(whole(&plain[..520]), (1, "It is cut off in the middle of a file.".to_owned()));
    let cut = read(&plain[..520]);
    assert_eq!(cut.content(&cut.files[0]), b"annotati");
    assert_eq!(whole(&CHART[..600]).1, "It is cut off: what gzip packed does not end.");
    let broken = [&plain[..512], &[b'x'; 1024 + 512]].concat();
    assert_eq!(
        whole(&broken),
        (1, "The rest cannot be read: at byte 1536 a file should begin, and none does.".to_owned())
    );
    let two = whole(include_bytes!("../../../image/tests/data/two.tar.gz"));
    assert_eq!(two.1, "Behind its end another archive follows, whose files are listed, too. Tools do not read so far.");
    // 20 MB of nothing in 20 KB.
    let bomb: Vec<u8> = include_bytes!("../../../image/tests/data/zeros.gz").repeat(20);
    let archive = read(&bomb);
    assert_eq!(archive.content(&archive.files[0]).len() as u64, UNPACKED_LIMIT);
    assert_eq!(
        archive.not_whole.as_deref(),
        Some("Unpacked it has more than 16 MB, and the page shows what is in the first of them.")
    );
}

#[test]
fn what_is_none() {
    for bytes in [&b""[..], b"\x1f\x8b", b"\x1f", &[0; 2048], &[b'x'; 2048], b"kind: Pod"] {
        assert_eq!(run(Archive::read(&Busy::default(), bytes)), None, "{}", String::from_utf8_lossy(bytes));
    }
}
