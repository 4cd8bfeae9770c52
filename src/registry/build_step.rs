//! The commands in an image's history, as somebody wrote them in a Dockerfile.

/// A command of the history without what builders put around it, on one line.
///
/// ```text
/// /bin/sh -c #(nop)  CMD ["sh"]                      docker's old builder, for what is not RUN
/// [ "RUN " ] [ "|1 NAME=value " ] /bin/sh -c make    RUN, with build arguments
/// COPY app /app # buildkit                           BuildKit
/// ```
pub fn readable(created_by: &str) -> String {
    let mut line = String::new();
    for word in created_by.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let text = line.strip_suffix(" # buildkit").unwrap_or(&line);
    let run = text.strip_prefix("RUN ").unwrap_or(text);
    let command = SHELLS.iter().find_map(|shell| {
        let at = run.find(shell)?;
        // Build arguments may stand in front of the shell, and nothing else.
        (at == 0 || run.starts_with('|')).then(|| &run[at + shell.len()..])
    });
    match command {
        None => text.to_owned(),
        Some(command) => match command.strip_prefix("#(nop) ") {
            Some(instruction) => instruction.to_owned(),
            None => format!("RUN {command}"),
        },
    }
}

const SHELLS: [&str; 4] = ["/bin/sh -c ", "/bin/bash -o pipefail -c ", "/bin/bash -c ", "cmd /S /C "];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_builders_write_them() {
        for (written, shown) in [
            ("/bin/sh -c #(nop)  CMD [\"bash\"]", "CMD [\"bash\"]"),
            ("/bin/sh -c #(nop) ADD file:1ab in / ", "ADD file:1ab in /"),
            ("/bin/sh -c apt-get update \t&& apt-get install", "RUN apt-get update && apt-get install"),
            ("RUN /bin/sh -c make # buildkit", "RUN make"),
            ("RUN |2 A=1 B=x y /bin/sh -c make # buildkit", "RUN make"),
            ("|1 A=1 /bin/sh -c make", "RUN make"),
            ("RUN /bin/bash -o pipefail -c curl x | sh # buildkit", "RUN curl x | sh"),
            ("COPY app /app # buildkit", "COPY app /app"),
            ("ENTRYPOINT [\"/bin/sh\" \"-c\" \"x\"]", "ENTRYPOINT [\"/bin/sh\" \"-c\" \"x\"]"),
            ("echo /bin/sh -c x", "echo /bin/sh -c x"),
            ("bazel build ...", "bazel build ..."),
            ("<script>", "<script>"),
            ("", ""),
        ] {
            assert_eq!(readable(written), shown, "{written:?}");
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_text(text in "(RUN )?(\\|1 \\PC{0,5})?(/bin/sh -c )?(#\\(nop\\) )?\\PC{0,10}( # buildkit)?") {
            readable(&text);
        }
    }
}
