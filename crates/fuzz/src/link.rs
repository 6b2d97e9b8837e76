//! Links: whatever stands in an address, it is read or refused in words.

use forkscope_scenario::link::{decode, encode, encode_plain, LinkOptions, MAX_SCRIPT_BYTES};

use crate::bytes::Bytes;

/// How a fragment may begin.
const HEADS: [&str; 8] = ["", "#", "v1:d:", "v1:t:", "#v1:d:", "#v1:t:", "v2:d:", "%23v1%3Ad%3A"];

/// Reads the bytes as a fragment and as a query, and packs them as a script.
///
/// # Panics
/// When what was packed does not come out again, or more comes out than a link may carry.
pub fn check(input: &[u8]) {
    let mut bytes = Bytes::new(input);
    let head = bytes.pick(&HEADS);
    // A script without a blank or a line break is none: in such a text a second percent-encoding is taken for one too many.
    let text = bytes.text() + "\n";
    read(&format!("{head}{text}"));
    read(&format!("v1:d:{}", base64url(bytes.rest())));
    let (options, problems) = LinkOptions::parse(&text);
    let again = LinkOptions::parse(&text);
    assert_eq!((options, problems), again, "a query is read in two ways");
    for pack in [encode, encode_plain] {
        let fragment = pack(&text).expect("the input is smaller than a link may be");
        assert_eq!(decode(&fragment).as_deref(), Ok(text.as_str()), "{fragment}");
    }
}

fn read(fragment: &str) {
    match decode(fragment) {
        Ok(script) => assert!(script.len() <= MAX_SCRIPT_BYTES, "{} bytes came out of {fragment}", script.len()),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// The bytes in the letters that a link is written in, so that the inflater is reached.
fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let sextet = |chunk: &[u8], at: usize| {
        let word = (0..3).fold(0_u32, |word, byte| word << 8 | u32::from(chunk.get(byte).copied().unwrap_or(0)));
        char::from(LETTERS[(word >> (18 - 6 * at)) as usize & 63])
    };
    bytes.chunks(3).flat_map(|chunk| (0..=chunk.len()).map(move |at| sextet(chunk, at))).collect()
}
