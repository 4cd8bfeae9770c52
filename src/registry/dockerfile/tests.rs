use expect_test::{Expect, expect};
use serde_json::json;

use super::*;
use crate::registry::annotations::Annotations;

/// The Dockerfile of a history, each step with whether it made no layer.
#[track_caller]
fn check(config: serde_json::Value, history: &[&str], expected: Expect) {
    let steps: Vec<_> = history.iter().map(|step| json!({"created_by": step})).collect();
    let config = ImageConfig::read(json!({"os": "linux", "config": config, "history": steps})).expect("an object");
    let rebuilt = rebuilt(&config, &Annotations::default()).unwrap_or_default();
    // The three lines that each begins with.
    let text: String = rebuilt.lines().skip(2).map(|line| format!("{line}\n")).collect();
    expected.assert_eq(&text);
}

#[test]
fn of_buildkit() {
    check(
        json!({
            "Env": ["PATH=/usr/bin", "GREETING=good $day"],
            "Labels": {"maintainer": "NGINX Docker Maintainers <docker-maint@nginx.com>"},
            "Healthcheck": {"Test": ["CMD-SHELL", "curl -f http://localhost/ || exit 1"]},
        }),
        &[
            "ADD alpine-minirootfs-3.22.1-x86_64.tar.gz / # buildkit",
            "CMD [\"/bin/sh\"]",
            "ENV PATH=/usr/bin",
            "ENV GREETING=good $day",
            "LABEL maintainer=NGINX Docker Maintainers <docker-maint@nginx.com>",
            "ARG VERSION=1.2",
            "RUN |1 VERSION=1.3 /bin/sh -c make \"$VERSION\" # buildkit",
            "SHELL [/bin/bash -o pipefail -c]",
            "RUN |1 VERSION=1.3 /bin/bash -o pipefail -c curl -s x | sh # buildkit",
            "COPY /app /app # buildkit",
            "EXPOSE map[443/tcp:{} 80/tcp:{}]",
            "EXPOSE [8080/tcp]",
            "VOLUME [/data]",
            "USER 65532:65532",
            "WORKDIR /srv",
            "STOPSIGNAL SIGQUIT",
            "HEALTHCHECK &{[\"CMD-SHELL\" \"curl -f http://localhost/ || exit 1\"] \"30s\" \"3s\" \"0s\" \"0s\" '\\x00'}",
            "ENTRYPOINT [\"/entry.sh\"]",
            "CMD [\"nginx\" \"-g\" \"daemon off;\" \"say \\\"a b\\\"\"]",
        ],
        expect![[r#"
            FROM scratch
            # From the folder of the build, or from another stage of it: that is not known.
            ADD alpine-minirootfs-3.22.1-x86_64.tar.gz /
            CMD ["/bin/sh"]
            ENV PATH=/usr/bin
            ENV GREETING="good \$day"
            LABEL maintainer="NGINX Docker Maintainers <docker-maint@nginx.com>"
            ARG VERSION=1.2
            # It ran with these build arguments: VERSION=1.3
            RUN make "$VERSION"
            SHELL ["/bin/bash", "-o", "pipefail", "-c"]
            # It ran with these build arguments: VERSION=1.3
            RUN curl -s x | sh
            # From the folder of the build, or from another stage of it: that is not known.
            COPY /app /app
            EXPOSE 443/tcp 80/tcp
            EXPOSE 8080/tcp
            VOLUME /data
            USER 65532:65532
            WORKDIR /srv
            STOPSIGNAL SIGQUIT
            # Its intervals are not repeated here: HEALTHCHECK &{["CMD-SHELL" "curl -f http://localhost/ || exit 1"] "30s" "3s" "0s" "0s" '\x00'}
            HEALTHCHECK CMD curl -f http://localhost/ || exit 1
            ENTRYPOINT ["/entry.sh"]
            CMD ["nginx", "-g", "daemon off;", "say \"a b\""]
        "#]],
    );
}

#[test]
fn of_dockers_old_builder() {
    check(
        json!({"Env": ["A=b"]}),
        &[
            "/bin/sh -c #(nop) ADD file:1ab2c3d4e5f60718293a4b5c6d7e8f90 in / ",
            "/bin/sh -c #(nop)  CMD [\"bash\"]",
            "/bin/sh -c #(nop) ENV A=b",
            "/bin/sh -c apt-get update \t&& apt-get install -y curl",
            "|2 A=1 B=x y /bin/sh -c make",
            "/bin/bash -o pipefail -c curl x | sh",
            "/bin/sh -c #(nop) COPY multi:99 in /app/ ",
        ],
        expect![[r#"
            FROM scratch
            # What it is called is not known, only its sum: file:1ab2c3d4e5f60718293a4b5c6d7e8f90
            ADD file:1ab2c3d4e5f60 /
            CMD ["bash"]
            ENV A=b
            RUN apt-get update 	&& apt-get install -y curl
            # It ran with these build arguments: A=1 B=x y
            RUN make
            SHELL ["/bin/bash", "-o", "pipefail", "-c"]
            RUN curl x | sh
            # What it is called is not known, only its sum: multi:99
            COPY multi:99 /app/
        "#]],
    );
}

#[test]
fn what_no_dockerfile_has() {
    check(json!({}), &["bazel build ...", "", "<script>"], expect![""]);
    check(
        json!({}),
        &["", "bazel build //app", "RUN [\"/bin/true\" \"x\"]", "USER app"],
        expect![[r#"
            FROM scratch
            # A step of which the history says nothing.
            # No instruction of a Dockerfile: bazel build //app
            RUN ["/bin/true", "x"]
            USER app
        "#]],
    );
}

#[test]
fn a_step_stays_one_instruction() {
    check(
        json!({}),
        &[
            "RUN /bin/sh -c set -e\necho EOF\nEOF\n # buildkit",
            "USER a\nRUN rm -rf /",
            "LABEL a=1\\\n b=2",
            "bazel\nRUN evil",
            "USER b\\",
            "USER c",
        ],
        expect![[r#"
            FROM scratch
            RUN <<'EOF_'
            set -e
            echo EOF
            EOF
            EOF_
            USER a RUN rm -rf /
            LABEL a=1  b=2
            # No instruction of a Dockerfile: bazel RUN evil
            # It ends in a backslash, which the history cannot mean: USER b\
            USER c
        "#]],
    );
}

#[test]
fn what_it_was_built_on() {
    let config =
        ImageConfig::read(json!({"os": "windows", "history": [{"created_by": "cmd /S /C dir"}]})).expect("one");
    let named = Annotations::sorted(vec![(BASE_NAME.to_owned(), "docker.io/library/alpine:3".to_owned())]);
    expect![[r#"
        # Rebuilt from the image's history. What a history does not say is in comments.
        # By its annotation it was built on docker.io/library/alpine:3. The steps of that are below, too.
        FROM scratch
        RUN dir
    "#]]
    .assert_eq(&rebuilt(&config, &named).expect("a step"));
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #[test]
    fn any_history(texts in proptest::collection::vec("(RUN |/bin/sh -c |#\\(nop\\) |ENV |CMD |COPY |HEALTHCHECK )?[\\PC\n\\\\]{0,20}", 0..4)) {
        let steps: Vec<_> = texts.iter().map(|text| json!({"created_by": text})).collect();
        let config = ImageConfig::read(json!({"history": steps})).expect("an object");
        if let Some(file) = rebuilt(&config, &Annotations::default()) {
            proptest::prop_assert!(file.ends_with('\n') && file.contains("\nFROM scratch\n"));
        }
    }
}
