//! How much memory there is, as the system says it.

use std::{fs, path::PathBuf};

/// What the system says about its memory.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Memory {
    /// How many bytes can be had without swapping, where the system says.
    pub available: Option<u64>,
    /// For which part of the last ten seconds some process waited for memory, in percent, where the
    /// system says.
    pub pressure: Option<f64>,
}

// Numbers come from text that is checked to be finite, and are never NaN.
impl Eq for Memory {}

/// Where the memory is read off: `proc_meminfo(5)` and the kernel's pressure stall information.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryGauge {
    /// The file with a line `MemAvailable`.
    pub meminfo: PathBuf,
    /// The file with a line `some avg10=…`.
    pub pressure: PathBuf,
}

impl Default for MemoryGauge {
    fn default() -> Self {
        Self { meminfo: "/proc/meminfo".into(), pressure: "/proc/pressure/memory".into() }
    }
}

impl MemoryGauge {
    /// Reads it off. What is not there or not understood is unknown.
    pub fn read(&self) -> Memory {
        let text = |path| fs::read_to_string(path).unwrap_or_default();
        Memory {
            available: available(&text(&self.meminfo)),
            pressure: pressure(&text(&self.pressure)),
        }
    }
}

fn available(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

fn pressure(text: &str) -> Option<f64> {
    let some = text.lines().find_map(|line| line.strip_prefix("some avg10="))?;
    let part: f64 = some.split(' ').next()?.parse().ok()?;
    part.is_finite().then_some(part)
}

#[cfg(test)]
mod tests {
    use super::{available, pressure};

    #[test]
    fn what_is_available_is_said_in_kibibytes() {
        let text = "MemTotal:       16318160 kB\nMemAvailable:        2 kB\n";
        assert_eq!(available(text), Some(2048));
        assert_eq!(available(""), None);
        assert_eq!(available("MemAvailable: much\n"), None);
        assert_eq!(available("MemAvailable: 18446744073709551615 kB\n"), None);
    }

    #[test]
    fn pressure_is_a_part_of_ten_seconds() {
        let text = "some avg10=1.50 avg60=0.00 avg300=0.00 total=7\nfull avg10=0.00\n";
        assert_eq!(pressure(text), Some(1.5));
        assert_eq!(pressure("some avg10=NaN avg60"), None);
        assert_eq!(pressure(""), None);
    }
}
