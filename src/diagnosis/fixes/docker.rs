//! The docker daemon, which pulls. Nothing here changes what a page can do.

use super::fix::{Fix, Shape};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[
    Fix {
        id: "docker-ca",
        shape: Shape::Client,
        server: "Docker",
        title: "Docker: trust the authority of the registry's certificate",
        file: "docker/ca.sh",
        run_on: None,
        source: "https://docs.docker.com/engine/security/certificates/",
        ends: &[],
        presumes: "An authority of your own signed the registry's certificate, and you have the authority's \
                   certificate as a file.",
        traps: &[
            "This is for one machine: repeat it on each that pulls.",
            "Browsers do not look there: they have the system's list, or their own.",
            "The folder is named as in docker pull: with the port where there is one.",
        ],
        place: "a file of any name, on each machine that pulls",
        reload: "sh ca.sh authority.crt",
    },
    Fix {
        id: "docker-daemon",
        shape: Shape::Client,
        server: "Docker",
        title: "Docker: pull from a registry without TLS",
        file: "docker/daemon.json",
        run_on: None,
        source: "https://docs.docker.com/reference/cli/dockerd/#insecure-registries",
        ends: &[],
        presumes: "The registry has no TLS, or a certificate that nobody can check, and lies in a network \
                   that you trust.",
        traps: &[
            "Passwords and images travel readable, and anybody on the way can change them.",
            "It also turns the check of the certificate off, should the registry have one.",
            "The entry has neither a scheme nor a path.",
            "Put the key into the file that is there already: a file that is no JSON keeps docker from \
             starting.",
            "127.0.0.0/8 and ::1 need no entry.",
        ],
        place: "/etc/docker/daemon.json, in Docker Desktop: Settings, Docker Engine",
        reload: "systemctl reload docker && docker info",
    },
    Fix {
        id: "docker-mirror",
        shape: Shape::Client,
        server: "Docker",
        title: "Docker: take Docker Hub's images by way of this registry",
        file: "docker/mirror.json",
        run_on: None,
        source: "https://docs.docker.com/docker-hub/image-library/mirror/",
        ends: &[],
        presumes: "The registry is a pull-through cache of Docker Hub (in Distribution: proxy.remoteurl).",
        traps: &[
            "Only Docker Hub's images take this way: an image with the registry's name in front never \
             does.",
            "A mirror is an origin without a path.",
            "Where the mirror does not answer, docker goes to Docker Hub without a word.",
            "Put the key into the file that is there already: a file that is no JSON keeps docker from \
             starting.",
        ],
        place: "/etc/docker/daemon.json, in Docker Desktop: Settings, Docker Engine",
        reload: "systemctl reload docker && docker info",
    },
];
