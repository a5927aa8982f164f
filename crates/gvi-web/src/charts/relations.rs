//! The map of relations between groups: who is in conflict with whom, who stands with whom.
//!
//! Nodes are groups by code name, never persons. The layout is computed from the relations alone and always comes out the same: groups that
//! are tied pull together, all push each other away, and groups without a tie stand in rows below. Place on the map means nothing else.

use std::collections::BTreeMap;

use super::ChartName;
use super::svg::{Hold, Pen, text_width};
use crate::markup::Markup;
use crate::text::collation_key;

/// More groups than this cannot be read on one map; the page shows the table alone or a part of the map.
pub const GROUPS_PER_MAP_MAX: usize = 60;

/// How wide the map is drawn.
pub const WIDTH: f64 = 860.0;
const NODE: f64 = 9.0;
const ROW: f64 = 56.0;
const ROUNDS: u32 = 400;

/// A group on the map.
#[derive(Debug, Clone)]
pub struct MapGroup {
    /// What relations call it by: the random code.
    pub code: String,
    /// What stands below it.
    pub name: String,
    /// Whether it is in focus: drawn filled and ringed.
    pub in_focus: bool,
    /// Whether it is active: others are drawn grey.
    pub active: bool,
}

/// What holds two groups together or apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RelationKind {
    /// A double line with an exclamation mark.
    Conflict,
    /// A dashed line.
    Alliance,
}

/// A relation on the map.
#[derive(Debug, Clone)]
pub struct MapRelation {
    /// The code of one group.
    pub one: String,
    /// The code of the other.
    pub other: String,
    /// What it is.
    pub kind: RelationKind,
    /// Whether it is established; others are drawn thin.
    pub established: bool,
}

/// Draws the map. Relations to groups that are not on the map are left out.
///
/// # Panics
/// When there are more than [`GROUPS_PER_MAP_MAX`] groups.
#[must_use]
pub fn relation_map(name: &ChartName, groups: &[MapGroup], relations: &[MapRelation]) -> Markup {
    assert!(groups.len() <= GROUPS_PER_MAP_MAX, "a relation map holds at most {GROUPS_PER_MAP_MAX} groups");
    let mut groups: Vec<&MapGroup> = groups.iter().collect();
    groups.sort_by_cached_key(|group| (collation_key(&group.name), group.code.clone()));
    let place: BTreeMap<&str, usize> = groups.iter().enumerate().map(|(at, group)| (group.code.as_str(), at)).collect();
    let mut edges: Vec<Edge> = relations
        .iter()
        .filter_map(|relation| {
            let (one, other) = (*place.get(relation.one.as_str())?, *place.get(relation.other.as_str())?);
            (one != other).then_some(Edge {
                one: one.min(other),
                other: one.max(other),
                kind: relation.kind,
                established: relation.established,
            })
        })
        .collect();
    edges.sort();
    edges.dedup();

    let layout = Layout::of(&groups, &edges);
    let mut pen = Pen::chart(name, WIDTH, layout.height);
    for edge in &edges {
        let (from, to) = (layout.points[edge.one], layout.points[edge.other]);
        let suffix = if edge.established { "" } else { " edge-suspected" };
        match edge.kind {
            RelationKind::Conflict => {
                // Two strokes beside each other, so that a conflict is told apart on paper and without colour.
                let (dx, dy) = across(from, to, 2.2);
                pen.line(&format!("edge-conflict{suffix}"), (from.0 + dx, from.1 + dy), (to.0 + dx, to.1 + dy));
                pen.line(&format!("edge-conflict{suffix}"), (from.0 - dx, from.1 - dy), (to.0 - dx, to.1 - dy));
            }
            RelationKind::Alliance => pen.line(&format!("edge-alliance{suffix}"), from, to),
        }
    }
    for edge in edges.iter().filter(|edge| edge.kind == RelationKind::Conflict) {
        let (from, to) = (layout.points[edge.one], layout.points[edge.other]);
        let middle = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
        pen.circle("edge-conflict-sign", middle, 7.5);
        pen.text("edge-conflict-mark", Hold::Middle, (middle.0, middle.1 + 4.3), "!");
    }
    for (group, point) in groups.iter().zip(&layout.points) {
        if group.in_focus {
            pen.circle("node", *point, NODE + 4.5);
        }
        let class = match (group.in_focus, group.active) {
            (true, _) => "node node-focus",
            (false, true) => "node",
            (false, false) => "node node-quiet",
        };
        pen.circle(class, *point, NODE);
    }
    for (group, label) in groups.iter().zip(place_labels(&groups, &edges, &layout.points)) {
        let class = if group.in_focus { "node-label strong-text" } else { "node-label" };
        pen.text(class, Hold::Middle, ((label.left + label.right) / 2.0, label.bottom - 3.5), &group.name);
    }
    pen.end()
}

