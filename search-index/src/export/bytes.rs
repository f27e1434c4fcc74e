//! Numbers of variable length.

/// Appends a number: seven bits per byte, the lowest first, the high bit set on all bytes but the last.
pub(super) fn push_varint(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}
