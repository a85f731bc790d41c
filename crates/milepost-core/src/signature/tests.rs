//! Signatures by stock OpenSSH, by hardware as it would write them, and files of signers.

use ssh_key::{
    Algorithm, HashAlg, LineEnding, PrivateKey, Signature, SigningKey, SshSig,
    private::Ed25519Keypair,
    public::{KeyData, SkEd25519},
};

use super::{BadSignature, Key, Presence, Purpose, check, signers};
use crate::signature::signers::{NotAllowed, Signers, WhyNoSigner};

const ED25519: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDiX0tAo12HubvXP1OLHkLwJOgq0qJjNrGf307DyDYFO ada";
const ECDSA: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBE/GP+bck4H3/k5NXhnzvQCMHOgOtRL/Eb1UhvdT32HKUUEnf94L105bsYjtdtNBRnbhYqdItqTFSFpG2eCl0Bg= ada";
const RSA: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDKQO4s6c+8e8C4Th8Ui7WCpCCHbo+3rB4bw0deZN0Zl5uv42+dJgRDpwqgafKkq26HZVCUkXUBizrSrz8xWYOytbbJikG3BTLP5xs9MJLKVtQWpL8DU++Kdbtp2wAej5tOjSDxuMV+cEVk6ZwP8iML9P5nSqZME4ED8ZO1/u1wX+fKxk/FyWC/1TuopzdaDEUyS7t+Mbk2kVTSem5mfTbqZJgH4nJ2lBZ2LciDYZLhT8lsWEJUUvwYyfgpvHmHOphmIx1fAk1bJ5MGDoyOwFFA7JdDBqnjG4M18kPfEQ2brdvVNtA3Z9KBUEtrgIZZZBiSDZvScivXMvKbR8M0zAhf ada";
/// What `ssh-keygen -Y sign -n approval@milepost.dev` of OpenSSH 9.2 wrote for [`MESSAGE`].
const BY_ED25519: &str = "-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgOJfS0CjXYe5u9c/U4seQvAk6Cr
SomM2sZ/fTsPINgU4AAAAVYXBwcm92YWxAbWlsZXBvc3QuZGV2AAAAAAAAAAZzaGE1MTIA
AABTAAAAC3NzaC1lZDI1NTE5AAAAQCJhOHRrvU5thwblEIWDSdkGm9FL9jWCpVfZU1JAAl
qvi0qXOWo444Yo/XAkDRXt8DtC2gmDC/y9UuWkJhUhkAs=
-----END SSH SIGNATURE-----
";
const BY_ECDSA: &str = "-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAE
EET8Y/5tyTgff+Tk1eGfO9AIwc6A61Ev8RvVSG91PfYcpRQSd/3gvXTluxiO1200FGduFi
p0i2pMVIWkbZ4KXQGAAAABVhcHByb3ZhbEBtaWxlcG9zdC5kZXYAAAAAAAAABnNoYTUxMg
AAAGUAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAEoAAAAhAPVuQfxKK7GyMGabo5nYTjwf
N9OU23AE2gogFxwYkq2tAAAAIQC0RoxVMMe29sTiiWR4S2p1aE8B7DP6R0hMivC7U/4qhw
==
-----END SSH SIGNATURE-----
";
/// The same key, for commits.
const FOR_GIT: &str = "-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgOJfS0CjXYe5u9c/U4seQvAk6Cr
SomM2sZ/fTsPINgU4AAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5
AAAAQNpSMekyJHxWobM+swrwylNh6X13wNYKuNL9zMmVBMzyqFFPvyr6ZCUxepsAnjgfOL
qUM8YfoqpNwbXXgNnQWA8=
-----END SSH SIGNATURE-----
";
const BY_RSA: &str = "-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAARcAAAAHc3NoLXJzYQAAAAMBAAEAAAEBAMpA7izpz7x7wLhOHxSLtY
KkIIduj7esHhvDR15k3RmXm6/jb50mBEOnCqBp8qSrbodlUJSRdQGLOtKvPzFZg7K1tsmK
QbcFMs/nGz0wkspW1BakvwNT74p1u2nbAB6Pm06NIPG4xX5wRWTpnA/yIwv0/mdKpkwTgQ
Pxk7X+7XBf58rGT8XJYL/VO6inN1oMRTJLu34xuTaRVNJ6bmZ9NupkmAficnaUFnYtyINh
kuFPyWxYQlRS/BjJ+Cm8eYc6mGYjHV8CTVsnkwYOjI7AUUDsl0MGqeMbgzXyQ98RDZut29
U20Ddn0oFQS2uAhllkGJINm9JyK9cy8ptHwzTMCF8AAAAVYXBwcm92YWxAbWlsZXBvc3Qu
ZGV2AAAAAAAAAAZzaGE1MTIAAAEUAAAADHJzYS1zaGEyLTUxMgAAAQAppf1XK4ylu+dlH+
9IgYxqadbeC7+9KgXV2IVfSZUfYTl9sEIfJfXDHKrMB4uPzAXiUDafkTI7T7y3/N3bS96w
xf6pOUZC6ADMSOJ7T+1vCNkOI00YqHdys4tlPKYjMpmraA6TbMPjBAQXq7Kp/zQ6BMJklf
LK3VB1keoVAQ2usaPXqw/WdMPbLyoWJDsDy0snXI+avkNYLdCr/TL5xJSNU2hZrgxs1PJ5
D7MfMhygh/EVYiEuFWjahxzP6np6CYJHf0QntaCQHxG4j1Q8pxIdnDmwI+7+LYdaJJqYoR
DptLrEbGOXqU+yxrORc4w2t1u/VE0eDFDrJ6XxCWoDDDzv
-----END SSH SIGNATURE-----
";
const MESSAGE: &[u8] = b"{\"hello\":\"world\"}\n";

