//! Which words have the shape of an id, and which of those are known to be something else.

/// Whether a whole word has the shape of an id: capitals and a number, as `M1`, `M32c.2.1`, `WP01`,
/// `D-007`, `M1-T05`, `VG-LOOP-CORE-001`.
pub(super) fn is_id(word: &str) -> bool {
    let word = word.strip_suffix('+').unwrap_or(word);
    if word.len() > LONGEST_ID {
        return false;
    }
    let parts: Vec<Part> = word.split('-').map_while(Part::of).collect();
    let is_whole = parts.len() == word.split('-').count();
    let fits = match parts.as_slice() {
        [] => false,
        [only] => matches!(only, Part::Numbered { letters } if *letters <= 6),
        [first, .., last] => *first != Part::Number && !matches!(last, Part::Letters(_)),
    };
    is_whole && fits
}

/// How long the id at the beginning of a word is that lost the blank behind it, as
/// `VG-CORE-001gate`: a gate's name with a number of three digits or more.
pub(super) fn glued_id_len(word: &str) -> Option<usize> {
    let mut at = 0;
    for (place, part) in word.split('-').enumerate() {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let tail = part.get(digits..)?;
        let is_glued = tail.bytes().take(2).filter(u8::is_ascii_lowercase).count() == 2;
        if digits >= 3 && is_glued {
            return (place >= 2).then_some(at + digits);
        }
        if !matches!(Part::of(part)?, Part::Letters(_)) {
            return None;
        }
        at += part.len() + 1;
    }
    None
}

/// Longer words are no ids.
const LONGEST_ID: usize = 64;

/// A part of an id between hyphens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// `LOOP`
    Letters(usize),
    /// `T05`, `M32c.2.1`
    Numbered { letters: usize },
    /// `007`, `355.01`
    Number,
}

impl Part {
    fn of(text: &str) -> Option<Self> {
        let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
        let number = text.get(letters..)?;
        if number.is_empty() {
            return (1..=16).contains(&letters).then_some(Self::Letters(letters));
        }
        if !is_number(number) {
            return None;
        }
        Some(if letters == 0 { Self::Number } else { Self::Numbered { letters } })
    }
}

/// `1`, `007`, `32c`, `32c.2.1`
fn is_number(text: &str) -> bool {
    let mut parts = text.split('.');
    let first = parts.next().unwrap_or_default();
    let digits = first.strip_suffix(|char: char| char.is_ascii_lowercase()).unwrap_or(first);
    is_digits(digits, 6) && parts.all(|part| is_digits(part, 4))
}

