//! What a period of a cadence came to, as it is recorded.

use jiff::civil::Date;

use crate::{digest::Digest, gate::GateName, id::ItemId};

/// The gates of one period of a cadence, bundled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// The cadence.
    pub cadence: ItemId,
    /// The first day of the period.
    pub starts: Date,
    /// The first day after it.
    pub ends: Date,
    /// Every gate of the cadence.
    pub gates: Vec<PacketGate>,
    /// The reviews that nobody had answered.
    pub reviews: Vec<GateName>,
    /// The gates whose inputs were not shown to be all that they look at.
    pub audits: Vec<GateName>,
}

/// One gate of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacketGate {
    /// The gate.
    pub gate: GateName,
    /// The word for its verdict. A record outlives the verdicts that a milepost knows.
    pub verdict: Box<str>,
    /// The record of the run that the verdict rests on.
    pub record: Option<Digest>,
}

impl PacketGate {
    /// Whether its verdict was a pass, by a run that is named.
    pub fn is_green(&self) -> bool {
        &*self.verdict == "pass" && self.record.is_some()
    }
}

impl Packet {
    /// Whether every gate passed, and there is one. A waiver is no green.
    pub fn is_green(&self) -> bool {
        !self.gates.is_empty() && self.gates.iter().all(PacketGate::is_green)
    }
}
