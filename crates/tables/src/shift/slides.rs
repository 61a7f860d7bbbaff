//! Slides: rows of one distance, one below the other, that chance does not bring together.

use std::collections::HashMap;

use super::{BLOCK, Placed, Shift, tell};

/// Rows inside a block that are right or say something else, one after the other, before it counts as ended.
const GAP: i64 = 8;
/// How many blocks by chance a list in disorder may have.
const FALSE: f64 = 0.001;
/// Blocks of so many rows need no look at the others, and so many others are needed to look at.
const MANY: usize = 20;

/// Slides by rows of the table.
pub(super) fn slides(placed: &[Placed], rows: u64, told: &mut [bool]) -> Vec<Shift> {
    let point = |(index, row): (usize, &Placed)| Point { index, at: row.row.into(), distance: row.distance };
    let points: Vec<Point> = placed.iter().enumerate().filter(|(index, _)| is_free(told, *index)).map(point).collect();
    let mut found = blocks(&points, rows);
    found.retain(|slide| is_whole(placed, slide));
    absorb(placed, &mut found, told);
    let row = |at: i64| u32::try_from(at).unwrap_or(u32::MAX);
    let shift = |slide: &Slide| Shift::Slid {
        first: row(slide.first),
        last: row(slide.last),
        by: -slide.distance,
        rows: slide.members.len() as u64,
    };
    found.iter().map(shift).collect()
}

/// Whether the rows between are wrong, too: what slid by several rows among rows that are right was not all that was
/// seen. By one row it was, and rows that are right share their address with the next.
fn is_whole(placed: &[Placed], slide: &Slide) -> bool {
    let before = |at: i64| placed.partition_point(|row| i64::from(row.row) < at) as i64;
    let wrong = before(slide.last + 1) - before(slide.first);
    slide.distance.abs() == 1 || wrong * 2 > slide.last - slide.first + 1
}

/// Slides by rows that were seen: those that are wrong, and those of the owners of their addresses.
pub(super) fn in_view(placed: &[Placed], told: &mut [bool]) -> Vec<Shift> {
    let owner = |row: &Placed| Some(i64::from(row.row) + row.distance?);
    let free = || placed.iter().enumerate().filter(|(index, _)| is_free(told, *index));
    let mut seen: Vec<i64> = free().flat_map(|(_, row)| [Some(i64::from(row.row)), owner(row)]).flatten().collect();
    seen.sort_unstable();
    seen.dedup();
    let place = |row: i64| seen.binary_search(&row).ok().and_then(|place| i64::try_from(place).ok());
    let point = |(index, row): (usize, &Placed)| {
        let at = place(row.row.into())?;
        Some(Point { index, at, distance: owner(row).and_then(place).map(|owner| owner - at) })
    };
    let points: Vec<Point> = free().filter_map(point).collect();
    let mut found = blocks(&points, seen.len() as u64);
    // In a slide the owners are wrong themselves; else their addresses were copied there from rows that are right.
    let is_wrong = |row: i64| placed.binary_search_by_key(&row, |placed| placed.row.into()).is_ok();
    let of_wrong = |slide: &Slide| {
        let owners = slide.members.iter().filter_map(|member| placed.get(*member)).filter_map(owner);
        owners.filter(|owner| is_wrong(*owner)).count()
    };
    found.retain(|slide| of_wrong(slide) * 2 >= slide.members.len());
    let row = |index: Option<&usize>| index.and_then(|index| placed.get(*index)).map_or(0, |placed| placed.row);
    let mut shifts = Vec::new();
    for slide in found {
        tell(told, &slide.members);
        let (first, last) = (row(slide.members.first()), row(slide.members.last()));
        shifts.push(Shift::SlidInView { first, last, by: -slide.distance, rows: slide.members.len() as u64 });
    }
    shifts
}

fn is_free(told: &[bool], index: usize) -> bool {
    told.get(index) == Some(&false)
}

/// A wrong row.
struct Point {
    /// Among the wrong rows.
    index: usize,
    /// Where it stands.
    at: i64,
    /// How far below it the owner of its address stands.
    distance: Option<i64>,
}