/// A relation between two groups by their places in the list of groups that is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The place of the group that stands first.
    pub one: usize,
    /// The place of the other.
    pub other: usize,
    /// What it is.
    pub kind: RelationKind,
    /// Whether it is established.
    pub established: bool,
}

/// A step across the way from one point to another, `far` long.
fn across(from: (f64, f64), to: (f64, f64), far: f64) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(0.001);
    (-dy / length * far, dx / length * far)
}

/// Where the groups stand.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The place of each group on the map, in the order of the list.
    pub points: Vec<(f64, f64)>,
    /// How high the map is drawn.
    pub height: f64,
}

impl Layout {
    /// Places every group: the tied ones by forces, the untied in rows below.
    ///
    /// # Panics
    /// When an edge names a place that no group has.
    #[must_use]
    pub fn of(groups: &[&MapGroup], edges: &[Edge]) -> Layout {
        let mut tied: Vec<usize> = edges.iter().flat_map(|edge| [edge.one, edge.other]).collect();
        tied.sort_unstable();
        tied.dedup();
        let untied: Vec<usize> = (0..groups.len()).filter(|at| tied.binary_search(at).is_err()).collect();

        let halves: Vec<f64> = groups.iter().map(|group| (text_width(&group.name) / 2.0 + 8.0).max(24.0)).collect();
        #[expect(clippy::cast_precision_loss, reason = "a map holds some dozen groups")]
        let field = if tied.is_empty() { 0.0 } else { (150.0 + 13.0 * tied.len() as f64).clamp(220.0, 860.0) };
        let mut points = vec![(WIDTH / 2.0, field / 2.0); groups.len()];
        spread(&mut points, &tied, edges, field);
        part(&mut points, &tied, &halves, field);

        let mut y = field + 30.0;
        let mut x = 20.0;
        for at in untied {
            if x + 2.0 * halves[at] > WIDTH - 20.0 {
                x = 20.0;
                y += ROW;
            }
            points[at] = (x + halves[at], y);
            x += 2.0 * halves[at] + 12.0;
        }
        let lowest = points.iter().map(|point| point.1).fold(60.0, f64::max);
        Layout { points, height: lowest + 48.0 }
    }
}

/// The room a name takes.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Frame {
    /// Whether two names lie upon each other.
    #[must_use]
    pub fn overlaps(self, other: Frame) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    fn around((x, y): (f64, f64), half: f64) -> Frame {
        Frame { left: x - half, right: x + half, top: y - half, bottom: y + half }
    }

    /// How much of a line from one point to another lies inside, in thirtieths.
    fn crossed_by(self, from: (f64, f64), to: (f64, f64)) -> u32 {
        (0..=30)
            .map(|part| f64::from(part) / 30.0)
            .map(|part| (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part))
            .filter(|(x, y)| *x > self.left && *x < self.right && *y > self.top && *y < self.bottom)
            .count()
            .try_into()
            .unwrap_or(u32::MAX)
    }
}

/// Finds the side of each group where its name covers least: below, above, right or left.
///
/// # Panics
/// When there are fewer points than groups, or an edge names a place that no point has.
#[must_use]
pub fn place_labels(groups: &[&MapGroup], edges: &[Edge], points: &[(f64, f64)]) -> Vec<Frame> {
    let mut placed: Vec<Frame> = Vec::with_capacity(groups.len());
    for (at, group) in groups.iter().enumerate() {
        let (x, y) = points[at];
        let (half, off) = (text_width(&group.name) / 2.0 + 3.0, if group.in_focus { 16.0 } else { 11.0 });
        let sides = [
            Frame { left: x - half, right: x + half, top: y + off, bottom: y + off + 17.0 },
            Frame { left: x - half, right: x + half, top: y - off - 17.0, bottom: y - off },
            Frame { left: x + off, right: x + off + 2.0 * half, top: y - 8.5, bottom: y + 8.5 },
            Frame { left: x - off - 2.0 * half, right: x - off, top: y - 8.5, bottom: y + 8.5 },
        ];
        let cost = |frame: Frame| {
            let outside = frame.left < 0.0 || frame.right > WIDTH || frame.top < 0.0;
            let names = placed.iter().filter(|other| frame.overlaps(**other)).count();
            let nodes = points
                .iter()
                .enumerate()
                .filter(|(other, point)| *other != at && frame.overlaps(Frame::around(**point, NODE + 2.0)))
                .count();
            let lines: u32 = edges.iter().map(|edge| frame.crossed_by(points[edge.one], points[edge.other])).sum();
            (u32::from(outside), names + nodes, lines)
        };
        let best = sides.into_iter().min_by_key(|frame| cost(*frame)).unwrap_or(sides[0]);
        placed.push(best);
    }
    placed
}

