//! What the command says of a picture → words and how sure it is of them.

/// Mean confidence from which on words are believed, in parts of a hundred.
pub(super) const BELIEVED: u32 = 60;

/// What was read of a picture.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) text: String,
    /// Mean over the words, in parts of a hundred.
    pub(super) confidence: u32,
}

impl Words {
    /// Whether there are any, read with enough confidence.
    pub(super) fn are_believed(&self) -> bool {
        self.confidence >= BELIEVED && !self.text.trim().is_empty()
    }

    /// Reads tesseract's table: level, page, block, paragraph, line, word, four of place, confidence, text.
    pub(super) fn of(tsv: &str) -> Self {
        let mut words = Self { text: String::new(), confidence: 0 };
        let (mut sum, mut count, mut last) = (0.0_f64, 0_u32, None);
        for row in tsv.lines() {
            let cells: Vec<&str> = row.split('\t').collect();
            let [level, page, block, paragraph, line, _, _, _, _, _, confidence, text] = cells.as_slice() else {
                continue;
            };
            let Some(confidence) = confidence.parse::<f64>().ok().filter(|confidence| *confidence >= 0.0) else {
                continue;
            };
            if *level != "5" || text.trim().is_empty() {
                continue;
            }
            let here = Some((*page, *block, *paragraph, *line));
            words.add(text.trim(), last.is_some() && last != here);
            (sum, count, last) = (sum + confidence, count + 1, here);
        }
        if count > 0 {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of 0 to 100")]
            let mean = (sum / f64::from(count)) as u32;
            words.confidence = mean;
        }
        words
    }

    /// Japanese is written without blanks, and the command parts it at random.
    fn add(&mut self, word: &str, new_line: bool) {
        let wide = |c: Option<char>| c.is_some_and(|c| c >= '\u{2E80}');
        let joined = self.text.is_empty() || wide(self.text.chars().next_back()) && wide(word.chars().next());
        if new_line {
            self.text.push('\n');
        } else if !joined {
            self.text.push(' ');
        }
        self.text.push_str(word);
    }
}
