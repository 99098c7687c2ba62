import { department } from './department.ts';

export const HOME = [
  department({
    category: 'coffee-and-tea',
    goesWith: 'kitchen, tableware, pantry',
    makers: 'Brewster & Vale, Kaffa Nord, Monte Alba, Leaf & Kettle',
    qualities: 'Classic, Barista, Copper, Matte Black, Travel, Compact, Heritage, Slow Morning',
    things:
      'Coffee Grinder 39-189, Moka Pot 24-69, Pour-Over Set 29-79, French Press 19-59, Gooseneck Kettle 34-129, Milk Frother 14-79, Tea Infuser 6-19, Storage Canister 9-34, Espresso Scale 25-119',
    details:
      'A pleasure to use before the day begins. | Spare parts are kept for ten years. | Tested by the baristas of four cafés. | Every part comes apart for cleaning. | Fits in the smallest kitchen.',
  }),
  department({
    category: 'kitchen',
    goesWith: 'pantry, tableware, coffee-and-tea',
    makers: 'Ferrum & Co, Oxbow, Hestia, Cuisine Leclerc',
    qualities: 'Heritage, Professional, Everyday, Compact, Bistro, Matte Black, Copper, Brushed Steel',
    things:
      'Frying Pan 24-119, Saucepan 22-99, Chef’s Knife 29-169, Paring Knife 9-49, Roasting Tin 19-69, Wok 29-109, Stock Pot 34-139, Griddle 29-99, Bread Tin 12-39',
    details:
      'Checked by hand before it leaves the workshop. | Will outlast the kitchen it is bought for. | Ready for the first meal out of the box. | Washes up in a minute. | Chosen by cooks who use it all day.',
  }),
  department({
    category: 'tableware',
    goesWith: 'kitchen, coffee-and-tea, lighting',
    makers: 'Atelier Roux, Saltglaze Pottery, Nordlund, Mira Porcelain',
    qualities: 'Speckled, Ivory, Midnight Blue, Hand-Thrown, Ribbed, Sage Green, Gold-Rimmed, Stonewashed',
    things:
      'Dinner Plate 9-39, Soup Bowl 8-34, Mug 6-29, Serving Platter 19-79, Salad Bowl 24-89, Pitcher 19-69, Espresso Cup 5-24, Cake Stand 24-74, Butter Dish 14-44',
    details:
      'Safe in the dishwasher and the microwave. | No two pieces look quite alike. | Stacks neatly with the rest of the collection. | Fired twice, so that it does not chip easily. | The glaze is free of lead.',
  }),
  department({
    category: 'pantry',
    goesWith: 'kitchen, coffee-and-tea, tableware',
    makers: 'Campo Verde, Miller’s Yard, Isola, The Spice Quay',
    qualities: 'Organic, Mountain, Sicilian, Wild, Small-Batch, Fair-Trade, Family Reserve, Single-Estate',
    things:
      'Olive Oil 7-34, Almonds 5-19, Sea Salt 3-12, Black Pepper 4-15, Tomato Passata 2-7, Wheat Flour 2-8, Red Lentils 2-8, Cocoa Powder 4-16, Honey 6-24',
    details:
      'Packed within a week of the harvest. | Keeps for a year in a cool and dark place. | Comes from a cooperative of family farms. | The tin can be refilled in our shops. | Nothing added, nothing taken away.',
  }),
  department({
    category: 'bedroom',
    goesWith: 'bathroom, lighting, furniture',
    makers: 'Linen & Loom, Dormeo Atelier, Northern Down, Cotton Row',
    qualities: 'Washed Linen, Percale, Quilted, Merino, Striped, Organic Cotton, Charcoal, Featherlight',
    things:
      'Duvet Cover 39-159, Pillowcase 9-39, Fitted Sheet 24-89, Throw 29-129, Mattress Topper 79-299, Bolster 19-59, Bedspread 49-189, Eye Mask 9-29, Blanket 34-149',
    details:
      'Gets softer with every wash. | Made in Portugal from long-staple fibres. | Certified to OEKO-TEX Standard 100. | Cool in summer and warm in winter. | Sewn to last for many years.',
  }),
  department({
    category: 'bathroom',
    goesWith: 'bedroom, lighting, fitness',
    makers: 'Aqua Alta, Pumice & Pine, Haven Bath, Cotton Row',
    qualities: 'Sand, Slate, Sea Green, Chalk White, Terracotta, Spa, Hotel, Compact',
    things:
      'Bath Towel 14-59, Hand Towel 7-29, Bath Mat 14-54, Soap Dispenser 9-44, Toothbrush Holder 7-29, Shower Shelf 19-79, Laundry Basket 24-89, Mirror 29-149, Bath Tray 24-69',
    details:
      'Stays fresh for years. | Made to live with steam. | Goes with tiles of every colour. | A small hotel at home. | Pairs with the rest of the series.',
  }),
  department({
    category: 'lighting',
    goesWith: 'furniture, bedroom, stationery',
    makers: 'Lumen Works, Nordlund, Filament House, Helios',
    qualities: 'Brass, Smoked Glass, Opal, Dimmable, Terracotta, Linen, Copper, Rechargeable',
    things:
      'Desk Lamp 29-149, Floor Lamp 59-289, Pendant 39-229, Bedside Lamp 24-119, Wall Light 29-139, Lantern 19-89, String Lights 14-49, Clip Light 14-44, Night Light 9-34',
    details:
      'The bulb is included and can be replaced. | Light as warm as a candle, 2,700 K. | The cable is three metres long. | Draws less than nine watts. | Dims without a flicker.',
  }),
  department({
    category: 'furniture',
    goesWith: 'lighting, bedroom, stationery',
    makers: 'Nordlund, Ash & Elm, Kontor, Workshop No. 9',
    qualities: 'Oak, Walnut, Birch, Compact, Powder-Coated, Whitewashed, Mid-Century, Slim',
    things:
      'Side Table 59-249, Bookshelf 89-449, Dining Chair 69-299, Stool 39-149, Bench 99-389, Coat Rack 39-159, Writing Desk 149-599, Nightstand 69-239, Media Console 149-549',
    details:
      'From forests that are certified by the FSC. | Assembled in ten minutes with one key. | Finished with hard-wax oil that can be renewed. | Felt pads spare the floor. | Carries 120 kilograms.',
  }),
  department({
    category: 'garden',
    goesWith: 'tools, outdoor, pets',
    makers: 'Green Spade, Rootstock, Wilder & Sons, Terra Cotta Mill',
    qualities: 'Galvanised, Rustproof, Balcony, Cottage, Weatherproof, Heritage, Moss Green, Large',
    things:
      'Planter 14-119, Watering Can 14-59, Hand Trowel 9-34, Pruning Shears 14-69, Rake 19-59, Garden Hose 24-99, Bird Feeder 12-54, Compost Bin 39-149, Trellis 19-79',
    details:
      'Stays outside all year. | Repairs and spare parts for ten years. | Made for small balconies and large gardens alike. | Tried for three seasons before it was sold. | Kind to wrists and backs.',
  }),
  department({
    category: 'tools',
    goesWith: 'garden, furniture, cycling',
    makers: 'Stahlhaus, Ironbridge, Vector, Workshop No. 9',
    qualities: 'Heavy-Duty, Precision, Compact, Professional, Workshop, Starter, Shockproof, Lightweight',
    things:
      'Screwdriver Set 14-79, Drill 49-229, Hammer 12-49, Spirit Level 12-59, Combination Pliers 12-54, Tape Measure 6-29, Socket Set 29-149, Handsaw 14-59, Tool Bag 24-99',
    details:
      'Made for a working life, not for a weekend. | Passed by a tester who signs for it. | Feels right in either hand. | Comes with a hook for the wall. | Guaranteed for as long as you own it.',
  }),
] as const;
