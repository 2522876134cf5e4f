"""The shapes of the demo's logos, each on a square of 100 × 100 units."""

from collections.abc import Callable

from demo.pen import GAP, SOFT, SOLID, Pen, around

Shape = Callable[[Pen], None]


def gate(pen: Pen) -> None:
    pen.slice(50, 50, 46, 180, 360)
    pen.box(4, 49, 96, 94)
    pen.slice(50, 52, 26, 180, 360, GAP)
    pen.box(24, 51, 76, 94, tone=GAP)
    pen.box(44, 40, 56, 94, tone=SOFT)


def waves(pen: Pen) -> None:
    for number, half in enumerate((16, 34, 46, 24, 38)):
        x = 10 + number * 20
        pen.box(x - 6, 50 - half, x + 6, 50 + half, radius=6)


def bolt(pen: Pen) -> None:
    pen.polygon((58, 0), (14, 58), (44, 58), (36, 100), (86, 38), (54, 38), (66, 0))


def threads(pen: Pen) -> None:
    for y in (8, 36, 64, 92):
        pen.line((8, y), (82, 50), width=8)
    pen.disc(82, 50, 16)


def anycast(pen: Pen) -> None:
    for point in around(50, 50, 40, 6):
        pen.line((50, 50), point, width=5)
        pen.disc(*point, 10)
    pen.disc(50, 50, 17)


def pin(pen: Pen) -> None:
    pen.disc(50, 36, 34)
    pen.polygon((20, 52), (80, 52), (50, 98))
    pen.disc(50, 36, 14, GAP)


def seal(pen: Pen) -> None:
    pen.regular(50, 50, 48, 6)
    pen.regular(50, 50, 48, 6, turn=30)
    pen.ring(50, 50, 29, 5, GAP)
    pen.regular(50, 50, 15, 4, tone=GAP)


def crates(pen: Pen) -> None:
    pen.box(28, 4, 72, 46, radius=4)
    pen.box(3, 53, 47, 95, radius=4)
    pen.box(53, 53, 97, 95, radius=4, tone=SOFT)


def cross(pen: Pen) -> None:
    pen.box(34, 2, 66, 98, radius=8)
    pen.box(2, 34, 98, 66, radius=8)
    pen.slice(66, 66, 32, 0, 90, SOFT)


def abacus(pen: Pen) -> None:
    for y, beads in ((18, (20, 44)), (50, (32, 56, 80)), (82, (56, 80))):
        pen.line((6, y), (94, y), width=5, tone=SOFT)
        for x in beads:
            pen.disc(x, y, 12)


