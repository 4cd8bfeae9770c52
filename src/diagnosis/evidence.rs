//! What several rules look for in an observation, and the words in which they say it. No rule stands here, and none is known here.

pub(super) mod cross_origin;
pub(super) mod network;
pub(super) mod refused;
