//! Links: a script in the fragment of an address, presentation in its query.
//!
//! A fragment is `v1:d:` and the base64url of the raw deflate of the script, or `v1:t:` and the script percent-encoded, for
//! people who write links by hand. The script is text and stays text, so old links keep working: every released form is a
//! test. A link is untrusted: what it unpacks to is limited, and whatever is wrong with it is an error that says what.

mod options;
mod percent;

pub use options::{LinkOptions, OptionProblem, Theme};

use std::fmt;

use data_encoding::{DecodeKind, BASE64URL_NOPAD};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{decompress_to_vec_with_limit, TINFLStatus};

use crate::wording::Message;

/// The largest script that travels in a link, in bytes.
pub const MAX_SCRIPT_BYTES: usize = 256 << 10;

const VERSION: &str = "v1";
/// How hard the compressor tries: its best.
const EFFORT: u8 = 10;

/// What is wrong with a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// There is nothing in the fragment that looks like a script.
    NoScript,
    /// The link is of another version.
    UnknownVersion(String),
    /// The link is packed in another way.
    UnknownCodec(String),
    /// The packed part holds characters that do not belong there.
    DamagedBase64,
    /// The packed part ends too early.
    CutOff,
    /// The packed part does not unpack.
    DamagedDeflate,
    /// The script is larger than a link may carry.
    TooLarge,
    /// What the link carries is no text.
    NotText,
}

impl LinkError {
    /// What is wrong, in a sentence without a full stop.
    pub fn message(&self) -> Message {
        match self {
            Self::NoScript => text!("the link carries no script: it should begin with `v1:d:` or `v1:t:`").into(),
            Self::UnknownVersion(version) => {
                message!("the link is of version `{}`; this page reads version `v1`", version.as_str())
            }
            Self::UnknownCodec(codec) => {
                message!("the script in the link is packed as `{}`; this page reads `d` and `t`", codec.as_str())
            }
            Self::DamagedBase64 => {
                text!("the link is damaged: its packed part holds characters that do not belong there").into()
            }
            Self::CutOff => text!("the link is cut off: a part of it is missing at the end").into(),
            Self::DamagedDeflate => text!("the link is damaged: its packed part does not unpack").into(),
            Self::TooLarge => text!("the script in the link is larger than 256 KiB").into(),
            Self::NotText => text!("the link is damaged: what it carries is no text").into(),
        }
    }
}

impl fmt::Display for LinkError {
    /// In English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for LinkError {}

/// Packs a script into a fragment, without the `#`.
///
/// # Errors
/// [`LinkError::TooLarge`] when the script is larger than [`MAX_SCRIPT_BYTES`].
pub fn encode(script: &str) -> Result<String, LinkError> {
    check_size(script)?;
    let packed = BASE64URL_NOPAD.encode(&compress_to_vec(script.as_bytes(), EFFORT));
    Ok(format!("{VERSION}:d:{packed}"))
}

/// Writes a script into a fragment in the form that people can read and edit, without the `#`.
///
/// # Errors
/// [`LinkError::TooLarge`] when the script is larger than [`MAX_SCRIPT_BYTES`].
pub fn encode_plain(script: &str) -> Result<String, LinkError> {
    check_size(script)?;
    Ok(format!("{VERSION}:t:{}", percent::encode(script)))
}

/// Takes the script out of a fragment, with or without its `#`. One percent-encoding too many is forgiven: chat tools do it.
///
/// # Errors
/// What is wrong with the link.
pub fn decode(fragment: &str) -> Result<String, LinkError> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if !fragment.contains(':') && fragment.contains('%') {
        let once = text(percent::decode(fragment))?;
        return decode_parts(once.strip_prefix('#').unwrap_or(&once));
    }
    decode_parts(fragment)
}

fn decode_parts(fragment: &str) -> Result<String, LinkError> {
    let (version, rest) = fragment.split_once(':').ok_or(LinkError::NoScript)?;
    if version != VERSION {
        return Err(unknown_version(version));
    }
    let (codec, payload) = rest.split_once(':').ok_or(LinkError::NoScript)?;
    match codec {
        "d" => unpack(payload),
        "t" => plain(payload),
        other => Err(LinkError::UnknownCodec(shorten(other))),
    }
}

fn unknown_version(version: &str) -> LinkError {
    let digits = version.strip_prefix('v').unwrap_or("");
    let is_version = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_version {
        LinkError::UnknownVersion(shorten(version))
    } else {
        LinkError::NoScript
    }
}

fn unpack(payload: &str) -> Result<String, LinkError> {
    let decoded = percent::decode(payload);
    let trimmed = decoded.trim_ascii_end();
    let padding = trimmed.iter().rev().take_while(|&&byte| byte == b'=').count();
    let packed = BASE64URL_NOPAD.decode(trimmed.get(..trimmed.len() - padding).unwrap_or(trimmed)).map_err(
        |error| match error.kind {
            DecodeKind::Length | DecodeKind::Trailing => LinkError::CutOff,
            DecodeKind::Symbol | DecodeKind::Padding => LinkError::DamagedBase64,
        },
    )?;
    match decompress_to_vec_with_limit(&packed, MAX_SCRIPT_BYTES) {
        Ok(script) => text(script),
        Err(error) => Err(unpacking_failed(error.status)),
    }
}

fn unpacking_failed(status: TINFLStatus) -> LinkError {
    if status == TINFLStatus::HasMoreOutput {
        LinkError::TooLarge
    } else if matches!(status, TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput) {
        LinkError::CutOff
    } else {
        LinkError::DamagedDeflate
    }
}

fn plain(payload: &str) -> Result<String, LinkError> {
    let script = text(percent::decode(payload))?;
    let blank = |text: &str| text.contains([' ', '\n']);
    let twice = !blank(&script) && (script.contains("%20") || script.contains("%0A") || script.contains("%0a"));
    let script = if twice { text(percent::decode(&script))? } else { script };
    check_size(&script)?;
    Ok(script)
}

fn text(bytes: Vec<u8>) -> Result<String, LinkError> {
    String::from_utf8(bytes).map_err(|_| LinkError::NotText)
}

fn check_size(script: &str) -> Result<(), LinkError> {
    if script.len() > MAX_SCRIPT_BYTES {
        return Err(LinkError::TooLarge);
    }
    Ok(())
}

fn shorten(text: &str) -> String {
    text.chars().take(16).collect()
}