#[test]
fn signatures_of_stock_tools_are_right() {
    for (armor, key) in [(BY_ED25519, ED25519), (BY_ECDSA, ECDSA)] {
        let signed = check(armor, MESSAGE).unwrap();
        assert_eq!(signed.key, Key::new(key).unwrap());
        assert_eq!((signed.purpose, signed.presence), (Purpose::Approval, Presence::Unknown));
    }
}

#[test]
fn what_was_signed_for_something_else_or_changed_since_is_refused() {
    assert_eq!(check(FOR_GIT, MESSAGE), Err(BadSignature::Purpose));
    assert_eq!(check(BY_ED25519, b"{\"hello\":\"World\"}\n"), Err(BadSignature::Wrong));
    assert_eq!(check(BY_ED25519, b""), Err(BadSignature::Wrong));
    assert_eq!(check(BY_RSA, MESSAGE), Err(BadSignature::Unsupported));
    for text in ["", "x", "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n"] {
        assert_eq!(check(text, MESSAGE), Err(BadSignature::Malformed), "{text:?}");
    }
    for at in 40..BY_ED25519.len() - 40 {
        let mut bytes = BY_ED25519.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let armor = String::from_utf8(bytes).unwrap();
        assert!(check(&armor, MESSAGE).is_err(), "byte {at} changed, and it still counts");
    }
}

fn sign<K: SigningKey>(key: &K, bytes: &[u8]) -> Signature {
    key.try_sign(bytes).unwrap()
}

/// A signature as hardware writes it: over the application, its flags and a counter.
fn by_hardware(flags: u8) -> String {
    use sha2::{Digest as _, Sha256};
    let keys = Ed25519Keypair::from_seed(&[7; 32]);
    let key = SkEd25519::from(keys.public);
    let namespace = Purpose::Approval.namespace();
    let message = SshSig::signed_data(namespace, HashAlg::Sha512, MESSAGE).unwrap();
    let mut bytes = Sha256::digest(key.application()).to_vec();
    let trailer = [flags, 0, 0, 0, 9];
    bytes.extend(trailer);
    bytes.extend(Sha256::digest(message));
    let plain = sign(&PrivateKey::from(keys), &bytes);
    let data = [plain.as_bytes(), &trailer].concat();
    let signature = Signature::new(Algorithm::SkEd25519, data).unwrap();
    let whole =
        SshSig::new(KeyData::SkEd25519(key), namespace, HashAlg::Sha512, signature).unwrap();
    whole.to_pem(LineEnding::LF).unwrap()
}