def tessera(pen: Pen) -> None:
    soft = {1, 3, 8}
    for number in range(9):
        x, y = (number % 3) * 35, (number // 3) * 35
        pen.box(x, y, x + 30, y + 30, radius=3, tone=SOFT if number in soft else SOLID)


def furrows(pen: Pen) -> None:
    pen.slice(50, 44, 26, 180, 360)
    for left in (-6, 26, 58, 90):
        pen.polygon((44 + left / 8, 50), (48 + left / 8, 50), (left + 20, 100), (left - 4, 100))


def latch(pen: Pen) -> None:
    pen.ring(50, 36, 34, 13)
    pen.box(0, 42, 100, 80, tone=GAP)
    pen.box(8, 44, 92, 98, radius=10)
    pen.box(43, 58, 57, 84, radius=7, tone=GAP)


def knot(pen: Pen) -> None:
    pen.ring(34, 50, 33, 12)
    pen.ring(66, 50, 33, 12, SOFT)
    pen.slice(34, 50, 33, 290, 340)
    pen.disc(34, 50, 21, GAP)
    pen.ring(66, 50, 33, 12, SOFT)


def bell(pen: Pen) -> None:
    pen.slice(50, 42, 34, 180, 360)
    pen.polygon((16, 41), (84, 41), (96, 78), (4, 78))
    pen.disc(50, 84, 14)
    pen.box(30, 78, 70, 82, tone=GAP)


def loop(pen: Pen) -> None:
    pen.ring(50, 52, 44, 15)
    pen.polygon((50, 52), (50, 0), (100, 0), (100, 30), tone=GAP)
    pen.polygon((46, -2), (46, 32), (76, 15))


def leaf(pen: Pen) -> None:
    pen.disc(50, 50, 44)
    pen.box(50, 6, 94, 50)
    pen.box(6, 50, 50, 94)
    pen.line((6, 94), (72, 28), width=6, tone=GAP)
    pen.line((44, 56), (44, 34), width=5, tone=GAP)
    pen.line((44, 56), (66, 56), width=5, tone=GAP)


def vane(pen: Pen) -> None:
    pen.polygon((50, 0), (88, 100), (50, 74))
    pen.polygon((50, 0), (12, 100), (50, 74), tone=SOFT)


def shelter(pen: Pen) -> None:
    for drop, tone in ((0, SOLID), (26, SOFT), (52, SOLID)):
        pen.line((10, 38 + drop), (50, 10 + drop), (90, 38 + drop), width=14, tone=tone)


def ingot(pen: Pen) -> None:
    pen.polygon((24, 26), (84, 26), (98, 50), (10, 50), tone=SOFT)
    pen.polygon((10, 53), (98, 53), (90, 84), (2, 84))


def fold(pen: Pen) -> None:
    pen.polygon((0, 92), (38, 14), (58, 92))
    pen.polygon((38, 14), (58, 92), (74, 60), tone=SOFT)
    pen.polygon((60, 92), (77, 54), (100, 92))


def kiln(pen: Pen) -> None:
    pen.slice(50, 48, 46, 180, 360)
    pen.box(4, 47, 96, 96)
    pen.disc(50, 70, 22, GAP)
    pen.polygon((28.5, 66), (50, 22), (71.5, 66), tone=GAP)
    pen.disc(50, 78, 11)
    pen.polygon((39.5, 75), (50, 52), (60.5, 75))


def serif(pen: Pen) -> None:
    pen.box(38, 4, 62, 96)
    for y in (4, 84):
        pen.box(12, y, 88, y + 12)
    pen.polygon((24, 16), (38, 16), (38, 32))
    pen.polygon((76, 84), (62, 84), (62, 68))


def comb(pen: Pen) -> None:
    for number, point in enumerate([(50.0, 50.0), *around(50, 50, 34, 6, turn=30)]):
        pen.regular(*point, 17.5, 6, tone=SOFT if number in (2, 5) else SOLID)


def ferry(pen: Pen) -> None:
    pen.slice(50, 62, 46, 0, 180)
    pen.polygon((48, 2), (48, 56), (12, 56))
    pen.polygon((54, 18), (54, 56), (84, 56), tone=SOFT)


def spindle(pen: Pen) -> None:
    pen.polygon((50, 0), (82, 50), (50, 100), (18, 50))
    for y in (34, 47, 60):
        pen.box(0, y, 100, y + 5, tone=GAP)


def tide(pen: Pen) -> None:
    for radius, tone in ((48, SOLID), (38, GAP), (29, SOFT), (19, GAP), (11, SOLID)):
        pen.slice(50, 60, radius, 180, 360, tone)
    pen.box(2, 68, 98, 77, radius=4)
    pen.box(18, 85, 82, 93, radius=4, tone=SOFT)


def orchard(pen: Pen) -> None:
    for x, y, tone in (
        (36, 18, SOLID),
        (76, 18, SOFT),
        (22, 54, SOLID),
        (62, 54, SOLID),
        (8, 90, SOFT),
        (48, 90, SOLID),
    ):
        pen.disc(x + 6, y * 0.9 + 2, 15, tone)


def moth(pen: Pen) -> None:
    pen.slice(46, 50, 46, 180, 270)
    pen.slice(54, 50, 46, 270, 360)
    pen.slice(46, 54, 32, 90, 180, SOFT)
    pen.slice(54, 54, 32, 0, 90, SOFT)


def fern(pen: Pen) -> None:
    pen.line((50, 96), (50, 8), width=7)
    for step in range(4):
        y, reach = 78 - step * 21, 40 - step * 8
        for side in (-1, 1):
            pen.line((50, y), (50 + side * reach, y - reach * 0.7), width=11)


def cog(pen: Pen) -> None:
    for point in around(50, 50, 38, 8):
        pen.disc(*point, 11)
    pen.disc(50, 50, 38)
    pen.disc(50, 50, 15, GAP)


def barrow(pen: Pen) -> None:
    pen.slice(50, 66, 46, 180, 360)
    pen.slice(50, 66, 27, 180, 360, SOFT)
    pen.box(4, 74, 96, 84, radius=5)


def tram(pen: Pen) -> None:
    pen.box(14, 12, 86, 82, radius=12)
    for x in (22, 53):
        pen.box(x, 24, x + 25, 50, radius=3, tone=GAP)
    pen.line((30, 2), (70, 2), width=5)
    pen.box(47, 2, 53, 14)
    pen.disc(32, 88, 9)
    pen.disc(68, 88, 9)


def quarto(pen: Pen) -> None:
    pen.box(2, 2, 47, 47)
    pen.box(53, 2, 98, 47, tone=SOFT)
    pen.box(2, 53, 47, 98, tone=SOFT)
    pen.polygon((53, 53), (98, 53), (53, 98))


SHAPES: dict[str, Shape] = {
    shape.__name__: shape
    for shape in (
        *(gate, waves, bolt, threads, anycast, pin, seal, crates, cross, abacus, tessera, furrows, latch),
        *(knot, bell, loop, leaf, vane, shelter, ingot, fold, kiln),
        *(serif, comb, ferry, spindle, tide, orchard, moth, fern, cog, barrow, tram, quarto),
    )
}
