//! Invented cities: groups of 25, about three ties to others of the own group for each member and one in ten with a tie to another
//! group, a quarter of the members under supervision.

use gvi_network::network::Network;

/// Invented numbers, the same every time (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }
}

pub struct City {
    pub network: Network,
    pub groups: Vec<Vec<usize>>,
    pub supervised: Vec<bool>,
    pub likely: Vec<f64>,
}

const SIZE: usize = 25;

pub fn city(groups: usize, seed: u64) -> City {
    let mut dice = Dice(seed);
    let members = groups * SIZE;
    let mut ties = Vec::new();
    for member in 0..members {
        let own = member / SIZE * SIZE;
        // A few have many ties, most have few.
        let few = 1 + usize::from(dice.roll(8) == 0) * 5;
        for _ in 0..few {
            ties.push((member, own + dice.roll(SIZE)));
        }
        if dice.roll(10) == 0 {
            ties.push((member, dice.roll(members)));
        }
    }
    let supervised = (0..members).map(|_| dice.roll(4) == 0).collect();
    let likely = (0..members).map(|_| 0.4 + 0.01 * dice.roll(56) as f64).collect();
    City {
        network: Network::new(members, &ties).expect("ties between members"),
        groups: (0..groups).map(|group| (group * SIZE..(group + 1) * SIZE).collect()).collect(),
        supervised,
        likely,
    }
}
