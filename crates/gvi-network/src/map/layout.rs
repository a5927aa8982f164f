//! Where each group is drawn: near those it is tied to, the same on every machine.
//!
//! Stress majorisation (Gansner, Koren, North 2004): places are moved so that distances on paper come close to distances in ties,
//! near ones weighing more. It begins on a circle, uses no chance, and each round lowers the stress. Components are laid out alone and
//! set side by side, the largest first. It does not draw: lines, names and colours are the pages'.

use super::components;
use crate::network::Network;

/// A place on paper. The unit is the length of one tie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

const ROUNDS_MAX: usize = 300;
/// A round that lowers the stress by less than this share is the last.
const ENOUGH: f64 = 1e-5;
/// Between components.
const GAP: f64 = 1.0;

/// The place of each member: all x and y from 0 up. For up to a few hundred members; work grows with the square of a component.
pub fn layout(network: &Network) -> Vec<Place> {
    let mut places = vec![Place { x: 0.0, y: 0.0 }; network.members()];
    let parts: Vec<(Vec<usize>, Vec<Place>)> = components(network)
        .into_iter()
        .map(|component| {
            let own = one_component(network, &component);
            (component, own)
        })
        .collect();
    // Rows about as wide as all of it would be high.
    let size = |own: &[Place]| own.iter().fold((0.0_f64, 0.0_f64), |most, place| (most.0.max(place.x), most.1.max(place.y)));
    let area: f64 = parts.iter().map(|(_, own)| size(own)).map(|(width, height)| (width + GAP) * (height + GAP)).sum();
    let widest = parts.iter().map(|(_, own)| size(own).0).fold(area.sqrt() * 1.2, f64::max);
    let (mut x, mut y, mut row_height) = (0.0_f64, 0.0, 0.0_f64);
    for (component, own) in &parts {
        let (width, height) = size(own);
        if x > 0.0 && x + width > widest {
            x = 0.0;
            y += row_height + GAP;
            row_height = 0.0;
        }
        for (&member, place) in component.iter().zip(own) {
            places[member] = Place { x: x + place.x, y: y + place.y };
        }
        x += width + GAP;
        row_height = row_height.max(height);
    }
    places
}

/// One component from (0, 0) on.
fn one_component(network: &Network, component: &[usize]) -> Vec<Place> {
    let n = component.len();
    let ties = distances(network, component);
    let mut places: Vec<Place> = (0..n)
        .map(|at| {
            let angle = 2.0 * std::f64::consts::PI * at as f64 / n as f64;
            let radius = n as f64 / 6.0;
            Place { x: radius * angle.cos(), y: radius * angle.sin() }
        })
        .collect();
    let mut stress = f64::INFINITY;
    for _ in 0..ROUNDS_MAX {
        // Each member goes to where the others would have it, one after another, with the places that hold by then.
        for at in 0..n {
            let (mut x, mut y, mut weights) = (0.0, 0.0, 0.0);
            for other in (0..n).filter(|&other| other != at) {
                let wanted = ties[at * n + other];
                let (dx, dy) = (places[at].x - places[other].x, places[at].y - places[other].y);
                let apart = dx.hypot(dy).max(1e-9);
                let weight = 1.0 / (wanted * wanted);
                x += weight * (places[other].x + wanted * dx / apart);
                y += weight * (places[other].y + wanted * dy / apart);
                weights += weight;
            }
            if weights > 0.0 {
                places[at] = Place { x: x / weights, y: y / weights };
            }
        }
        let now = stress_of(&places, &ties);
        if stress - now < ENOUGH * now {
            break;
        }
        stress = now;
    }
    let least = places.iter().fold((f64::INFINITY, f64::INFINITY), |least, place| (least.0.min(place.x), least.1.min(place.y)));
    places.iter().map(|place| Place { x: place.x - least.0, y: place.y - least.1 }).collect()
}

fn stress_of(places: &[Place], ties: &[f64]) -> f64 {
    let n = places.len();
    let mut stress = 0.0;
    for a in 0..n {
        for b in 0..a {
            let wanted = ties[a * n + b];
            let apart = (places[a].x - places[b].x).hypot(places[a].y - places[b].y);
            stress += ((apart - wanted) / wanted).powi(2);
        }
    }
    stress
}

/// How many ties lie between each two of a component, row by row.
fn distances(network: &Network, component: &[usize]) -> Vec<f64> {
    let n = component.len();
    let mut found = vec![0.0; n * n];
    for (row, &start) in component.iter().enumerate() {
        let mut far = vec![usize::MAX; n];
        far[row] = 0;
        let mut queue = vec![start];
        let mut at = 0;
        while at < queue.len() {
            // Cannot fail: neighbours are of the same component.
            let own = component.binary_search(&queue[at]).expect("of the component");
            for other in network.neighbours(queue[at]) {
                // Cannot fail: as above.
                let place = component.binary_search(other).expect("of the component");
                if far[place] == usize::MAX {
                    far[place] = far[own] + 1;
                    queue.push(*other);
                }
            }
            at += 1;
        }
        far.into_iter().enumerate().for_each(|(place, ties)| found[row * n + place] = ties as f64);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_drawn_as_a_line() {
        let chain = Network::new(4, &[(0, 1), (1, 2), (2, 3)]).unwrap();
        let places = layout(&chain);
        let apart = |a: usize, b: usize| (places[a].x - places[b].x).hypot(places[a].y - places[b].y);
        assert!((apart(0, 3) - 3.0).abs() < 0.1, "{places:?}");
        assert!((apart(1, 2) - 1.0).abs() < 0.1, "{places:?}");
    }

    #[test]
    fn the_same_network_is_drawn_the_same_and_components_do_not_overlap() {
        let network = Network::new(7, &[(0, 1), (1, 2), (2, 0), (3, 4)]).unwrap();
        let places = layout(&network);
        assert_eq!(places, layout(&network));
        for (at, place) in places.iter().enumerate() {
            assert!(place.x >= 0.0 && place.y >= 0.0 && place.x.is_finite() && place.y.is_finite());
            for other in &places[at + 1..] {
                assert!((place.x - other.x).hypot(place.y - other.y) > 0.5, "{places:?}");
            }
        }
    }
}
