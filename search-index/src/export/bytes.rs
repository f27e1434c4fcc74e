//! Numbers of variable length, and text as the browser holds it.

/// Appends a number: seven bits per byte, the lowest first, the high bit set on all bytes but the last.
pub(super) fn push_varint(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// A text in UTF-16, little end first: a browser makes a string of it much sooner than of UTF-8.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
