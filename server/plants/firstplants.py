"""
The plants that a new database begins with: name, description, and a rating of
how easily it grows, 5 for what needs no care.
"""

from __future__ import annotations

FIRST_PLANTS: tuple[tuple[str, str, int], ...] = (
    (
        "Aloe vera",
        "A succulent of the Arabian Peninsula. Its thick leaves store water, so it forgives "
        "being forgotten; what it does not forgive is a pot that stays wet.",
        5,
    ),
    (
        "Basil",
        "Ocimum basilicum, an annual herb of the mint family. Frost kills it. With its flower "
        "buds pinched out, it makes leaves for longer.",
        4,
    ),
    (
        "Bird's-nest fern",
        "Asplenium nidus grows on trees in the tropics and catches falling leaves in its "
        "rosette. Shade and moist air suit it.",
        3,
    ),
    (
        "Chives",
        "Allium schoenoprasum, the smallest of the onions that are grown for the kitchen. "
        "Perennial: it comes back every spring, with purple flowers that bees like.",
        5,
    ),
    (
        "Common ivy",
        "Hedera helix climbs with small roots on its stems. It flowers in autumn, when little "
        "else does, on shoots whose leaves have no lobes.",
        5,
    ),
    (
        "Cyclamen",
        "Cyclamen persicum flowers in winter and rests in summer. Water it from below; the "
        "tuber rots when water stands on it.",
        2,
    ),
    (
        "Edelweiß",
        "Leontopodium nivale, of the daisy family, from the limestone of the Alps. The white "
        "star is no flower but the hairy leaves around many small ones. Wants sun and poor "
        "soil.",
        2,
    ),
    (
        "Foxglove",
        "Digitalis purpurea. In its first year it makes a rosette of leaves, in its second a "
        "tall stem of flowers, and then it dies. All of it is poisonous.",
        4,
    ),
    (
        "Garden pea",
        "Pisum sativum, the plant whose crosses taught Gregor Mendel the rules of heredity. "
        "Bacteria in its roots bind nitrogen from the air.",
        4,
    ),
    (
        "Ginkgo",
        "Ginkgo biloba, the only living species of its division. Fan-shaped leaves like its "
        "own are known from fossils that are 170 million years old.",
        3,
    ),
    (
        "Hyacinth",
        "Hyacinthus orientalis. After some cold weeks its bulb will flower in a glass of "
        "water, with nothing but what it has stored.",
        3,
    ),
    (
        "Lady's mantle",
        "Alchemilla. Water stands on its leaves in round drops, because fine hairs keep it "
        "from wetting them.",
        4,
    ),
    (
        "Lavender",
        "Lavandula angustifolia, a small shrub of the Mediterranean. Full sun, dry soil with "
        "lime, and a cut after flowering.",
        4,
    ),
    (
        "Maidenhair fern",
        "Adiantum raddianum. Once its fine leaves have dried out they do not recover; moist "
        "air matters more to it than light.",
        1,
    ),
    (
        "Moth orchid",
        "Phalaenopsis grows on trees in Southeast Asia. Its roots are green and take part in "
        "photosynthesis, which is why its pots are clear.",
        3,
    ),
    (
        "Nasturtium",
        "Tropaeolum majus, from the Andes. In rich soil it makes leaves, in poor soil "
        "flowers; both can be eaten and taste of cress.",
        5,
    ),
    (
        "Peppermint",
        "Mentha × piperita, a hybrid of watermint and spearmint that sets hardly any seed. "
        "Its runners will take over a bed: grow it in a pot.",
        5,
    ),
    (
        "Pitcher plant",
        "Nepenthes. The end of each leaf becomes a jug that catches insects, because the soil "
        "it comes from is poor. Water it with rain: lime harms it.",
        1,
    ),
    (
        "Rosemary",
        "Salvia rosmarinus, long known as Rosmarinus officinalis. An evergreen shrub with "
        "leaves like needles; it survives mild winters outside.",
        4,
    ),
    (
        "Snake plant",
        "Dracaena trifasciata, from West Africa. It takes in carbon dioxide at night, as many "
        "succulents do, and bears both dark corners and dry weeks.",
        5,
    ),
    (
        "Snowdrop",
        "Galanthus nivalis flowers from January on. Ants carry its seeds away for the sake of "
        "what hangs on them.",
        4,
    ),
    (
        "Sunflower",
        "Helianthus annuus. The young plant turns with the sun; the open flower head, in "
        "truth many small flowers in spirals, faces east.",
        5,
    ),
    (
        "Tomato",
        "Solanum lycopersicum, from western South America. It pollinates itself; a shake in "
        "the greenhouse, where there is no wind, helps.",
        3,
    ),
    (
        "Tulip",
        "Tulipa. In 1637 single bulbs were sold in Haarlem for the price of a house. Plant "
        "the bulb two or three times as deep as it is high.",
        4,
    ),
    (
        "Venus flytrap",
        "Dionaea muscipula, from a small part of the Carolinas. A leaf closes when two of its "
        "hairs are touched within about 20 seconds; it counts.",
        2,
    ),
    (
        "Женьшень",
        "Panax ginseng, from the forests of northeastern Asia. It grows so slowly that roots "
        "are dug after five or six years at the earliest.",
        1,
    ),
    (
        "Ελιά",
        "Olea europaea, the olive. Some trees on the islands of Greece are more than a "
        "thousand years old and still bear.",
        3,
    ),
    (
        "زعفران",
        "Crocus sativus, saffron. Each flower has three red stigmas; about 150 flowers make "
        "one gram. It sets no seed, and lives only where people plant it.",
        2,
    ),
    (
        "तुलसी",
        "Ocimum tenuiflorum, holy basil, kept in the courtyards of many houses in India. It "
        "is perennial where there is no frost.",
        3,
    ),
    (
        "무궁화",
        "Hibiscus syriacus, the national flower of South Korea. Each flower lasts a day, and "
        "new ones open from July to October.",
        4,
    ),
    (
        "桜",
        "Cherries grown for their flowers. Most of Japan's are 'Somei-yoshino', a clone: its "
        "trees are all alike, so those of a place flower at the same time.",
        3,
    ),
    (
        "茶",
        "Camellia sinensis. Green, black and oolong tea come from the same plant; what "
        "differs is what is done with the leaves.",
        2,
    ),
)
