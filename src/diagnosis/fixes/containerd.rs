//! containerd, which pulls for Kubernetes. Nothing here changes what a page can do.

use super::fix::{Fix, Shape};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[Fix {
    id: "containerd-hosts",
    shape: Shape::Client,
    server: "containerd",
    title: "containerd: where the registry is, and whom it trusts",
    file: "containerd/hosts.toml",
    run_on: None,
    source: "https://github.com/containerd/containerd/blob/main/docs/hosts.md",
    ends: &[],
    presumes: "containerd's config.toml names /etc/containerd/certs.d as config_path of its registries, \
               and the certificate of an authority of your own lies beside this file as ca.crt.",
    traps: &[
        "Without config_path nobody reads this file: it stands under io.containerd.cri.v1.images in \
         2.x, and under io.containerd.grpc.v1.cri in 1.x.",
        "The folder is named as in the image: with the port where there is one.",
        "Under a public authority take both lines with ca away: a file that is named and missing \
         ends the pull.",
        "ctr does not look there by itself: it wants --hosts-dir /etc/containerd/certs.d.",
        "This is for one machine: repeat it on each that pulls.",
    ],
    place: "/etc/containerd/certs.d/REGISTRY/hosts.toml, with the registry's name and port",
    reload: "nothing: containerd reads it with each pull",
}];