#[test]
fn hardware_says_whether_a_person_was_there() {
    let touched = check(&by_hardware(1), MESSAGE).unwrap();
    assert!(touched.key.is_hardware());
    assert_eq!(touched.presence, Presence::Touched);
    assert_eq!(check(&by_hardware(0), MESSAGE).unwrap().presence, Presence::Unknown);
    assert_eq!(check(&by_hardware(4), MESSAGE).unwrap().presence, Presence::Unknown);
}

/// The signers of a text without mistakes.
#[track_caller]
fn allowed(text: &str) -> Signers {
    let signers = Signers::parse(text);
    assert_eq!(signers.mistakes, []);
    signers
}

/// Whom a key speaks for, by the text of a file.
#[track_caller]
fn whom(text: &str, at: &str) -> Result<Vec<String>, NotAllowed> {
    let signers = allowed(text);
    let found = signers.whom(&Key::new(ED25519).unwrap(), Purpose::Approval, at.parse().unwrap());
    found.map(|principals| principals.into_iter().map(str::to_owned).collect())
}

const NOW: &str = "2026-06-01T00:00:00Z";

#[test]
fn a_key_speaks_for_whom_a_line_says() {
    assert_eq!(
        whom(&format!("# people\n\nada@example.org {ED25519}\n"), NOW).unwrap(),
        ["ada@example.org"]
    );
    let two = format!("ada@example.org,\"lead@example.org\" {ED25519}");
    assert_eq!(whom(&two, NOW).unwrap().len(), 2);
    assert_eq!(whom(&format!("ada@example.org {ECDSA}"), NOW), Err(NotAllowed::Unlisted));
    assert_eq!(whom("", NOW), Err(NotAllowed::Unlisted));
}

#[test]
fn namespaces_and_times_narrow_it() {
    let line = |options: &str| format!("ada@example.org {options} {ED25519}");
    for fits in [
        "namespaces=\"approval@milepost.dev\"",
        "namespaces=\"git,approval@milepost.dev\",valid-after=\"20260101\"",
        "namespaces=\"*@milepost.dev\"",
        "valid-after=20260601Z,valid-before=\"202606010000Z\"",
    ] {
        assert_eq!(whom(&line(fits), NOW).unwrap(), ["ada@example.org"], "{fits}");
    }
    for (not, why) in [
        ("namespaces=\"git\"", NotAllowed::Purpose),
        ("namespaces=\"*,!approval@milepost.dev\"", NotAllowed::Purpose),
        ("valid-after=\"20260602\"", NotAllowed::TooEarly),
        ("valid-before=\"20260531235959\"", NotAllowed::TooLate),
    ] {
        assert_eq!(whom(&line(not), NOW), Err(why), "{not}");
    }
}

#[test]
fn a_line_that_is_not_understood_trusts_nobody() {
    let check = |line: &str, why| {
        let signers = Signers::parse(line);
        assert!(signers.is_empty(), "{line}");
        assert_eq!(signers.mistakes, [(1, why)], "{line}");
    };
    check("ada@example.org", WhyNoSigner::NoKey);
    check("ada@example.org ssh-ed25519 AAAA", WhyNoSigner::NoKey);
    check(&format!("ada@example.org valid-after=soon {ED25519}"), WhyNoSigner::Time);
    check(&format!("ada@example.org cert-authority {ED25519}"), WhyNoSigner::Authority);
    check(&format!("ada@example.org no-touch-required {ED25519}"), WhyNoSigner::Option);
    check(&format!("ada@example.org a=1, b=2 {ED25519}"), WhyNoSigner::NoKey);
    check(&format!("ada@example.org {RSA}"), WhyNoSigner::Unsupported);
}

#[test]
fn patterns_are_those_of_openssh() {
    for (pattern, text, fits) in [
        ("*", "", true),
        ("a*c", "abbc", true),
        ("a?c", "abbc", false),
        ("*@example.org", "ada@example.org", true),
        ("*@example.org", "ada@example.org.evil", false),
        ("a*b*c", "a-b-b-c", true),
        ("", "a", false),
    ] {
        assert_eq!(signers::is_match(pattern, text), fits, "{pattern} {text}");
    }
}