/// A block that grows while rows say its distance.
struct Slide {
    distance: i64,
    first: i64,
    last: i64,
    members: Vec<usize>,
    /// Rows before the first and up to the last member that say some distance.
    said: (usize, usize),
    /// Rows up to the last member that say nothing.
    silent: i64,
}

fn blocks(points: &[Point], rows: u64) -> Vec<Slide> {
    let mut slides = candidates(points);
    let chance = Chance::new(points, &slides, rows);
    slides.retain(|slide| !chance.explains(slide));
    slides
}

fn candidates(points: &[Point]) -> Vec<Slide> {
    let mut open: Vec<Slide> = Vec::new();
    let mut done = Vec::new();
    let (mut said, mut silent) = (0, 0);
    for point in points {
        let Some(distance) = point.distance.filter(|distance| *distance != 0) else {
            silent += 1;
            continue;
        };
        // Empty cells inside a slide say nothing against it.
        done.extend(open.extract_if(.., |slide| point.at - slide.last - (silent - slide.silent) > GAP));
        match open.iter_mut().find(|slide| slide.distance == distance) {
            Some(slide) => {
                (slide.last, slide.silent, slide.said.1) = (point.at, silent, said + 1);
                slide.members.push(point.index);
            }
            None => open.push(Slide {
                distance,
                first: point.at,
                last: point.at,
                members: vec![point.index],
                said: (said, said + 1),
                silent,
            }),
        }
        said += 1;
    }
    done.extend(open);
    done.retain(|slide| slide.members.len() as u64 >= BLOCK);
    done.sort_by_key(|slide| slide.first);
    done
}

/// What addresses in disorder give.
struct Chance {
    /// Rows that say a distance.
    said: usize,
    /// How likely one of them says just what another one does.
    same: f64,
}

impl Chance {
    fn new(points: &[Point], slides: &[Slide], rows: u64) -> Self {
        let sure: std::collections::HashSet<usize> =
            slides.iter().filter(|slide| slide.members.len() >= MANY).flat_map(|slide| slide.members.clone()).collect();
        let mut counts: HashMap<i64, usize> = HashMap::new();
        let others = points.iter().filter(|point| !sure.contains(&point.index));
        others.filter_map(|point| point.distance).for_each(|distance| *counts.entry(distance).or_default() += 1);
        let others: usize = counts.values().sum();
        let pairs: usize = counts.values().map(|count| count * (count - 1)).sum();
        // Disorder among a few rows, again and again, has few distances.
        let seen = if others < MANY { 0.0 } else { pairs as f64 / (others * (others - 1)) as f64 };
        let said = points.iter().filter(|point| point.distance.is_some()).count();
        Self { said, same: seen.max(1.0 / rows.max(1) as f64) }
    }

    /// Whether chance brings so many rows of one distance so near together: how many such blocks there would be (rows
    /// that could be the first, ways to choose the others behind it, and each of them has to say the same).
    fn explains(&self, slide: &Slide) -> bool {
        let members = slide.members.len();
        if members * 10 >= self.said * 9 {
            return false;
        }
        let others = members - 1;
        let among = slide.said.1 - slide.said.0 - 1;
        let ways: f64 = (0..others).map(|one| ((among - one) as f64 / (one + 1) as f64).ln()).sum();
        (self.said as f64).ln() + ways + others as f64 * self.same.ln() > FALSE.ln()
    }
}

/// Rows in a block or next to it, as many as it slid by, whose address has no owner that stands in the table (those that
/// fell out at the end of a slide, or that were pushed in) or one that stands in the block: they are part of it.
fn absorb(placed: &[Placed], slides: &mut [Slide], told: &mut [bool]) {
    for slide in slides {
        tell(told, &slide.members);
        let by = slide.distance.abs();
        let around = slide.first - by..=slide.last + by;
        let start = placed.partition_point(|row| i64::from(row.row) < *around.start());
        let near = placed.iter().zip(told.iter_mut()).skip(start);
        for (row, told) in near.take_while(|(row, _)| i64::from(row.row) <= *around.end()).filter(|(_, told)| !**told) {
            let at = i64::from(row.row);
            let is_lost = row.distance.is_none_or(|distance| around.contains(&(at + distance)));
            if is_lost {
                slide.first = slide.first.min(at);
                slide.last = slide.last.max(at);
                *told = true;
            }
        }
    }
}
