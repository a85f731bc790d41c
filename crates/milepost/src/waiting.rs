//! What heavy work waits for, in words.

use milepost_core::render::escape;
use milepost_host::run::Waiting;

/// What it waits for, in words.
pub(crate) fn said(waiting: &Waiting) -> String {
    match waiting {
        Waiting::Slot { ahead, holders } => {
            let inside: Vec<String> = holders
                .iter()
                .map(|it| format!("process {} (`{}`)", it.process, escape::line(&it.what)))
                .collect();
            let inside = if inside.is_empty() { "others".to_owned() } else { inside.join(", ") };
            format!("waiting for {inside}; number {} in the queue", ahead + 1)
        }
        Waiting::Memory { memory, wanted } => {
            let mib = |bytes: u64| bytes / (1024 * 1024);
            let available = memory
                .available
                .map_or("an unknown amount".to_owned(), |it| format!("{} MiB", mib(it)));
            let pressure = memory.pressure.map_or("unknown".to_owned(), |it| format!("{it} %"));
            format!(
                "waiting for memory: {available} available, {} MiB wanted, pressure {pressure}",
                mib(*wanted)
            )
        }
    }
}