/// Lets ties pull and groups push until they rest. It starts from a spiral, so it always ends alike.
#[expect(clippy::cast_precision_loss, reason = "a map holds some dozen groups")]
fn spread(points: &mut [(f64, f64)], tied: &[usize], edges: &[Edge], field: f64) {
    if tied.is_empty() {
        return;
    }
    let wish = (WIDTH * field / tied.len() as f64).sqrt() * 0.7;
    for (turn, at) in tied.iter().enumerate() {
        let (angle, far) = (turn as f64 * 2.399_963, wish * 0.6 * (turn as f64 + 0.5).sqrt());
        points[*at] = (WIDTH / 2.0 + far * angle.cos(), field / 2.0 + far * angle.sin() * field / WIDTH);
    }
    for round in 0..ROUNDS {
        let stride = wish * (1.0 - f64::from(round) / f64::from(ROUNDS)) * 0.35 + 0.5;
        let mut pushes = vec![(0.0, 0.0); points.len()];
        for one in tied {
            for other in tied.iter().filter(|other| *other > one) {
                let (dx, dy) = (points[*one].0 - points[*other].0, points[*one].1 - points[*other].1);
                let far = dx.hypot(dy).max(1.0);
                let push = wish * wish / (far * far);
                add(&mut pushes[*one], (dx * push / far * wish, dy * push / far * wish));
                add(&mut pushes[*other], (-dx * push / far * wish, -dy * push / far * wish));
            }
        }
        for edge in edges {
            let (dx, dy) = (points[edge.one].0 - points[edge.other].0, points[edge.one].1 - points[edge.other].1);
            // Friends stand closer than enemies, but both belong in the same picture.
            let pull = dx.hypot(dy) / wish * if edge.kind == RelationKind::Alliance { 1.5 } else { 0.9 };
            add(&mut pushes[edge.one], (-dx * pull, -dy * pull));
            add(&mut pushes[edge.other], (dx * pull, dy * pull));
        }
        for at in tied {
            let home = (WIDTH / 2.0 - points[*at].0, field / 2.0 - points[*at].1);
            add(&mut pushes[*at], (home.0 * 0.12, home.1 * 0.3));
            let (dx, dy) = pushes[*at];
            let far = dx.hypot(dy).max(0.001);
            let step = far.min(stride);
            add(&mut points[*at], (dx / far * step, dy / far * step));
        }
    }
    fit(points, tied, field);
}

fn add(sum: &mut (f64, f64), step: (f64, f64)) {
    sum.0 += step.0;
    sum.1 += step.1;
}

/// Stretches the tied groups over the field, so that the map uses its paper.
fn fit(points: &mut [(f64, f64)], tied: &[usize], field: f64) {
    let (mut left, mut right, mut top, mut bottom) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
    for at in tied {
        let (x, y) = points[*at];
        (left, right, top, bottom) = (left.min(x), right.max(x), top.min(y), bottom.max(y));
    }
    let (wide, high) = ((right - left).max(1.0), (bottom - top).max(1.0));
    for at in tied {
        let (x, y) = points[*at];
        points[*at] = (70.0 + (x - left) / wide * (WIDTH - 140.0), 34.0 + (y - top) / high * (field - 80.0));
    }
}

/// Moves groups apart until no name lies upon another, as far as the field has room.
fn part(points: &mut [(f64, f64)], tied: &[usize], halves: &[f64], field: f64) {
    for _ in 0..200 {
        let mut moved = false;
        for (turn, one) in tied.iter().enumerate() {
            for other in &tied[turn + 1..] {
                let (dx, dy) = (points[*other].0 - points[*one].0, points[*other].1 - points[*one].1);
                let (over_x, over_y) = (halves[*one] + halves[*other] - dx.abs(), 48.0 - dy.abs());
                if over_x <= 0.0 || over_y <= 0.0 {
                    continue;
                }
                moved = true;
                if over_y < over_x {
                    let step = (over_y / 2.0 + 0.5).copysign(dy);
                    points[*one].1 -= step;
                    points[*other].1 += step;
                } else {
                    let step = (over_x / 2.0 + 0.5).copysign(dx);
                    points[*one].0 -= step;
                    points[*other].0 += step;
                }
            }
        }
        for at in tied {
            let (x, y) = points[*at];
            points[*at] = (x.clamp(halves[*at], WIDTH - halves[*at]), y.clamp(24.0, field.max(25.0)));
        }
        if !moved {
            break;
        }
    }
}
