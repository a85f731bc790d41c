//! A packet as it stands in its event.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    evidence::{
        Packet, PacketGate,
        wire::{
            WhyUnread,
            part::{DigestSet, Gate, wrong},
        },
    },
    gate::GateName,
    id::ItemId,
};

/// What stands in the event of a packet.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WirePacket {
    cadence: String,
    starts: String,
    ends: String,
    gates: Vec<Bundled>,
    reviews_outstanding: Vec<Gate>,
    audits_outstanding: Vec<Gate>,
}

/// One gate of it.
#[derive(Serialize, Deserialize)]
struct Bundled {
    gate: Gate,
    verdict: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<DigestSet>,
}

impl From<&Packet> for WirePacket {
    fn from(packet: &Packet) -> Self {
        let gates = packet.gates.iter().map(|bundled| Bundled {
            gate: Gate::new(&bundled.gate, None),
            verdict: bundled.verdict.to_string(),
            record: bundled.record.map(DigestSet::from),
        });
        let named = |gates: &[GateName]| gates.iter().map(|gate| Gate::new(gate, None)).collect();
        Self {
            cadence: packet.cadence.to_string(),
            starts: packet.starts.to_string(),
            ends: packet.ends.to_string(),
            gates: gates.collect(),
            reviews_outstanding: named(&packet.reviews),
            audits_outstanding: named(&packet.audits),
        }
    }
}

impl WirePacket {
    pub(super) fn read(&self) -> Result<Packet, WhyUnread> {
        let cadence = ItemId::new(&self.cadence).filter(|id| id.as_str() == self.cadence);
        let (starts, ends) = (day(&self.starts, "starts")?, day(&self.ends, "ends")?);
        if ends <= starts {
            return Err(wrong("ends", "does not lie behind its `starts`"));
        }
        let gates = self.gates.iter().map(|bundled| {
            let record = bundled.record.as_ref().map(|it| it.read("gates.record")).transpose()?;
            let (gate, verdict) = (bundled.gate.name()?, bundled.verdict.as_str().into());
            Ok(PacketGate { gate, verdict, record })
        });
        Ok(Packet {
            cadence: cadence.ok_or(wrong("cadence", "is no name of a cadence"))?,
            starts,
            ends,
            gates: gates.collect::<Result<_, WhyUnread>>()?,
            reviews: names(&self.reviews_outstanding)?,
            audits: names(&self.audits_outstanding)?,
        })
    }
}

fn names(gates: &[Gate]) -> Result<Vec<GateName>, WhyUnread> {
    gates.iter().map(Gate::name).collect()
}

/// A calendar day, `2026-11-02`.
fn day(text: &str, field: &'static str) -> Result<Date, WhyUnread> {
    let day: Option<Date> = text.parse().ok().filter(|day: &Date| day.to_string() == text);
    day.ok_or(wrong(field, "is no day"))
}