pub(super) fn is_digits(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a word of an id's shape is the name of something else: a standard, a format, a machine,
/// a percentile, a licence, a month.
pub(super) fn is_other_name(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let (prefix, rest) = word.split_at_checked(letters).unwrap_or((word, ""));
    let number = rest.strip_prefix('-').unwrap_or(rest);
    OTHER_PREFIXES.contains(&prefix)
        || OTHER_WORDS.contains(&word)
        || (matches!(prefix, "F" | "I" | "U") && ["8", "16", "32", "64", "128"].contains(&rest))
        || (prefix == "P" && is_percentile(number))
        || (prefix == "H" && (is_in(rest, 1..=6) || is_in(rest, 100..=999)))
        || (prefix == "L" && is_in(rest, 1..=3))
}

/// Whether a word is as often a priority or a quarter of a year as an id.
pub(super) fn is_ambiguous(word: &str) -> bool {
    let number = word.get(1..).unwrap_or_default();
    (word.starts_with('P') && is_in(number, 0..=4))
        || (word.starts_with('Q') && is_in(number, 1..=4))
}

fn is_percentile(number: &str) -> bool {
    let whole = number.split('.').next().unwrap_or_default();
    whole.len() == 2 && ["50", "75", "90", "95", "98", "99"].contains(&whole)
}

fn is_in(number: &str, range: std::ops::RangeInclusive<u32>) -> bool {
    number.parse().is_ok_and(|number| range.contains(&number))
}

#[rustfmt::skip]
const OTHER_PREFIXES: &[&str] = &[
    "AES", "AGPL", "APR", "ARM", "AMD", "APACHE", "AUG", "AV", "AVX", "BASE", "BF", "BLAKE", "BM", "BSD",
    "BSL", "CC", "CLAUDE", "COVID", "CRC", "CUDA", "CVE", "CWE", "DAY", "DDR", "DEC", "EC", "ED", "EPL",
    "ES", "EST", "EUPL", "EXT", "FAT", "FEB", "FP", "GCM", "GMT", "GPL", "GPT", "GTX", "HDR", "HMAC", "HTML",
    "HTTP", "HTTPS", "ICD", "IEEE", "INT", "IP", "IPV", "ISO", "JAN", "JSON", "JUL", "JUN", "LGPL", "LLAMA",
    "MAR", "MD", "MIT", "MPL", "NOV", "OAUTH", "OCT", "OFL", "PCIE", "PEP", "PHASE", "PHI", "PKCS", "PY",
    "PYTHON", "QWEN", "RFC", "RGB", "RS", "RSA", "RTX", "RV", "SEP", "SEV", "SHA", "SSE", "SSL", "TLS", "TOP",
    "UINT", "USB", "UTC", "UTF", "V", "VERSION", "VP", "WCAG", "WEEK", "WIFI", "WIN",
];

#[rustfmt::skip]
const OTHER_WORDS: &[&str] = &[
    "A10", "A100", "C11", "C17", "C23", "C89", "C90", "C99", "CO2", "D3", "F-16", "K8", "M365", "MI300", "MP3",
    "MP4", "MS365", "O365", "PM2.5", "R2", "ROUTE53", "S3", "V8", "V100", "WEB3", "X11", "X25519", "X264",
    "X265", "X509", "X64", "X86", "Y2",
];

#[cfg(test)]
mod tests {
    use super::{glued_id_len, is_id, is_other_name};

    #[test]
    fn ids_have_capitals_and_a_number() {
        for word in [
            "M1",
            "M2.5",
            "M7+",
            "M32c",
            "M32c.2.2.2.1.4",
            "WP01",
            "T001",
            "SPEC20",
            "D-007",
            "EP-201",
            "BACK-355.01",
            "ADR-0001",
            "M1-T05",
            "M2-D1",
            "VG-PERF-001",
            "VG-LOOP-CORE-001",
            "FALSIFY-CCPA-007",
            "INC-2024-001",
            "PROJ-123",
            "P8.4",
        ] {
            assert!(is_id(word), "{word}");
            assert!(!is_other_name(word), "{word}");
        }
    }

    #[test]
    fn other_words_are_no_ids() {
        for word in [
            "",
            "-",
            "M",
            "1",
            "1.1",
            "m1",
            "Phase2",
            "CORE",
            "SPEC-",
            "-M1",
            "M-",
            "A11Y",
            "K8S",
            "B2B",
            "E2E",
            "M1-related",
            "Qwen3-30B-A3B-Instruct-2507",
            "V1_004",
            "M1.md",
            "2026-02-28",
            "SPEC-API",
            "ABCDEFG1",
            "M1234567",
            "x86",
            "IPv6",
            "M1..M2",
        ] {
            assert!(!is_id(word), "{word}");
        }
    }

    #[test]
    fn names_of_other_things_are_known() {
        for word in [
            "SHA256",
            "SHA-256",
            "UTF-8",
            "UTF-16",
            "P95",
            "P99",
            "P50",
            "P99.9",
            "X11",
            "HTTP2",
            "ISO-8601",
            "RFC-3502",
            "GPT-4",
            "H2",
            "H100",
            "S3",
            "EC2",
            "MP3",
            "L2",
            "V8",
            "CVE-2024-1234",
            "FEB-28",
            "TLS1.3",
            "U64",
            "V1.2",
            "PHASE-2",
        ] {
            assert!(is_other_name(word), "{word}");
        }
        for word in ["H7", "P8", "P10", "T4", "F1", "L4", "R3", "I1"] {
            assert!(!is_other_name(word), "{word}");
        }
    }

    #[test]
    fn a_gate_may_have_lost_the_blank_behind_it() {
        assert_eq!(glued_id_len("VG-CORE-001gate"), Some("VG-CORE-001".len()));
        assert_eq!(glued_id_len("VG-CORE-001flipped-to"), Some("VG-CORE-001".len()));
        for word in ["VG-CORE-001", "VG-CORE-01gate", "M1-T05b", "M-001gate", "VG-core-001gate", ""]
        {
            assert_eq!(glued_id_len(word), None, "{word}");
        }
    }
}
