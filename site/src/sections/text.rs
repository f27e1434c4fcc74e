//! Text without markup, its blank space as a reader sees it.

/// What stands between two words; the larger one wins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Newline,
}

/// Text being collected. It never begins or ends with blank space.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    text: String,
    gap: Gap,
}

impl Text {
    /// Appends running text: any blank space is one space.
    pub(super) fn push(&mut self, text: &str) {
        self.push_words(text, |_| Gap::Space);
    }

    /// Appends preformatted text: its line ends stay.
    pub(super) fn push_lines(&mut self, text: &str) {
        self.push_words(text, |space| if space.contains('\n') { Gap::Newline } else { Gap::Space });
    }

    /// Ends a line; nothing when it is empty.
    pub(super) fn end_line(&mut self) {
        self.gap = Gap::Newline;
    }

    pub(super) fn into_string(self) -> String {
        self.text
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    fn push_words(&mut self, text: &str, gap_of: impl Fn(&str) -> Gap) {
        let mut rest = text;
        while !rest.is_empty() {
            let n_spaces = rest.bytes().position(|byte| !is_space(byte)).unwrap_or(rest.len());
            let (space, word) = rest.split_at(n_spaces);
            if n_spaces > 0 {
                self.gap = self.gap.max(gap_of(space));
            }
            let (word, after) = word.split_at(word.bytes().position(is_space).unwrap_or(word.len()));
            self.push_word(word);
            rest = after;
        }
    }

    fn push_word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let gap = std::mem::take(&mut self.gap);
        match gap {
            _ if self.text.is_empty() => {}
            Gap::None => {}
            Gap::Space => self.text.push(' '),
            Gap::Newline => self.text.push('\n'),
        }
        self.text.push_str(word);
    }
}

/// What HTML takes for blank space: not U+3000, which Japanese text means to be seen.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xc)
}
