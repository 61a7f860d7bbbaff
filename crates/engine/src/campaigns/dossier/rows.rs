//! Rows as text (RFC 4180): how the answer of a database is copied into a dossier.

/// Writes one row; every cell in quotes, so that nothing in it can be taken for a delimiter or a line end.
pub(crate) fn write<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (number, cell) in cells.enumerate() {
        if number > 0 {
            out.push(',');
        }
        out.push('"');
        for c in cell.chars() {
            if c == '"' {
                out.push('"');
            }
            out.push(c);
        }
        out.push('"');
    }
    out.push_str("\r\n");
}
