//! The map of relations between groups: always the same, readable with as many groups as it may hold, and escaped.

use gvi_web::charts::relations::{Edge, Layout, WIDTH, place_labels};
use gvi_web::charts::{ChartName, GROUPS_PER_MAP_MAX, MapGroup, MapRelation, RelationKind, relation_map};

fn groups(count: usize) -> Vec<MapGroup> {
    (0..count)
        .map(|at| MapGroup { code: format!("G{at:02}"), name: format!("Kvarter {at}"), in_focus: at == 3, active: at % 5 != 0 })
        .collect()
}

fn ring_of_relations(count: usize) -> Vec<MapRelation> {
    (0..count)
        .map(|at| MapRelation {
            one: format!("G{at:02}"),
            other: format!("G{:02}", (at * 7 + 1) % count),
            kind: if at % 3 == 0 { RelationKind::Alliance } else { RelationKind::Conflict },
            established: at % 2 == 0,
        })
        .collect()
}

fn name() -> ChartName {
    ChartName::new("map", "Karta", "Grupper och relationer")
}

#[test]
fn the_map_is_the_same_whatever_the_order_of_groups_and_relations() {
    let (mut given, mut ties) = (groups(24), ring_of_relations(24));
    let first = relation_map(&name(), &given, &ties);
    given.reverse();
    ties.reverse();
    for tie in &mut ties {
        std::mem::swap(&mut tie.one, &mut tie.other);
    }
    assert_eq!(first, relation_map(&name(), &given, &ties));
}

#[test]
fn names_of_sixty_groups_do_not_lie_upon_each_other() {
    let all = groups(GROUPS_PER_MAP_MAX);
    let refs: Vec<&MapGroup> = all.iter().collect();
    let edges: Vec<Edge> =
        (0..45).map(|at| Edge { one: at, other: at + 1 + at % 7, kind: RelationKind::Conflict, established: true }).collect();
    let layout = Layout::of(&refs, &edges);
    let labels = place_labels(&refs, &edges, &layout.points);
    for (at, (point, label)) in layout.points.iter().zip(&labels).enumerate() {
        assert!(point.0 > 0.0 && point.0 < WIDTH && point.1 > 0.0 && point.1 < layout.height, "{at} lies outside: {point:?}");
        for (other, next) in labels.iter().enumerate().skip(at + 1) {
            assert!(!label.overlaps(*next), "{at} and {other} lie upon each other: {label:?} {next:?}");
        }
    }
}

#[test]
fn names_are_escaped_and_unknown_groups_left_out() {
    let groups = [MapGroup { code: "A".into(), name: "<b>&".into(), in_focus: false, active: true }];
    let ties = [MapRelation { one: "A".into(), other: "hidden".into(), kind: RelationKind::Conflict, established: true }];
    let drawn = relation_map(&name(), &groups, &ties).to_string();
    assert!(drawn.contains("&lt;b&gt;&amp;"));
    assert!(!drawn.contains("edge-conflict"));
    assert!(!drawn.contains("style="));
}

#[test]
fn an_empty_map_is_drawn_without_harm() {
    assert!(relation_map(&name(), &[], &[]).as_str().ends_with("</svg>"));
}
