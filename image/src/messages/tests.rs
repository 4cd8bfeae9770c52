use super::*;

#[test]
fn every_message_comes_back() {
    let headers = vec![("docker-content-digest".to_owned(), "sha256:aa".to_owned()), ("x".to_owned(), String::new())];
    let content = Some(BlobContent { length: 3, digest: "sha256:aa".to_owned() });
    let words = [
        WorkerMessage::Ready,
        WorkerMessage::Read(u64::MAX),
        WorkerMessage::Blocked,
        WorkerMessage::Silent(20),
        WorkerMessage::Broken { status: 200, said: String::new() },
        WorkerMessage::Failed("out of memory".to_owned()),
        WorkerMessage::Listed(ListedLayer { items: 3, unpacked: 10 << 30, problem: Some("it is cut".to_owned()) }),
        WorkerMessage::Listed(ListedLayer::default()),
        WorkerMessage::Content((0..=255).collect()),
        WorkerMessage::NoContent("it is no file".to_owned()),
        WorkerMessage::Told(TreeAnswer::Nothing),
        WorkerMessage::Answered(BlobAnswer { status: 200, headers, content, ..BlobAnswer::default() }),
        WorkerMessage::Answered(BlobAnswer {
            status: 401,
            redirected_to: "https://elsewhere.test/".to_owned(),
            headers: vec![],
            body: "{\"errors\":[]}".to_owned(),
            content: None,
        }),
    ];
    for (id, word) in (7..).zip(words) {
        assert_eq!(WorkerMessage::read(word.clone().into_texts(id)), Some((id, word)));
    }
}

#[test]
fn what_is_no_message_is_none() {
    for texts in
        [&[][..], &["hello"], &["1", "read"], &["1", "read", "many"], &["1", "answered", "200"], &["x", "ready"]]
    {
        assert_eq!(WorkerMessage::read(texts.iter().map(ToString::to_string).collect()), None, "{texts:?}");
    }
}

#[test]
fn an_order_comes_back() {
    let url = "https://reg.test/v2/a/blobs/sha256:aa".to_owned();
    for authorization in [None, Some("Basic x".to_owned())] {
        let blob = BlobOrder { url: url.clone(), authorization, algorithm: "sha256".to_owned(), size: 7 };
        for order in [
            WorkerOrder::Check(blob.clone()),
            WorkerOrder::Layer { layer: 3, blob: blob.clone() },
            WorkerOrder::Content { layer: 3, item: 9, limit: 1 << 40, blob },
            WorkerOrder::Ask(TreeView::Layer(2), TreeQuestion::Find(b"a".to_vec())),
            WorkerOrder::Stop,
        ] {
            assert!(WorkerOrder::read(order.clone().into_texts(5)) == Some((5, order)), "another one comes back");
        }
    }
}
