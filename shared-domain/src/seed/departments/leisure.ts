import { department } from './department.ts';

export const LEISURE = [
  department({
    category: 'stationery',
    goesWith: 'crafts, computers, lighting',
    makers: 'Papier Quist, Inkwell & Sons, Kontor, Studio Blank',
    qualities: 'Pocket, Recycled, Classic, Executive, Pastel, Minimal, Archival, Midnight Blue',
    things:
      'Notebook 6-29, Fountain Pen 19-149, Desk Pad 14-49, Planner 12-39, Pencil Case 8-34, Letter Set 7-24, Ring Binder 6-24, Index Cards 4-14, Pen Tray 12-44',
    details:
      'Wrapped in nothing but paper. | Refills and spare parts in every size. | Made for desks that are worked at. | Ages well on a desk or in a bag. | Finished by hand in Bologna.',
  }),
  department({
    category: 'crafts',
    goesWith: 'stationery, toys, games',
    makers: 'Loop & Purl, Atelier Roux, Studio Blank, Madder Lane',
    qualities: 'Beginner’s, Pastel, Festive, Studio, Botanical, Scandinavian, Deluxe, Natural',
    things:
      'Knitting Kit 24-79, Watercolour Set 14-89, Embroidery Hoop 6-24, Sketchbook 9-34, Linocut Kit 19-69, Yarn Bundle 14-64, Candle Kit 19-54, Weaving Loom 29-119, Brush Set 9-49',
    details:
      'Step-by-step instructions with pictures. | Everything you need is in the box. | Colours that stay true in the light. | A quiet evening’s work, and you keep the result. | For ages eight to eighty.',
  }),
  department({
    category: 'toys',
    goesWith: 'games, crafts, pets',
    makers: 'Little Larch, Tumble & Co, Bauklotz, Moonkite',
    qualities: 'Wooden, Musical, Classic, Glow-in-the-Dark, Nursery, Pocket, Giant, Rainbow',
    things:
      'Train Set 24-119, Building Blocks 14-79, Shape Sorter 12-39, Puppet 12-34, Marble Run 24-99, Doll’s House 49-189, Kite 14-44, Spinning Top 5-19, Farm Animals 14-59',
    details:
      'Water-based paint that is safe to chew on. | Rounded edges, no loose parts. | Tested to EN 71. | Grows with the child from two to six. | Goes with the sets of other makers.',
  }),
  department({
    category: 'games',
    goesWith: 'toys, crafts, audio',
    makers: 'Dice Harbour, Gambit House, Moonkite, Fourth Corner',
    qualities: 'Family, Travel, Collector’s, Classic, Illustrated, Party, Deluxe, Pocket',
    things:
      'Board Game 19-79, Card Game 7-29, Chess Set 24-149, Jigsaw 9-39, Domino Set 9-34, Backgammon Board 29-119, Dice Set 5-24, Quiz Box 12-34, Puzzle Cube 7-29',
    details:
      'Explained in five minutes, enjoyed for years. | For one evening or a whole winter. | The booklet comes in eight languages. | Everything has its place in the box. | Made of sturdy card and beech wood.',
  }),
  department({
    category: 'outdoor',
    goesWith: 'cycling, fitness, garden',
    makers: 'Fjellvik, Cairn & Crag, North Trail, Basecamp Union',
    qualities: 'Ultralight, Four-Season, Expedition, Waterproof, Alpine, Granite, Weekend, Packable',
    things:
      'Tent 129-599, Sleeping Bag 59-349, Rucksack 49-249, Camping Stove 29-149, Head Torch 19-89, Water Bottle 9-44, Sleeping Mat 29-179, Dry Bag 9-39, Trekking Poles 29-149',
    details:
      'Packs down smaller than you expect. | Tested in rain, wind and snow. | Repaired for free in our workshop. | Made for weather that turns. | Without PFAS.',
  }),
  department({
    category: 'cycling',
    goesWith: 'outdoor, fitness, tools',
    makers: 'Velo Sarto, Pavé, Chainring Supply, North Trail',
    qualities: 'Reflective, Race, Touring, Waterproof, Commuter, Gravel, Lightweight, All-Weather',
    things:
      'Helmet 39-199, Pannier 29-129, Front Light 19-99, Rear Light 12-59, Floor Pump 24-89, Jersey 34-139, Gloves 14-59, Multi-Tool 14-54, Lock 24-119',
    details:
      'Goes with every bicycle. | Tested on cobbles, rain and commuters. | Weighs less than you expect. | Replaced for free after a crash. | Made within reach of our workshop, by bicycle.',
  }),
  department({
    category: 'fitness',
    goesWith: 'outdoor, cycling, bathroom',
    makers: 'Kinesis, Plain Iron, Asana House, Stride',
    qualities: 'Compact, Studio, Soft-Touch, Competition, Starter, Travel, Eco, Charcoal',
    things:
      'Yoga Mat 19-99, Dumbbell Pair 24-189, Kettlebell 19-109, Resistance Band 6-29, Skipping Rope 6-34, Foam Roller 14-49, Exercise Ball 14-44, Pull-Up Bar 24-89, Yoga Block 7-24',
    details:
      'Comes with a plan for the first six weeks. | Stows away under the bed. | Smells of nothing from the first day. | As good at home as in the gym. | Tested by people who hate exercise.',
  }),
  department({
    category: 'audio',
    goesWith: 'computers, games, lighting',
    makers: 'Tonwerk, Echo Vale, Vireo, Black Cable',
    qualities: 'Portable, Studio, Hi-Fi, Walnut, Compact, Classic, Limited, Graphite',
    things:
      'Headphones 39-399, Earbuds 29-249, Bookshelf Speaker 79-449, Soundbar 99-499, Turntable 129-599, Microphone 49-279, Radio 29-149, Amplifier 119-549, Headphone Stand 14-59',
    details:
      'Parts that wear out can be replaced with a coin. | Tuned by ear in a room like yours. | Made in small series. | Nothing about it rattles. | Spare parts for fifteen years.',
  }),
  department({
    category: 'computers',
    goesWith: 'audio, stationery, furniture',
    makers: 'Vector, Northbridge, Kontor, Circuit Lane',
    qualities: 'Compact, USB-C, Ergonomic, Low-Profile, Quiet, Aluminium, Graphite, Travel',
    things:
      'Keyboard 29-219, Mouse 14-129, Monitor Arm 39-189, Docking Station 59-279, Laptop Stand 19-89, Webcam 29-169, Charger 19-89, Desk Mat 12-49, Card Reader 9-49',
    details:
      'Works with every current operating system. | No driver, no account, no cloud. | Comes with a braided cable. | A three-year warranty with advance exchange. | Made of recycled aluminium.',
  }),
  department({
    category: 'pets',
    goesWith: 'garden, toys, outdoor',
    makers: 'Good Boy & Co, Whisker Works, Fern & Fetch, Tumble & Co',
    qualities: 'Easy-Clean, Sturdy, Travel, Soft-Touch, Non-Slip, Country, City, Natural',
    things:
      'Dog Bed 29-149, Cat Tree 39-189, Lead 9-39, Collar 7-34, Food Bowl 6-34, Travel Crate 39-159, Harness 14-59, Brush 6-29, Scratching Post 14-69',
    details:
      'Tested by forty dogs and one unimpressed cat. | Comes clean in a minute. | Free of anything that pets should not eat. | In four sizes; ours is the middle one. | Quiet on wooden floors.',
  }),
] as const;
