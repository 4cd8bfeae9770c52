use super::*;
use crate::questions::Fields;
use crate::tree::{ROOT, RowOrder};

const LAYERS: [&[u8]; 3] = [
    include_bytes!("../../tests/data/gnu.tar.gz"),
    include_bytes!("../../tests/data/sparse-1.0.tar.gz"),
    include_bytes!("../../tests/data/two.tar.gz"),
];

fn image() -> ImageFiles {
    let mut image = ImageFiles::default();
    for (layer, packed) in (0..).zip(LAYERS) {
        image.begin(layer, Hashing::sha256());
        image.reading(layer).expect("it was begun").add(packed);
        assert!(image.end(layer).is_some() && image.reading(layer).is_none());
    }
    image
}

/// An answer, as it crosses.
fn ask(image: &mut ImageFiles, view: TreeView, question: TreeQuestion) -> TreeAnswer {
    let mut fields = Fields::default();
    view.write(&mut fields);
    question.write(&mut fields);
    let mut fields = Fields::of(fields.into_texts());
    let crossed = (TreeView::read(&mut fields), TreeQuestion::read(&mut fields));
    assert_eq!(crossed, (Some(view), Some(question.clone())));
    let answer = image.answer(view, &question);
    let mut fields = Fields::default();
    answer.write(&mut fields);
    let mut fields = Fields::of(fields.into_texts());
    assert_eq!(TreeAnswer::read(&mut fields).as_ref(), Some(&answer));
    assert!(fields.into_rest().is_empty(), "not all of it was read");
    answer
}

fn paths(answer: TreeAnswer) -> (Vec<String>, usize) {
    let TreeAnswer::Rows { rows, count } = answer else { panic!("no rows") };
    (rows.into_iter().map(|found| crate::questions::text_of(&found.path)).collect(), count)
}

#[test]
fn questions_about_all_layers_and_about_one() {
    let mut image = image();
    let window = Window { count: 3, ..Window::default() };
    let rows = TreeQuestion::Rows { folder: ROOT, window };
    assert_eq!(paths(ask(&mut image, TreeView::All, rows.clone())), (vec!["app".into(), "holes".into()], 2));
    assert_eq!(paths(ask(&mut image, TreeView::Layer(1), rows.clone())), (vec!["holes".into()], 1));
    assert_eq!(ask(&mut image, TreeView::Layer(7), rows), TreeAnswer::Nothing);
    let search = |typed: &[u8], first| TreeQuestion::Search {
        typed: typed.to_vec(),
        window: Window { first, count: 1, ..Window::default() },
    };
    let (first, count) = paths(ask(&mut image, TreeView::All, search(b"e", 0)));
    let (second, _) = paths(ask(&mut image, TreeView::All, search(b"e", 1)));
    assert!(count > 2 && first != second);
    // A name whose bytes are no text.
    let (found, _) = paths(ask(&mut image, TreeView::All, search(b"caf\xe9", 0)));
    assert_eq!(found, ["app/caf\u{e9}"]);
    let by_size = Window { count: 1, order: RowOrder::Size, with_removed: true, first: 0 };
    let question = TreeQuestion::Rows { folder: ROOT, window: by_size };
    assert_eq!(paths(ask(&mut image, TreeView::All, question)).0, ["holes"]);
    let TreeAnswer::Rows { rows, .. } = ask(&mut image, TreeView::All, TreeQuestion::Find(b"app/hello".to_vec()))
    else {
        panic!("it is there");
    };
    assert_eq!(rows[0].row.others, 1);
    let versions = ask(&mut image, TreeView::All, TreeQuestion::Versions(rows[0].row.node));
    assert!(
        matches!(versions, TreeAnswer::Versions(versions) if versions.len() == 2 && versions[0].hidden_by.is_some())
    );
    assert!(
        matches!(ask(&mut image, TreeView::All, TreeQuestion::Wasted(3)), TreeAnswer::Wasted { waste, largest } if waste.bytes > 1000 && largest.len() == 3)
    );
    let largest = ask(&mut image, TreeView::All, TreeQuestion::Largest { folder: ROOT, most: 1 });
    assert!(matches!(largest, TreeAnswer::Largest { rows, rest } if rows.len() == 1 && rest > 1000));
    for nothing in [TreeQuestion::Find(b"none".to_vec()), TreeQuestion::Versions(NodeId::MAX)] {
        assert_eq!(ask(&mut image, TreeView::All, nothing), TreeAnswer::Nothing);
    }
}

#[test]
fn what_has_come_is_there_before_the_layer_ends() {
    let mut image = ImageFiles::default();
    image.begin(0, Hashing::sha256());
    let question = TreeQuestion::Search { typed: b"**".to_vec(), window: Window { count: 100, ..Window::default() } };
    let mut counts = Vec::new();
    for piece in LAYERS[0].chunks(100) {
        image.reading(0).expect("it was begun").add(piece);
        counts.push(paths(ask(&mut image, TreeView::All, question.clone())).1);
    }
    assert!(counts.is_sorted() && counts[0] < counts[counts.len() - 1]);
    assert_eq!(image.content(0, 1, 100), Err(ContentError::NoFile), "it was not read to its end");
}

#[test]
fn where_a_content_is() {
    let image = image();
    let place = image.content(1, 1, 1 << 20).expect("a file");
    assert!(place.pieces.is_some() && place.size == 8 * 65_536 + 4);
    assert_eq!(image.content(1, 99, 1 << 20), Err(ContentError::NoFile));
    assert_eq!(image.content(9, 0, 1 << 20), Err(ContentError::NoFile));
}
